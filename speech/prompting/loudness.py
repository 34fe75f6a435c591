"""How loud a sound is to the ear: ITU-R BS.1770-4 (K-weighting, gated blocks), fitted to the telephone's 8 kHz.

The standard gives its two filters as coefficients for 48 kHz. Here they come from the analogue prototypes behind those
(a high shelf of +4 dB at 1682 Hz and a high-pass at 38 Hz, as in EBU Tech 3341's reference and its open
implementations), transformed for the rate in hand; at 48 kHz they give the standard's figures to ten digits. What the
telephone cuts off above 4 kHz counts in neither the prompt nor its neighbours, so prompts compare with each other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

SHELF_HZ, SHELF_DB, SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
SHELF_EXPONENT = 0.4996667741545416
HIGH_PASS_HZ, HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
OFFSET_DB = -0.691
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_DB = -10.0
BLOCK_S, STEP_S = 0.4, 0.1
RING_S = 0.5
"""The filters have died away after this (60 dB in 0.04 s); the transform is padded by it."""
AUDIBLE_DB = -50.0
"""What is softer at the ends of a prompt is its silence, dB of full scale."""
NOTHING_LUFS = -120.0


class Biquad(NamedTuple):
    """A second-order filter; a0 is 1."""

    b: tuple[float, float, float]
    a: tuple[float, float]


def k_weighting(rate: int) -> tuple[Biquad, Biquad]:
    """Return the standard's two filters for a rate in Hz: the head's shelf, then the high-pass."""
    k = np.tan(np.pi * SHELF_HZ / rate)
    high = 10 ** (SHELF_DB / 20)
    band = high**SHELF_EXPONENT
    norm = 1 + k / SHELF_Q + k * k
    b = (high + band * k / SHELF_Q + k * k, 2 * (k * k - high), high - band * k / SHELF_Q + k * k)
    shelf = Biquad((b[0] / norm, b[1] / norm, b[2] / norm), _poles(k, SHELF_Q))
    return shelf, Biquad((1.0, -2.0, 1.0), _poles(np.tan(np.pi * HIGH_PASS_HZ / rate), HIGH_PASS_Q))


def loudness(sound: Sound, rate: int) -> float:
    """Measure a mono sound in LUFS: the mean of its 400 ms blocks above -70 LUFS and above 10 dB under their mean.

    A sound shorter than one block is one block of its own length (the standard leaves it open); a silent one is
    NOTHING_LUFS.
    """
    weighted = _weighted(sound, rate)
    size, step = round(BLOCK_S * rate), round(STEP_S * rate)
    starts = range(0, max(1, len(weighted) - size + 1), step)
    power = np.array([np.mean(np.square(weighted[start : start + size])) for start in starts])
    loud = power[_lufs(power) > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return NOTHING_LUFS
    gate = float(_lufs(loud.mean())) + RELATIVE_GATE_DB
    return float(_lufs(loud[_lufs(loud) > gate].mean()))


def prompt_loudness(sound: Sound, rate: int) -> float:
    """Measure a prompt in LUFS without the silence at its ends, so that one short word compares with a sentence."""
    audible = np.flatnonzero(np.abs(sound) > 10 ** (AUDIBLE_DB / 20))
    return loudness(sound[audible[0] : audible[-1] + 1], rate) if len(audible) else NOTHING_LUFS


def _poles(k: float, q: float) -> tuple[float, float]:
    norm = 1 + k / q + k * k
    return 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm


def _lufs(power: "np.floating[np.typing.NBitBase] | Sound") -> Sound:
    return np.asarray(OFFSET_DB + 10 * np.log10(np.maximum(power, 1e-12)))


def _weighted(sound: Sound, rate: int) -> Sound:
    """Filter in the frequency domain: both filters are linear and their ringing is short."""
    if not len(sound):
        return np.zeros(1)
    width = 1 << (len(sound) + round(RING_S * rate)).bit_length()
    z = np.exp(-2j * np.pi * np.arange(width // 2 + 1) / width)
    spectrum = np.fft.rfft(sound, width)
    for filter_ in k_weighting(rate):
        spectrum *= (filter_.b[0] + filter_.b[1] * z + filter_.b[2] * z**2) / (
            1 + filter_.a[0] * z + filter_.a[1] * z**2
        )
    return np.fft.irfft(spectrum, width)[: len(sound)]
