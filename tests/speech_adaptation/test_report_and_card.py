"""Word errors by speaker, and the card that tells where weights come from and what they are bad at."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("numba")
pytest.importorskip("kaldi_native_fbank")

from speech.adaptation.card import NO_LICENCE, CardFacts, card, licence_of, write_card
from speech.adaptation.corpus import Utterance
from speech.adaptation.held_out import Part, split
from speech.adaptation.recipe import Recipe
from speech.adaptation.report import HeldOutFigure, spread, word_errors
from speech.adaptation.training_run import Outcome, Standing


def utterance(speaker: str, text: str, collection: str = "news") -> Utterance:
    return Utterance(Path(f"{speaker} {text}"), tuple(text.split()), speaker, collection, 30.0)


def outcome(step: int = 10, skipped: int = 0) -> Outcome:
    corpus = split([utterance(f"s{n}", f"kata {word}") for n in range(8) for word in ("satu", "dua", "tiga")])
    before = HeldOutFigure("news", Part.NEW_SPEAKER.value, 3, -0.25)
    after = HeldOutFigure("news", Part.NEW_SPEAKER.value, 3, 0.125)
    return Outcome(b"", corpus, (before,), (after,), Standing(step, 10, 0.1, 5.0), skipped)


def facts(result: Outcome, errors=None) -> CardFacts:
    return CardFacts(Path("new.mdl.xz"), "base.mdl", "CC BY | test", Recipe(), result, errors, "2026-01-31")


def test_words_wrong_are_counted_by_speaker_worst_first():
    said = [utterance("ani", "air mati"), utterance("budi", "air mati"), utterance("budi", "jalan rusak sekali")]
    heard = {"ani air mati": "air mati", "budi air mati": "ayah mati ya", "budi jalan rusak sekali": "rusak sekali"}
    errors = word_errors(said, lambda audio: heard[str(audio)])
    assert [(one.speaker, one.sentences, one.words, one.wrong) for one in errors.speakers] == [
        ("budi", 2, 5, 3),
        ("ani", 1, 2, 0),
    ]
    assert errors.rate == pytest.approx(3 / 7)
    assert errors.confusions == (("air", "ayah", 1),)


def test_nothing_measured_is_no_error():
    assert word_errors([], lambda audio: "").rate == 0


@given(st.integers(0, 200), st.integers(1, 80))
def test_a_spread_is_even_and_no_larger_than_asked(count, most):
    utterances = [utterance(str(number), "ya") for number in range(count)]
    kept = [int(one.speaker) for one in spread(utterances, most)]
    assert len(kept) == min(count, most)
    assert kept == sorted(set(kept))
    if len(kept) > 1:
        gaps = np.diff(kept)
        assert gaps.max() - gaps.min() <= 1


def test_the_card_tells_origin_figures_and_failures(tmp_path):
    errors = word_errors([utterance("ani", "air mati")], lambda audio: "air hati")
    write_card(tmp_path / "new.md", facts(outcome(step=7, skipped=2), errors))
    text = (tmp_path / "new.md").read_text("utf-8")
    told = [
        "# new.mdl.xz",
        "| Started from | base.mdl |",
        "CC BY \\| test",
        "7 of 10 steps",
        "news: 21 sentences, 10 min, 7 speaker(s)",
        "| news | new speaker | 3 | -0.250 | 0.125 |",
        "50.0 %",
        "| ani | 1 | 2 | 50.0 |",
        "cut off at step 7 of 10",
        "only 3 different sentences",
        "2 times a sentence was too short",
        "mati → hati (1)",
        "simulated",
    ]
    for part in told:
        assert part in text, part
    assert [file.name for file in tmp_path.iterdir()] == ["new.md"]


def test_the_card_of_a_whole_run_without_recogniser_says_so():
    text = card(facts(outcome()))
    assert "cut off" not in text
    assert "not measured" in text


def test_the_licence_is_read_from_the_folder_and_its_corpora(tmp_path):
    assert licence_of(tmp_path) == NO_LICENCE
    (tmp_path / "LICENCE").write_text("\n# My own sound\nmore", "utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "LICENSE.txt").write_text("CC BY-NC-SA 4.0", "utf-8")
    (tmp_path / "corpus" / "LICENSE2.txt").write_text("CC BY-NC-SA 4.0", "utf-8")
    assert licence_of(tmp_path) == "My own sound; CC BY-NC-SA 4.0"
