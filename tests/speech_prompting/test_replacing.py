"""A take becomes the prompt at once, at the prompts' loudness, and gives it back to the voice."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.prompting.index import Source
from speech.prompting.levels import states
from speech.prompting.loudness import prompt_loudness
from speech.prompting.recording import Fault
from speech.prompting.replacing import Take, give_back, keep, read_take
from speech.prompting.report import faults
from speech.prompts import render
from tests.speech_prompting.conftest import TEXTS, House
from tests.speech_prompting.sounds import RATE, Sound, syllables, tone


def take_of(folder: Path, sound: Sound) -> Take:
    soundfile.write(folder / "take.wav", sound, RATE, subtype="PCM_16")
    return read_take(folder / "take.wav")


def source(house: House, name: str) -> Source | None:
    return next(state.source for state in states(TEXTS, house.folder) if state.name == name)


def test_a_take_is_kept_used_at_once_and_given_back(house: House, tmp_path: Path) -> None:
    voice = house.sound("menu")
    others = {path.name: path.read_bytes() for path in house.folder.glob("*.wav") if path.stem != "menu"}
    take = take_of(tmp_path, np.concatenate([np.zeros(RATE), syllables(2.0, 0.05), np.zeros(RATE)]))
    assert take.fault is None
    keep(take, "menu", TEXTS["menu"], house.settings)
    assert source(house, "menu") is Source.HUMAN
    assert 1.9 < len(house.sound("menu")) / RATE < 2.5
    assert prompt_loudness(house.sound("menu"), RATE) == pytest.approx(-19.0, abs=0.2)
    assert faults(TEXTS, house.folder, house.recorded) == []
    assert render(TEXTS, house.folder, house.recorded).kept == tuple(TEXTS)
    give_back("menu", TEXTS["menu"], house.settings)
    assert source(house, "menu") is Source.VOICE
    assert len(house.sound("menu")) == pytest.approx(len(voice), rel=0.01)
    assert not (house.recorded / "menu.wav").exists()
    assert {path.name: path.read_bytes() for path in house.folder.glob("*.wav") if path.stem != "menu"} == others


def test_giving_back_what_was_never_recorded_changes_nothing(house: House) -> None:
    voice = (house.folder / "menu.wav").read_bytes()
    give_back("menu", TEXTS["menu"], house.settings)
    assert (house.folder / "menu.wav").read_bytes() == voice


@pytest.mark.parametrize(
    ("sound", "fault"),
    [
        (np.zeros(RATE), Fault.SILENT),
        (np.zeros(1), Fault.SILENT),
        (np.concatenate([np.zeros(RATE // 2), tone(0.05), np.zeros(RATE // 2)]), Fault.TOO_SHORT),
        (np.clip(syllables(1.0, 5.0), -1, 1), Fault.CLIPPED),
    ],
)
def test_a_take_that_is_unfit_says_why(tmp_path: Path, sound: Sound, fault: Fault) -> None:
    assert take_of(tmp_path, sound) == Take(b"", fault)


def test_a_take_that_was_never_written_or_is_no_sound_is_silent(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    assert read_take(tmp_path / "none.wav").fault is Fault.SILENT
    assert read_take(tmp_path / "text.wav").fault is Fault.SILENT
