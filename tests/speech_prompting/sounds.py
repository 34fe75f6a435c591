"""Sounds for the tests: tones, pauses, and noise, samples in -1..1 at 8 kHz unless told otherwise."""

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Sound = NDArray[np.float64]


def tone(seconds: float, level: float = 0.3, frequency: float = 440.0, rate: int = RATE) -> Sound:
    return level * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)


def noise(seconds: float, level: float, rate: int = RATE) -> Sound:
    return np.random.default_rng(3).normal(0, level, round(seconds * rate))


def syllables(seconds: float, level: float = 0.3) -> Sound:
    """A tone that swells five times a second, like speech."""
    sound = tone(seconds, level, 300.0)
    return sound * np.abs(np.sin(2 * np.pi * 2.5 * np.arange(len(sound)) / RATE))
