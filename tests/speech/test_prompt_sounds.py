"""Prompts' envelopes are read once, and again when somebody records the prompt anew."""

import os
from pathlib import Path

import numpy as np

from speech.echo import bands
from speech.prompt_sounds import PromptSounds
from speech.wav import write_wav
from tests.speech.sounds import tones


def test_an_envelope_is_that_of_the_file_until_the_file_changes(tmp_path: Path) -> None:
    sounds = PromptSounds(tmp_path)
    write_wav(tmp_path / "welcome.wav", tones(1, 500))
    first = sounds.envelope("welcome")
    assert first is not None
    assert np.allclose(first, bands(tones(1, 500)), atol=2)
    assert sounds.envelope("welcome") is first
    write_wav(tmp_path / "welcome.wav", tones(2, 2000))
    os.utime(tmp_path / "welcome.wav", ns=(1, 1))
    second = sounds.envelope("welcome")
    assert second is not None
    assert (len(first), len(second)) == (50, 100)


def test_what_cannot_be_read_has_no_envelope(tmp_path: Path) -> None:
    (tmp_path / "torn.wav").write_bytes(b"RIFF")
    assert PromptSounds(tmp_path).envelope("torn") is None
    assert PromptSounds(tmp_path).envelope("missing") is None
