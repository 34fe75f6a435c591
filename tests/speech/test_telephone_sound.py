"""Any sound file is read as one channel, and a bad one is named."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.errors import SoundTooLong, SoundUnreadable
from speech.telephone_sound import read_mono

RATE = 22050


def tone(frequency: float, level: float, seconds: float = 1.0) -> np.ndarray:
    return level * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)


def test_any_channels_are_read_as_one(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.stack([tone(440, 0.2), -tone(440, 0.2)], axis=1), RATE)
    sound, rate = read_mono(tmp_path / "a.wav")
    assert rate == RATE
    assert np.abs(sound).max() < 1e-3


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("this is no sound")
    for name in ("none.wav", "text.wav"):
        with pytest.raises(SoundUnreadable, match=name):
            read_mono(tmp_path / name)
    soundfile.write(tmp_path / "long.wav", tone(440, 0.2, 3), RATE)
    with pytest.raises(SoundTooLong, match=r"long\.wav"):
        read_mono(tmp_path / "long.wav", longest_s=1)
