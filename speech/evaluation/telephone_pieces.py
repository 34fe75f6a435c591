"""A sound file of any length, rate and channels as telephone sound, piece by piece: never more than a little of it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from speech.codecs import Codec, through
from speech.errors import SoundUnreadable
from speech.evaluation.band import Band
from speech.telephone_sound import TELEPHONE_RATE, to_pcm

BLOCK_VALUES = 1 << 16
PIECE_SAMPLES = TELEPHONE_RATE // 10

Block = NDArray[np.float64]


def telephone_pieces(audio: Path, band: Band) -> Iterator[bytes]:
    """Yield 8 kHz, mono, 16-bit sound in pieces of 0.1 s, the last one shorter.

    Channels are averaged; the rate is changed by soxr's HQ recipe. Raises SoundUnreadable when the file breaks off.
    """
    rest = b""
    size = 2 * PIECE_SAMPLES
    for block in _narrow(audio):
        line = through(block, Codec.A_LAW) if band is Band.TELEPHONE else block
        rest += to_pcm(line).tobytes()
        whole = len(rest) // size * size
        yield from (rest[start : start + size] for start in range(0, whole, size))
        rest = rest[whole:]
    if rest:
        yield rest


def _narrow(audio: Path) -> Iterator[Block]:
    """Yield blocks at 8 kHz."""
    try:
        with soundfile.SoundFile(str(audio)) as sound:
            if sound.samplerate == TELEPHONE_RATE:
                yield from _mono(sound)
                return
            resampler = soxr.ResampleStream(sound.samplerate, TELEPHONE_RATE, 1, dtype="float64", quality="HQ")
            for block in _mono(sound):
                yield resampler.resample_chunk(block)
            yield resampler.resample_chunk(np.zeros(0), last=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundUnreadable(f"{audio}: not a sound file that can be read ({error})") from error


def _mono(sound: soundfile.SoundFile) -> Iterator[Block]:
    """Yield blocks of one channel; numbers that are none become silence."""
    size = max(1, BLOCK_VALUES // sound.channels)
    for block in sound.blocks(size, dtype="float64", always_2d=True):
        yield np.nan_to_num(block.mean(axis=1), nan=0.0, posinf=1.0, neginf=-1.0)
