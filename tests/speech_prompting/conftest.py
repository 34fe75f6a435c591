"""A folder of real prompts that each test may spoil in its own copy."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.prompts import render
from speech.settings import SpeechSettings
from tests.speech_prompting.sounds import RATE, Sound

TEXTS = {
    "welcome": "Selamat datang.",
    "menu": "Tekan satu untuk kesehatan.",
    "digit_4": "empat",
    "place": "Kedokan Bunder",
    "wait": "Mohon tunggu sebentar.",
}


@dataclass
class House:
    """The prompts of one home folder."""

    settings: SpeechSettings

    @property
    def folder(self) -> Path:
        return self.settings.prompts_folder

    @property
    def recorded(self) -> Path:
        return self.settings.recorded_folder

    def render(self, texts: dict[str, str] | None = None) -> None:
        render(texts or TEXTS, self.folder, self.recorded)

    def sound(self, name: str) -> Sound:
        return soundfile.read(self.folder / f"{name}.wav")[0]

    def spoil(self, name: str, sound: Sound) -> None:
        """Put another sound into a finished file, behind the index's back."""
        soundfile.write(self.folder / f"{name}.wav", np.clip(sound, -1, 1), RATE, subtype="PCM_16")

    def record(self, name: str, sound: Sound, rate: int = RATE) -> None:
        self.recorded.mkdir(exist_ok=True)
        soundfile.write(self.recorded / f"{name}.wav", sound, rate, subtype="PCM_16")


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prompts")
    render(TEXTS, folder, folder / "recorded")
    return folder


@pytest.fixture
def house(rendered: Path, tmp_path: Path) -> House:
    shutil.copytree(rendered, tmp_path / "prompts")
    return House(SpeechSettings(home=tmp_path))
