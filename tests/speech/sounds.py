"""Sound for the tests: synthetic sentences by our own prompts, silence, noise and tones, all 8 kHz 16-bit."""

import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from speech.prompts import say

RATE = 8000


@cache
def sentence(text: str, voice: str = "id+f3") -> bytes:
    """The text spoken by the prompts' voice, as the telephone carries it."""
    with TemporaryDirectory() as place:
        file = Path(place) / "sentence.wav"
        say(text, file, voice=voice)
        return read(file)


def read(file: Path) -> bytes:
    with wave.open(str(file)) as sound:
        return sound.readframes(sound.getnframes())


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def pcm(samples: NDArray[np.float64]) -> bytes:
    return np.clip(samples * 32767, -32768, 32767).astype("<i2").tobytes()


def tones(seconds: float, *frequencies: float, level: float = 0.2) -> bytes:
    at = np.arange(int(seconds * RATE)) / RATE
    return pcm(sum((level * np.sin(2 * np.pi * f * at) for f in frequencies), np.zeros(len(at))))


def noise(seconds: float, level: float = 0.02) -> bytes:
    return pcm(np.random.default_rng(7).normal(0, level, int(seconds * RATE)))
