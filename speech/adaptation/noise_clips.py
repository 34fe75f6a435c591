"""Sounds without words, that the network must learn to take for silence: tones, keys, music, engines, knocks, hiss."""

from collections.abc import Callable
from functools import partial

import numpy as np

from speech.adaptation.noises import RATE, Random, Sound, hum, pink, rumble, shaped, white
from speech.key_tones import HIGH_HZ, LOW_HZ

EXCHANGE_TONES_HZ = (400, 425, 440, 480, 950, 1400)
BASE_NOTES_HZ = (110, 131, 147, 165, 196, 220)
INTERVALS = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16)
LEVEL_DB = (-45.0, 0.0)
FULL_SCALE = 0.977
HISS = 0.01


def steady(samples: int, random: Random) -> Sound:
    """Hiss, rumble or hum, not as loud as the others."""
    return 0.3 * (white, pink, rumble, hum)[random.integers(4)](samples, random)


def keys(samples: int, random: Random) -> Sound:
    """A caller presses keys: pairs of tones."""
    sound, at = HISS * random.standard_normal(samples), 0
    while at < samples:
        length = min(_samples(random, 0.06, 0.3), samples - at)
        both = sum(_tone(length, float(random.choice(hertz)), random) for hertz in (LOW_HZ, HIGH_HZ))
        sound[at : at + length] += both * _fades(length, 0.01)
        at += length + _samples(random, 0.05, 0.8)
    return sound


def music(samples: int, random: Random) -> Sound:
    """One to four melodies of tones with overtones, with or without a beat."""
    beat = _samples(random, 0.15, 0.6)
    base = float(random.choice(BASE_NOTES_HZ))
    sound = np.zeros(samples)
    for _ in range(random.integers(1, 5)):
        _melody(sound, beat, base, random)
    if random.random() < 0.6:
        for at in range(0, samples - 1600, beat):
            sound[at : at + 1600] += _knock(1600, 300, random) * random.uniform(0, 3)
    return sound


def _melody(sound: Sound, beat: int, base: float, random: Random) -> None:
    at = 0
    while at < len(sound):
        length = min(beat * int(random.choice([1, 1, 2, 4])), len(sound) - at)
        hertz = base * 2 ** (int(random.choice(INTERVALS)) / 12) * float(random.choice([0.5, 1, 1, 2]))
        falling = random.uniform(0.8, 2)
        overtones = range(1, int(random.choice([2, 5, 9])))
        note = sum(_tone(length, hertz * k, random) / k**falling for k in overtones)
        decay = np.exp(-np.arange(length) / RATE * random.uniform(0, 6))
        sound[at : at + length] += note * _fades(length, 0.02) * decay
        at += length


def bursts(samples: int, random: Random) -> Sound:
    """Coughs, doors, wind on the microphone: short stretches of band noise."""
    sound, at = HISS * random.standard_normal(samples), _samples(random, 0, 0.5)
    while at < samples - 1:
        length = min(_samples(random, 0.03, 0.5), samples - at)
        low = random.uniform(150, 2000)
        high = min(low * random.uniform(1.5, 5), 7500.0)
        burst = shaped(length, random, partial(_in_band, low=low, high=high))
        sound[at : at + length] += burst * np.hanning(length) * random.uniform(0.3, 1)
        at += length + _samples(random, 0.05, 1.5)
    return sound


def exchange_tones(samples: int, random: Random) -> Sound:
    """Dial, ring or busy tone."""
    on = RATE * float(random.choice([0.2, 0.5, 1, 2]))
    sounding = np.arange(samples) % (2 * on) < on
    return _tone(samples, float(random.choice(EXCHANGE_TONES_HZ)), random) * sounding + HISS * random.standard_normal(
        samples
    )


def engine(samples: int, random: Random) -> Sound:
    """A motorcycle: a wandering fundamental with many overtones, under noise."""
    at = np.arange(samples) / RATE
    wander = np.sin(2 * np.pi * random.uniform(0.05, 0.6) * at + random.uniform(0, 2 * np.pi))
    phase = 2 * np.pi * np.cumsum(random.uniform(20, 120) * (1 + 0.3 * wander)) / RATE
    falling = random.uniform(0.3, 1.2)
    sound = np.sum([np.sin(k * phase + random.uniform(0, 6)) / k**falling for k in range(1, 25)], axis=0)
    return np.asarray(sound + sound.std() * random.uniform(0.1, 1) * random.standard_normal(samples))


def siren(samples: int, random: Random) -> Sound:
    """A tone with overtones that rises and falls."""
    at = np.arange(samples) / RATE
    swing = random.uniform(100, 400) * np.sin(2 * np.pi * random.uniform(0.2, 4) * at)
    phase = 2 * np.pi * np.cumsum(random.uniform(500, 1000) + swing) / RATE
    tones = np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.3 * np.sin(3 * phase)
    return np.asarray(tones + 0.02 * random.standard_normal(samples))


def clicks(samples: int, random: Random) -> Sound:
    """Crackle: one to twelve clicks a second."""
    sound = 0.003 * random.standard_normal(samples)
    for _ in range(int(samples / RATE * random.uniform(1, 12))):
        at = int(random.integers(samples))
        click = _knock(400, random.uniform(5, 80), random)[: samples - at]
        sound[at : at + len(click)] += click
    return sound


def quiet(samples: int, random: Random) -> Sound:
    """Almost nothing."""
    return 0.001 * random.standard_normal(samples)


KINDS: tuple[Callable[[int, Random], Sound], ...] = (
    steady, keys, music, music, bursts, bursts, exchange_tones, engine, siren, clicks, quiet,
)  # fmt: skip


def noise_clip(seconds: float, random: Random) -> Sound:
    """A 16 kHz sound in -1..1 of one kind at a random level; the same generator state gives the same sound."""
    kind = KINDS[random.integers(len(KINDS))]
    sound = kind(int(RATE * seconds), random)
    if kind is quiet:
        return sound
    peak = np.abs(sound).max(initial=0.0) + 1e-9
    return np.asarray(sound / peak * FULL_SCALE * 10 ** (random.uniform(*LEVEL_DB) / 20))


def _samples(random: Random, shortest_s: float, longest_s: float) -> int:
    return int(RATE * random.uniform(shortest_s, longest_s))


def _tone(samples: int, hertz: float, random: Random) -> Sound:
    return np.sin(2 * np.pi * hertz * np.arange(samples) / RATE + random.uniform(0, 2 * np.pi))


def _fades(samples: int, seconds: float) -> Sound:
    """One, rising from zero and falling to zero at the ends."""
    ramp = min(int(RATE * seconds), samples // 2)
    up = np.linspace(0, 1, ramp)
    return np.concatenate((up, np.ones(samples - 2 * ramp), up[::-1]))


def _knock(samples: int, decay: float, random: Random) -> Sound:
    """Noise that dies away within `decay` samples."""
    return np.asarray(random.standard_normal(samples) * np.exp(-np.arange(samples) / decay))


def _in_band(hertz: Sound, *, low: float, high: float) -> Sound:
    return np.asarray((hertz > low) & (hertz < high), float)
