"""From plan to example: the same plan gives the same numbers, here or in worker processes, and noise has no words."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("kaldi_native_fbank")

from speech.adaptation.corpus import read_corpus
from speech.adaptation.example_makers import made
from speech.adaptation.examples import held_out_example, make_example, trimmed
from speech.adaptation.features import frames_of, kaldi_upsample, mfcc
from speech.adaptation.ivectors import load_extractor
from speech.adaptation.noises import RATE
from speech.adaptation.recipe import Recipe
from speech.adaptation.sampling import ExamplePlan, epoch_plans
from speech.errors import SoundUnreadable


@pytest.fixture(scope="module")
def extractor(base):
    return load_extractor(base.folder / "ivector")


@pytest.fixture(scope="module")
def plans(spoken: Path):
    return epoch_plans(read_corpus(spoken), Recipe(noise_share=0.2), 0)


def same(one, other) -> bool:
    arrays = np.array_equal(one.features, other.features) and np.array_equal(one.ivector, other.ivector)
    return arrays and one.words == other.words


def test_a_plan_gives_the_same_example_each_time(plans, extractor):
    for plan in plans[:6]:
        example = make_example(plan, extractor)
        assert same(example, make_example(plan, extractor))
        assert example.features.shape[1] == 40
        if len(plan.sentences) == 1:
            assert len(example.features) == pytest.approx(plan.seconds * 100, abs=8)
        assert example.words == plan.words
    assert not same(make_example(plans[0], extractor), make_example(dataclasses.replace(plans[0], seed=1), extractor))


def test_noise_has_no_words(plans, extractor):
    noise = [plan for plan in plans if not plan.sentences]
    assert len(noise) == 3
    assert make_example(noise[0], extractor).words == ()


def test_worker_processes_give_what_this_process_gives(plans, base):
    cut = [plans[:5], plans[5:7], plans[7:8]]
    here = list(made(cut, base.folder / "ivector", 0))
    there = list(made(cut, base.folder / "ivector", 2))
    assert [len(batch) for batch in there] == [5, 2, 1]
    assert all(same(a, b) for one, other in zip(here, there, strict=True) for a, b in zip(one, other, strict=True))


def test_a_sound_that_has_vanished_is_told_through_the_worker(plans, base, tmp_path):
    gone = dataclasses.replace(plans[0].sentences[0], audio=tmp_path / "gone.wav")
    plan = ExamplePlan((gone,), (0.1, 0.1), 1.0, (), 1)
    with pytest.raises(SoundUnreadable, match=r"gone\.wav"):
        list(made([[plan]], base.folder / "ivector", 1))


def test_before_anything_is_heard_the_ivector_is_zero_and_later_it_is_not(plans, extractor):
    example = make_example(plans[0], extractor)
    nothing, some = extractor.vectors(example.features, [0, 60])
    np.testing.assert_allclose(nothing, 0, atol=1e-4)
    assert np.linalg.norm(some) > 1


def test_held_out_sound_goes_over_a_clean_line(spoken, extractor):
    utterance = read_corpus(spoken)[0]
    example = held_out_example(utterance, extractor)
    assert same(example, held_out_example(utterance, extractor))
    assert len(example.features) == pytest.approx(100 * utterance.seconds, abs=4)


def test_silent_edges_go_and_silence_stays():
    voice = 0.5 * np.sin(np.arange(RATE) / 3)
    padded = np.concatenate((np.zeros(RATE), voice, np.zeros(2 * RATE)))
    assert len(trimmed(padded)) == pytest.approx(RATE * 1.2, abs=700)
    assert len(trimmed(np.zeros(RATE))) == RATE


@pytest.mark.parametrize("samples", [0, 399, 400, 559, 560, 16000])
def test_a_sound_has_a_frame_every_10_ms_once_25_are_there(samples):
    features = mfcc(np.random.default_rng(0).standard_normal(samples) / 10)
    assert features.shape == (frames_of(samples), 40)
    assert len(features) == (0 if samples < 400 else 1 + (samples - 400) // 160)


def test_upsampling_keeps_every_given_sample():
    sound = np.random.default_rng(0).standard_normal(500)
    raised = kaldi_upsample(sound)
    assert len(raised) == 1000
    np.testing.assert_allclose(raised[::2], sound, atol=1e-9)
