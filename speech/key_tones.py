"""Pure: is this frame the tone of a telephone key? Keys are no voice, though a voice detector takes them for one."""

import numpy as np

from speech.recogniser import SAMPLE_RATE

LOW_HZ = (697, 770, 852, 941)
HIGH_HZ = (1209, 1336, 1477, 1633)
FRAME_SAMPLES = 160
SHARE = 0.85  # of the frame's energy in its strongest low and its strongest high frequency
WEAKER_PART = 0.05  # of the pair's energy that the weaker of the two must have: 13 dB of twist

_PROBES = np.exp(-2j * np.pi * np.outer((*LOW_HZ, *HIGH_HZ), np.arange(FRAME_SAMPLES)) / SAMPLE_RATE)


def is_key_tone(frame: bytes) -> bool:
    """Judge one frame of 20 ms, 8 kHz, 16-bit: two sinusoids of ITU-T Q.23 and hardly anything else."""
    sound = np.frombuffer(frame, "<i2").astype(np.float64)
    energy = float(sound @ sound)
    if energy == 0.0:
        return False
    power = np.abs(_PROBES @ sound) ** 2 * (2 / FRAME_SAMPLES)
    low, high = float(power[: len(LOW_HZ)].max()), float(power[len(LOW_HZ) :].max())
    return low + high > SHARE * energy and min(low, high) > WEAKER_PART * (low + high)
