"""Synthetic Indonesian speech as it comes off a telephone line: espeak-ng, 8 kHz, through A-law and back."""

import ctypes
from functools import cache
from itertools import count

import numpy as np
import numpy.typing as npt
import soxr

RATE_HZ = 8000
ESPEAK_RATE_HZ = 22050
RETRIEVAL = 1
UTF8 = 1
WORDS_PER_MINUTE = 1
DEFAULT_RATE = 145
VOICES = ("id", "id+f3", "id+m3")
# A-law of ITU-T G.711: samples are clipped to 12 bits plus sign.
FULL_SCALE = 32768.0
A = 87.6

Samples = npt.NDArray[np.int16]
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_chunks: list[Samples] = []


@_CALLBACK
def _collect(samples, size, _events):
    if samples and size:
        _chunks.append(np.ctypeslib.as_array(samples, (size,)).copy())
    return 0


@cache
def _espeak():
    library = ctypes.CDLL("libespeak-ng.so.1")
    library.espeak_Initialize(RETRIEVAL, 0, None, 0)
    library.espeak_SetSynthCallback(_collect)
    return library


def spoken(text: str, voice: str = "id+f3", rate: int = DEFAULT_RATE) -> Samples:
    """The text as 22,050 Hz samples."""
    library = _espeak()
    _chunks.clear()
    assert library.espeak_SetVoiceByName(voice.encode()) == 0
    library.espeak_SetParameter(WORDS_PER_MINUTE, rate, 0)
    content = text.encode()
    library.espeak_Synth(content, len(content) + 1, 0, 0, 0, UTF8, None, None)
    library.espeak_Synchronize()
    return np.concatenate(_chunks)


def through_a_law(samples: Samples) -> Samples:
    """Compress to eight bits after the A-law and expand again."""
    level = np.abs(samples) / FULL_SCALE
    scale = 1 + np.log(A)
    bent = np.where(level < 1 / A, A * level / scale, (1 + np.log(np.maximum(A * level, 1e-9))) / scale)
    coarse = np.round(bent * 127) / 127
    straight = np.where(coarse < 1 / scale, coarse * scale / A, np.exp(coarse * scale - 1) / A)
    return (np.sign(samples) * straight * (FULL_SCALE - 1)).astype(np.int16)


def noise(seconds: float, level: float, seed: int = 0) -> Samples:
    """White noise with the given root mean square, in sample units."""
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE_HZ)).astype(np.int16)


def telephone(text: str, voice: str = "id+f3", rate: int = DEFAULT_RATE, peak: float = 12000, hiss: float = 8) -> bytes:
    """The text as 8 kHz 16-bit sound from a telephone, with half a second of near-silence on both sides."""
    plain = soxr.resample(spoken(text, voice, rate).astype(np.float64), ESPEAK_RATE_HZ, RATE_HZ)
    line = np.concatenate([np.zeros(RATE_HZ // 2), plain / np.abs(plain).max() * peak, np.zeros(RATE_HZ // 2)])
    line += np.random.default_rng(next(_seeds)).normal(0, hiss, len(line))
    return through_a_law(np.clip(line, -32768, 32767).astype(np.int16)).tobytes()


_seeds = count()
