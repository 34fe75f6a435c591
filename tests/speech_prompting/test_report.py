"""The check finds each kind of fault, names the prompt, says one sentence, and finds nothing where all is well."""

import numpy as np
import pytest

from speech.prompting.index import Source
from speech.prompting.levels import middle, states
from speech.prompting.report import faults
from speech.prompts import Problem
from tests.speech_prompting.conftest import TEXTS, House
from tests.speech_prompting.sounds import RATE, syllables


def found(house: House, texts: dict[str, str] | None = None) -> list[Problem]:
    return faults(texts or TEXTS, house.folder, house.recorded)


def reasons(house: House, texts: dict[str, str] | None = None) -> dict[str, str]:
    problems = found(house, texts)
    assert len({problem.name for problem in problems}) == len(problems), problems
    return {problem.name: problem.reason for problem in problems}


def test_good_prompts_have_no_fault_and_lie_within_a_tenth_of_a_decibel(house: House) -> None:
    assert found(house) == []
    all_states = states(TEXTS, house.folder)
    assert {state.source for state in all_states} == {Source.VOICE}
    levels = [state.loudness_lufs for state in all_states]
    assert max(levels) - min(levels) < 0.2
    assert max(state.peak_db for state in all_states) <= -3.0
    assert middle(all_states) == pytest.approx(-19.0, abs=0.1)


@pytest.mark.parametrize(("gain", "word"), [(0.8, "softer"), (1.25, "louder")])
def test_a_prompt_that_stands_out_is_named(house: House, gain: float, word: str) -> None:
    house.spoil("welcome", house.sound("welcome") * gain * 0.99)
    standing_out = [problem for problem in found(house) if f"dB {word}" in problem.reason]
    assert [problem.name for problem in standing_out] == ["welcome"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda sound: np.concatenate([np.zeros(RATE // 2), sound]), "begins with 0.5"),
        (lambda sound: np.concatenate([sound, np.zeros(RATE // 2)]), "ends with 0.6"),
        (lambda sound: sound + 0.01, "direct current"),
        (lambda sound: np.where(np.arange(len(sound)) == 2000, 0.9, sound), "peak"),
    ],
)
def test_what_disturbs_a_listener_is_said(house: House, spoil, words: str) -> None:
    house.spoil("welcome", spoil(house.sound("welcome")))
    assert words in reasons(house)["welcome"]


def test_clipping_is_said(house: House) -> None:
    house.spoil("menu", house.sound("menu") * 12)
    assert any("clipped" in problem.reason for problem in found(house))


def test_files_that_are_missing_broken_or_unknown_are_named(house: House) -> None:
    (house.folder / "welcome.wav").unlink()
    (house.folder / "menu.wav").write_bytes(b"RIFF")
    assert reasons(house, {**TEXTS, "new": "Satu."}).keys() == {"welcome", "menu", "new"}


def test_a_changed_text_is_named_for_the_voice_and_for_a_recording(house: House) -> None:
    house.record("welcome", syllables(1.0))
    house.render()
    changed = {**TEXTS, "welcome": "Selamat siang.", "menu": "Tekan dua."}
    assert "since it was recorded" in reasons(house, changed)["welcome"]
    assert "since it was made" in reasons(house, changed)["menu"]
    house.render(changed)
    assert reasons(house, changed).keys() == {"welcome"}, "a recording still says what it said"
    house.record("welcome", syllables(1.1))
    house.render(changed)
    assert reasons(house, changed) == {}


def test_a_recording_that_is_clipped_is_named_although_it_was_made_softer(house: House) -> None:
    house.record("welcome", np.clip(syllables(1.0, 3.0), -1, 1))
    house.render()
    assert "recorded/welcome.wav: the recording is clipped" in reasons(house)["welcome"]


def test_words_that_nobody_knows_how_to_say_and_markup_are_named(house: House) -> None:
    texts = {**TEXTS, "strange": "Kata gremet.", "marked": "Halo [[dua]]."}
    house.render(texts)
    said = reasons(house, texts)
    assert said.keys() == {"strange", "marked"}
    assert '"gremet"' in said["strange"]
    assert "[[" in said["marked"]
    house.record("strange", syllables(1.0))
    house.render(texts)
    assert reasons(house, texts).keys() == {"marked"}, "a person knows how to say it"
