"""Studio sound to telephone sound: voice, room, noise, handset, level, codec, lost packets; by a seeded chance."""

import numpy as np
import soxr

from speech.adaptation.noises import RATE, Random, Sound, Voices, loudness, nobody, surroundings
from speech.codecs import PACKET_SAMPLES, Codec, lost_packets, through, without_packets
from speech.telephone_sound import to_rate

# How often each fault of the line occurs, and its range.
ROOM, ROOM_S, ROOM_LEVEL = 0.25, (0.08, 0.45), (0.1, 0.5)
NOISE, NOISE_SNR_DB = 0.65, (7.0, 36.0)
BAND, BAND_LOW_HZ, BAND_HIGH_HZ, BAND_ORDERS = 0.5, (120.0, 380.0), (2900.0, 3800.0), (1, 2, 3)
TILT, TILT_TAP = 0.4, (-0.6, 0.6)
CLIPPING, CLIPPING_DB, CLIPPED_LEVEL_DB = 0.1, (0.0, 9.0), (-10.0, 0.0)
LEVEL_DB = (-16.0, 5.0)
LOSS, LOSS_RATE = 0.12, (0.005, 0.05)
CODECS = {Codec.A_LAW: 0.55, Codec.MU_LAW: 0.12, Codec.GSM: 0.2, Codec.LINEAR: 0.13}
HIGHEST_PEAK = 0.977
SLOWEST, FASTEST = 0.5, 2.0


def warp(sound: Sound, factor: float) -> Sound:
    """Play the sound `factor` times as fast (0.5 to 2, else ValueError): shorter, as from a shorter vocal tract."""
    if not SLOWEST <= factor <= FASTEST:
        raise ValueError(f"a voice cannot be played {factor} times as fast; between {SLOWEST} and {FASTEST}")
    return sound if factor == 1 else np.asarray(soxr.resample(sound, RATE * factor, RATE, quality="MQ"))


def in_room(sound: Sound, reverberation_s: float, level: float, random: Random) -> Sound:
    """Add decaying reflections of that reverberation time and loudness relative to the direct sound; same length."""
    samples = int(RATE * reverberation_s)
    tail = random.standard_normal(samples) * 10 ** (-3 * np.arange(samples) / samples)
    tail *= level / np.sqrt(np.square(tail).sum())
    tail[0] = 1.0
    size = 1 << (len(sound) + samples).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]


def in_band(sound: Sound, low_hz: float, high_hz: float, order: int) -> Sound:
    """Keep a band, with the slopes of a Butterworth filter of that order, without delay; same length."""
    size = 1 << (len(sound) + RATE // 10).bit_length()
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    hertz[0] = 1e-3
    detuned = (np.square(hertz) - low_hz * high_hz) / (hertz * (high_hz - low_hz))
    gain = 1 / np.sqrt(1 + np.minimum(np.abs(detuned), 1e9) ** (2 * order))
    return np.fft.irfft(np.fft.rfft(sound, size) * gain, size)[: len(sound)]


def tilted(sound: Sound, tap: float) -> Sound:
    """Weaken the low (negative tap) or the high frequencies: x[n] + tap · x[n-1]."""
    return sound + tap * np.concatenate(([0.0], sound[:-1]))


def levelled(sound: Sound, random: Random) -> Sound:
    """Another loudness, mostly without clipping; one line in ten is overdriven first."""
    peak = float(np.abs(sound).max(initial=0.0)) + 1e-6
    if random.random() < CLIPPING:
        driven = np.clip(sound / peak * _decibels(random.uniform(*CLIPPING_DB)), -1, 1)
        return np.asarray(driven * _decibels(random.uniform(*CLIPPED_LEVEL_DB)))
    return sound * min(_decibels(random.uniform(*LEVEL_DB)), HIGHEST_PEAK / peak)


def telephone_line(sound: Sound, random: Random, voices: Voices = nobody) -> Sound:
    """A 16 kHz sound in -1..1 as it comes out of a telephone line at 8 kHz, half as many samples.

    The same sound and generator state give the same line. `voices` gives other people's sounds for noise of talk.
    """
    if random.random() < ROOM:
        sound = in_room(sound, random.uniform(*ROOM_S), random.uniform(*ROOM_LEVEL), random)
    if random.random() < NOISE:
        strength = loudness(sound) * _decibels(-random.uniform(*NOISE_SNR_DB))
        sound = sound + strength * surroundings(len(sound), random, voices)
    if random.random() < BAND:
        low, high = random.uniform(*BAND_LOW_HZ), random.uniform(*BAND_HIGH_HZ)
        sound = in_band(sound, low, high, int(random.choice(BAND_ORDERS)))
    if random.random() < TILT:
        sound = tilted(sound, random.uniform(*TILT_TAP))
    return digital_line(levelled(sound, random), random)


def digital_line(sound: Sound, random: Random) -> Sound:
    """16 to 8 kHz, one of the codecs, and now and then lost packets."""
    narrow = through(to_rate(sound, RATE), list(CODECS)[int(random.choice(len(CODECS), p=list(CODECS.values())))])
    if random.random() >= LOSS:
        return narrow
    lost = lost_packets(len(narrow) // PACKET_SAMPLES, random, random.uniform(*LOSS_RATE))
    return without_packets(narrow, lost, repeat=bool(random.random() < 0.5))


def clean_line(sound: Sound) -> Sound:
    """The best a telephone can do: 8 kHz and A-law, nothing else."""
    return through(to_rate(sound, RATE), Codec.A_LAW)


def _decibels(level: float) -> float:
    """The factor of so many dB."""
    return float(10 ** (level / 20))
