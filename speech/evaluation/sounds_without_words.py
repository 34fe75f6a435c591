"""Sounds in which nothing is said, as callers' lines carry them: silence, noise, music, tones, things and throats.

Every sound is made anew from its kind, length and seed, and always the same from the same three.
"""

import zlib
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from speech.key_tones import HIGH_HZ, LOW_HZ

Sound = NDArray[np.float64]
Random = np.random.Generator

RATE = 8000
LOUDEST_PEAK = 0.95


class Kind(StrEnum):
    """What there is to hear."""

    SILENCE = "silence"
    HISS = "hiss"
    RUMBLE = "rumble"
    HUM = "hum"
    CRACKLE = "crackle"
    BUZZ = "buzz"
    COMFORT_NOISE = "comfort noise"
    CHORDS = "chords"
    DRUMS = "drums"
    KEYS = "keys"
    RINGBACK = "ringback"
    BUSY = "busy"
    ENGINE = "engine"
    SIREN = "siren"
    CLICKS = "clicks"
    COUGHS = "coughs"


def sound_without_words(kind: Kind, seconds: float, seed: int) -> NDArray[np.int16]:
    """Make 8 kHz, mono, 16-bit sound of the kind, in one of many forms and loudnesses that the seed chooses."""
    random = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    sound = MAKERS[kind](round(seconds * RATE), random)
    peak = max(LOUDEST_PEAK, float(np.abs(sound).max(initial=0.0)))
    return np.round(sound * (LOUDEST_PEAK / peak) * 32767).astype(np.int16)


def _time(samples: int) -> Sound:
    return np.arange(samples) / RATE


def _decibels(random: Random, low: float, high: float) -> float:
    """Choose a loudness between so many dB of full scale, as a factor."""
    return float(10 ** (random.uniform(low, high) / 20))


def _sum(parts: Sequence[Sound]) -> Sound:
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _even(sound: Sound) -> Sound:
    """Bring to a root mean square of one; silence stays."""
    power = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    return sound / power if power else sound


def _shaped_noise(samples: int, random: Random, gain: Callable[[Sound], Sound]) -> Sound:
    """Gaussian noise of loudness one, its spectrum multiplied by `gain` of the frequencies in Hz."""
    if not samples:
        return np.zeros(0)
    spectrum = np.fft.rfft(random.standard_normal(samples))
    hertz = np.asarray(np.fft.rfftfreq(samples, 1 / RATE), dtype=np.float64)
    shaped = np.fft.irfft(spectrum * gain(hertz), samples)
    return _even(np.asarray(shaped, dtype=np.float64))


def _strewn(samples: int, random: Random, gap_s: tuple[float, float], one: Callable[[], Sound]) -> Sound:
    """Put one sound after the other, each beginning a chosen gap after the beginning of the one before."""
    sound = np.zeros(samples)
    at = int(random.uniform(0, gap_s[1]) * RATE)
    while at < samples:
        piece = one()[: samples - at]
        sound[at : at + len(piece)] += piece
        at += max(1, int(random.uniform(*gap_s) * RATE))
    return sound


def _tone(seconds: float, *hertz: float) -> Sound:
    """Sines of amplitude one, added, with edges of 5 ms."""
    at = _time(round(seconds * RATE))
    edge = np.minimum(1, np.minimum(at, at[::-1]) / 0.005)
    return edge * _sum([np.sin(2 * np.pi * one * at) for one in hertz])


def _silence(samples: int, _: Random) -> Sound:
    return np.zeros(samples)


def _hiss(samples: int, random: Random) -> Sound:
    return _decibels(random, -55, -25) * _even(random.standard_normal(samples))


def _rumble(samples: int, random: Random) -> Sound:
    """Traffic and wind: power falls with the frequency, swelling slowly."""
    slope = random.uniform(0.5, 1.2)
    noise = _shaped_noise(samples, random, lambda hertz: np.maximum(hertz, 40.0) ** -slope)
    swell = 1 + 0.5 * np.sin(2 * np.pi * random.uniform(0.1, 0.5) * _time(samples) + random.uniform(0, 6))
    return _decibels(random, -45, -22) * noise * swell


def _hum(samples: int, random: Random) -> Sound:
    """Mains at 50 Hz with its harmonics."""
    at = _time(samples)
    parts = [np.sin(2 * np.pi * 50 * n * at + random.uniform(0, 6)) / n for n in range(1, 12)]
    return _decibels(random, -45, -22) * _even(_sum(parts))


def _crackle(samples: int, random: Random) -> Sound:
    """A loose contact: many short bursts over faint hiss."""
    bursts = _strewn(samples, random, (0.005, 0.15), lambda: _burst(random, 0.004, _decibels(random, -30, -6)))
    return bursts + _decibels(random, -60, -45) * random.standard_normal(samples)


def _burst(random: Random, decay_s: float, level: float) -> Sound:
    """Noise that dies away."""
    at = _time(int(6 * decay_s * RATE))
    return level * np.exp(-at / decay_s) * random.standard_normal(len(at))


def _buzz(samples: int, random: Random) -> Sound:
    """A mobile telephone beside a cable: pulses at GSM's frame rate of 216.7 Hz, in groups."""
    at = _time(samples)
    pulses = ((at * 216.7) % 1 < 0.125).astype(np.float64)
    groups = (at / random.uniform(0.3, 1.0)) % 1 < random.uniform(0.4, 0.9)
    return _decibels(random, -35, -15) * (pulses - 0.125) * groups


def _comfort_noise(samples: int, random: Random) -> Sound:
    """What a line plays where it left silence out: band noise that jumps in loudness between stretches."""
    noise = _shaped_noise(samples, random, lambda hertz: ((hertz > 200) & (hertz < 3400)).astype(np.float64))
    return noise * _strewn(samples, random, (0.3, 0.9), lambda: np.full(RATE // 2, _decibels(random, -60, -35)))


def _chords(samples: int, random: Random) -> Sound:
    """Waiting music: chords of three notes with overtones, and a melody above."""
    root = random.uniform(130, 260)
    beat = random.uniform(0.3, 0.7)

    def note(hertz: float, seconds: float) -> Sound:
        at = _time(int(seconds * RATE))
        parts = [np.sin(2 * np.pi * hertz * n * at) / n**1.5 for n in range(1, 6) if hertz * n < RATE / 2]
        return np.exp(-at / (0.6 * seconds)) * np.minimum(1, at / 0.01) * _sum(parts)

    def chord() -> Sound:
        step = random.choice([0, 5, 7, -3])
        steps = [step, step + int(random.choice([3, 4])), step + 7]
        return _sum([note(root * 2 ** (one / 12), 4 * beat) for one in steps]) / 3

    def melody() -> Sound:
        return 0.7 * note(2 * root * 2 ** (random.choice([0, 2, 4, 5, 7, 9, 12]) / 12), beat)

    music = _strewn(samples, random, (4 * beat, 4 * beat), chord) + _strewn(samples, random, (beat, beat), melody)
    return _decibels(random, -30, -16) * _even(music)


def _drums(samples: int, random: Random) -> Sound:
    """A beat: bass drum, snare and hi-hat."""
    step = random.uniform(0.1, 0.2)

    def kick() -> Sound:
        at = _time(RATE // 5)
        phase = 2 * np.pi * (50 * at + 4 * (1 - np.exp(-at / 0.03)))
        return np.asarray(np.exp(-at / 0.06) * np.sin(phase))

    def snare() -> Sound:
        return _burst(random, 0.05, 0.4)

    def hat() -> Sound:
        return np.asarray(np.diff(_burst(random, 0.012, 0.2), prepend=0.0))

    beats = [_strewn(samples, random, (n * step, n * step), drum) for n, drum in ((4, kick), (8, snare), (2, hat))]
    return _decibels(random, -16, -6) * _sum(beats)


def _keys(samples: int, random: Random) -> Sound:
    """Telephone keys (ITU-T Q.23), long and short."""
    level = _decibels(random, -26, -12)

    def key() -> Sound:
        return level * _tone(random.uniform(0.07, 0.3), random.choice(LOW_HZ), random.choice(HIGH_HZ[:3]))

    return _strewn(samples, random, (0.35, 1.2), key)


def _cadence(on_s: float, off_s: float) -> Callable[[int, Random], Sound]:
    """Make Indonesia's tone of 425 Hz in this rhythm (ITU-T E.180, supplement 2)."""

    def tone(samples: int, random: Random) -> Sound:
        level = _decibels(random, -26, -12)
        whole = on_s + off_s
        return _strewn(samples, random, (whole, whole), lambda: level * _tone(on_s, 425))

    return tone


def _engine(samples: int, random: Random) -> Sound:
    """A motorcycle: harmonics of a firing rate that rises and falls, and some noise."""
    at = _time(samples)
    rate = random.uniform(25, 70) * (
        1 + 0.3 * np.sin(2 * np.pi * random.uniform(0.05, 0.3) * at + random.uniform(0, 6))
    )
    phase = 2 * np.pi * np.cumsum(rate) / RATE
    parts = [np.sin(n * phase + random.uniform(0, 6)) / n**0.7 for n in range(1, 25)]
    sound = _even(_sum(parts)) + 0.4 * _shaped_noise(samples, random, lambda hertz: 1 / (100 + hertz))
    return _decibels(random, -35, -16) * sound


def _siren(samples: int, random: Random) -> Sound:
    """An ambulance: two notes in turn, or a wail up and down."""
    at = _time(samples)
    turn = 2 * np.pi * random.uniform(0.15, 1.5) * at
    sweep = np.sign(np.sin(turn)) if random.random() < 0.5 else np.sin(turn)
    phase = 2 * np.pi * np.cumsum(random.uniform(600, 900) * (1 + 0.3 * sweep)) / RATE
    return _decibels(random, -32, -12) * (np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase))


def _clicks(samples: int, random: Random) -> Sound:
    """Hook, switches, a receiver put on a table: single knocks over faint hiss."""

    def knock() -> Sound:
        at = _time(int(0.06 * RATE))
        ring = np.exp(-at / random.uniform(0.001, 0.01)) * np.sin(2 * np.pi * random.uniform(200, 2500) * at)
        return _decibels(random, -14, 0) * ring

    return _strewn(samples, random, (0.2, 1.5), knock) + 0.001 * random.standard_normal(samples)


def _coughs(samples: int, random: Random) -> Sound:
    """A cough: a burst of breath through a throat's resonances, then a weaker one, often voiced at its end."""

    def cough() -> Sound:
        length = int(random.uniform(0.25, 0.5) * RATE)
        at = _time(length)
        resonances = random.uniform([500, 1100, 2200], [800, 1700, 3000])
        width = random.uniform(100, 300)

        def throat(hertz: Sound) -> Sound:
            return _sum([1 / (1 + np.square((hertz - one) / width)) for one in resonances])

        breath = _shaped_noise(length, random, throat) * np.exp(-at / random.uniform(0.05, 0.12))
        voice = np.sign(np.sin(2 * np.pi * random.uniform(90, 220) * at)) * np.exp(-at / 0.08) * random.uniform(0, 0.5)
        return _decibels(random, -20, -8) * np.minimum(1, at / 0.01) * (breath + voice)

    return _strewn(samples, random, (0.35, 2.0), cough) + 0.001 * random.standard_normal(samples)


MAKERS: dict[Kind, Callable[[int, Random], Sound]] = {
    Kind.SILENCE: _silence,
    Kind.HISS: _hiss,
    Kind.RUMBLE: _rumble,
    Kind.HUM: _hum,
    Kind.CRACKLE: _crackle,
    Kind.BUZZ: _buzz,
    Kind.COMFORT_NOISE: _comfort_noise,
    Kind.CHORDS: _chords,
    Kind.DRUMS: _drums,
    Kind.KEYS: _keys,
    Kind.RINGBACK: _cadence(1.0, 4.0),
    Kind.BUSY: _cadence(0.5, 0.5),
    Kind.ENGINE: _engine,
    Kind.SIREN: _siren,
    Kind.CLICKS: _clicks,
    Kind.COUGHS: _coughs,
}
