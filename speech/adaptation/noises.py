"""Noises that callers stand in: hiss, rumble, hum, other people's talk; each of loudness one (root mean square)."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
Random = np.random.Generator
Voices = Callable[[int], Sequence[Sound]]

RATE = 16000
MAINS_HZ = 50.0
# How often each noise is chosen.
SHARES = {"white": 0.2, "pink": 0.25, "rumble": 0.15, "hum": 0.1, "talk": 0.3}
TALKERS = (1, 3, 4, 6)
MOST_TALKERS = max(TALKERS)
RUMBLE_POLE = 0.98


def loudness(sound: Sound) -> float:
    """The root mean square of a sound; a tiny number for silence."""
    return float(np.sqrt(np.mean(np.square(sound)))) + 1e-9 if len(sound) else 1e-9


def shaped(samples: int, random: Random, gain: Callable[[Sound], Sound]) -> Sound:
    """Gaussian noise whose spectrum is multiplied by `gain` of the frequencies in Hz, of loudness one."""
    spectrum = np.fft.rfft(random.standard_normal(samples))
    hertz = np.asarray(np.fft.rfftfreq(samples, 1 / RATE), np.float64)
    sound = np.fft.irfft(spectrum * gain(hertz), samples)
    return np.asarray(sound / loudness(sound))


def white(samples: int, random: Random) -> Sound:
    """Hiss: all frequencies alike."""
    return shaped(samples, random, np.ones_like)


def pink(samples: int, random: Random) -> Sound:
    """Equal power in every octave above 20 Hz."""
    return shaped(samples, random, lambda hertz: 1 / np.sqrt(np.maximum(hertz, 20.0)))


def rumble(samples: int, random: Random) -> Sound:
    """Traffic: noise through a one-pole low-pass."""

    def gain(hertz: Sound) -> Sound:
        return np.asarray(1 / np.abs(1 - RUMBLE_POLE * np.exp(-2j * np.pi * hertz / RATE)))

    return shaped(samples, random, gain)


def hum(samples: int, random: Random) -> Sound:
    """Mains hum with harmonics under some hiss."""
    at = np.arange(samples) / RATE
    phases = random.uniform(0, 2 * np.pi, 4)
    tones = [np.sin(2 * np.pi * MAINS_HZ * k * at + phase) / k for k, phase in zip((1, 2, 3, 5), phases, strict=True)]
    sound = np.sum(tones, axis=0) + 0.3 * random.standard_normal(samples)
    return np.asarray(sound / loudness(sound))


def talk(samples: int, random: Random, voices: Voices) -> Sound:
    """Other people's talk: one to six of the voices at once, repeated to fill the length; hiss without voices."""
    sounds = [sound for sound in voices(int(random.choice(TALKERS))) if len(sound)]
    if not sounds:
        return white(samples, random)
    mixed = np.sum([np.resize(sound / loudness(sound), samples) for sound in sounds], axis=0)
    return np.asarray(mixed / loudness(mixed))


def nobody(_talkers: int) -> Sequence[Sound]:
    """No other people's voices."""
    return ()


def surroundings(samples: int, random: Random, voices: Voices = nobody) -> Sound:
    """One of the noises, by chance; `voices` gives 16 kHz sounds of so many other people, for their talk."""
    kind = random.choice(list(SHARES), p=list(SHARES.values()))
    if kind == "talk":
        return talk(samples, random, voices)
    return {"white": white, "pink": pink, "rumble": rumble, "hum": hum}[str(kind)](samples, random)
