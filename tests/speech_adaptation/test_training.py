"""A small real training on synthetic voices: it learns, and a run that was cut off ends as if it had not been."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("numba")
pytest.importorskip("kaldi_native_fbank")

import torch

from speech.adaptation import checkpoints
from speech.adaptation.corpus import read_corpus
from speech.adaptation.denominator import phone_loop
from speech.adaptation.errors import CheckpointForeign, CorpusUnusable, TrainingDiverged
from speech.adaptation.examples import held_out_example, make_example
from speech.adaptation.held_out import Part
from speech.adaptation.ivectors import load_extractor
from speech.adaptation.learner import Learner
from speech.adaptation.network import Network
from speech.adaptation.nnet3_file import load_nnet3, parse_nnet3
from speech.adaptation.objective import Objective
from speech.adaptation.recipe import Recipe
from speech.adaptation.sampling import epoch_plans
from speech.adaptation.training_run import Job, train

QUICK = Recipe(epochs=1, batch=6, rate=2e-4, averaging=0.5, bfloat16=False, noise_share=0.1, dropout=0.05)


@pytest.fixture(scope="module")
def extractor(base):
    return load_extractor(base.folder / "ivector")


@pytest.fixture(scope="module")
def objective(spoken, arcs):
    objective = Objective(arcs, phone_loop([one.words for one in read_corpus(spoken)], arcs))
    yield objective
    objective.close()


@pytest.fixture(scope="module")
def batch(spoken, extractor):
    plans = sorted(epoch_plans(read_corpus(spoken), QUICK, 0), key=lambda plan: plan.seconds)[:4]
    return [make_example(plan, extractor) for plan in plans]


def learner(base, objective, recipe: Recipe = QUICK) -> Learner:
    return Learner(Network(load_nnet3(base.acoustic)), objective, recipe)


def job(base, spoken: Path, place: Path, recipe: Recipe = QUICK) -> Job:
    return Job(spoken, base.acoustic, base, place / "checkpoint", recipe, workers=0)


def quiet(_standing: object) -> None:
    pass


def test_a_few_steps_raise_the_objective_on_what_was_learnt_and_on_a_clean_line(
    base, objective, batch, spoken, extractor
):
    learning = learner(base, objective)
    clean = [held_out_example(one, extractor) for one in read_corpus(spoken)[:4]]
    before = learning.measure(batch), learning.measure(clean)
    for number in range(4):
        learning.step(batch, 2e-4, number)
    after = learning.measure(batch), learning.measure(clean)
    assert after[0].per_frame > before[0].per_frame + 0.02
    assert after[1].per_frame > before[1].per_frame
    assert after[0].frames == before[0].frames > 0


def test_the_gradient_of_the_objective_agrees_with_finite_differences(base, objective, batch):
    """Through the whole network, along the gradient itself."""
    recipe = dataclasses.replace(QUICK, dropout=0.0, output_penalty=0.0)
    learning = learner(base, objective, recipe)
    bias = learning.network.parameters["prefinal-chain.affine", "bias"]
    examples = batch[:2]
    outputs = learning._outputs(examples, 0.0)
    comparison = learning._compare(outputs, examples)
    (gradient,) = torch.autograd.grad((outputs * torch.from_numpy(comparison.gradient)).sum(), [bias])
    direction = gradient / gradient.norm()
    step = 2e-3

    def total(distance: float) -> float:
        with torch.no_grad():
            bias.add_(distance * direction)
            value = learning._compare(learning._outputs(examples, 0.0), examples).total
            bias.sub_(distance * direction)
        return value

    assert (total(step) - total(-step)) / (2 * step) == pytest.approx(float(gradient.norm()), rel=0.02)


def test_the_gradient_of_every_frame_takes_as_much_as_it_gives(base, objective, batch):
    learning = learner(base, objective)
    with torch.no_grad():
        comparison = learning._compare(learning._outputs(batch, 0.0), batch)
    np.testing.assert_allclose(comparison.gradient.sum(axis=2), 0, atol=1e-3)
    assert np.abs(comparison.gradient).sum() > 1
    assert comparison.skipped == 0


def test_a_sentence_too_short_for_its_words_is_skipped(base, objective, batch):
    learning = learner(base, objective)
    crowded = dataclasses.replace(batch[0], features=batch[0].features[:12], words=("satu", "dua", "tiga"))
    comparison = learning.step([crowded, batch[1]], 1e-4, 1)
    assert comparison.skipped == 1
    assert comparison.frames == (len(batch[1].features) + 2) // 3
    assert not comparison.gradient[0].any()


def test_numbers_that_have_run_away_stop_the_run(base, objective, batch):
    learning = learner(base, objective)
    with torch.no_grad():
        learning.network.parameters["output.affine", "bias"].fill_(float("nan"))
    with pytest.raises(TrainingDiverged, match="lower learning rate"):
        learning.step(batch[:1], 1e-4, 1)


def test_an_anchor_draws_the_weights_back(base, objective, batch):
    def moved(anchor: float) -> float:
        learning = learner(base, objective, dataclasses.replace(QUICK, anchor=anchor))
        start = [weight.detach().clone() for weight in learning.weights]
        learning.step(batch[:2], 2e-4, 1)
        pairs = zip(start, learning.weights, strict=True)
        return float(sum((one - other.detach()).square().sum() for one, other in pairs))

    assert moved(0.5) == pytest.approx(moved(0.0) / 4, rel=0.05)


@pytest.mark.timeout(300)
def test_a_run_that_was_cut_off_ends_like_one_that_was_not(base, spoken, tmp_path):
    whole = train(job(base, spoken, tmp_path / "a"), quiet, lambda _standing: False)
    cut = train(job(base, spoken, tmp_path / "b"), quiet, lambda standing: standing.step == 1)
    assert (cut.complete, cut.standing.step) == (False, 1)
    assert cut.content != whole.content
    resumed = train(job(base, spoken, tmp_path / "b"), quiet, lambda _standing: False)
    assert resumed.complete
    assert resumed.standing.step == resumed.standing.steps == whole.standing.steps == 3
    assert resumed.content == whole.content
    assert resumed.after == whole.after
    assert whole.content != base.acoustic.read_bytes()
    assert parse_nnet3(whole.content, "trained").wiring == load_nnet3(base.acoustic).wiring
    held = {figure.part for figure in whole.before}
    assert held == {Part.NEW_SPEAKER.value}
    assert len(whole.corpus.training) == 12


def test_a_checkpoint_of_another_run_or_a_damaged_one_is_told(base, objective, batch, tmp_path):
    learning = learner(base, objective)
    learning.step(batch[:1], 1e-4, 1)
    file = tmp_path / "deep" / "checkpoint"
    assert not checkpoints.resume(file, learning, "run")
    checkpoints.save(file, learning, "run")
    assert [one.name for one in file.parent.iterdir()] == ["checkpoint"]
    other = learner(base, objective)
    assert checkpoints.resume(file, other, "run")
    assert other.steps == 1
    assert other.written() == learning.written()
    with pytest.raises(CheckpointForeign, match="another recipe"):
        checkpoints.resume(file, other, "other run")
    for content in (b"", b"no checkpoint", file.read_bytes()[:5000]):
        file.write_bytes(content)
        with pytest.raises(CheckpointForeign, match="damaged"):
            checkpoints.resume(file, other, "run")


def test_a_folder_without_sound_is_told_before_anything_is_loaded(base, tmp_path):
    with pytest.raises(CorpusUnusable, match="no sound"):
        train(job(base, tmp_path, tmp_path), quiet, lambda _standing: False)
