"""Sound at the telephone's door: any file read as one channel, brought to 8 kHz, rounded to 16 bit."""

from pathlib import Path
from typing import cast

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from speech.errors import SoundTooLong, SoundUnreadable

Sound = NDArray[np.float64]
Pcm = NDArray[np.int16]

TELEPHONE_RATE = 8000
LONGEST_S = 3600.0


def read_mono(path: Path, longest_s: float = LONGEST_S) -> tuple[Sound, int]:
    """Read any sound file as one channel of samples in -1..1, with its rate in Hz.

    Raises SoundUnreadable when it is missing or not a sound, SoundTooLong beyond `longest_s` seconds.
    """
    if not path.is_file():
        raise SoundUnreadable(f"{path}: there is no such file")
    try:
        with soundfile.SoundFile(path) as sound:
            if sound.frames > longest_s * sound.samplerate:
                raise SoundTooLong(f"{path}: longer than {longest_s:.0f} s; cut it into shorter pieces")
            samples = sound.read(dtype="float64", always_2d=True)
            rate = int(sound.samplerate)
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundUnreadable(f"{path}: not a sound file that can be read ({error})") from error
    return cast(Sound, samples.mean(axis=1)), rate


def to_rate(sound: Sound, rate: int, wanted: int = TELEPHONE_RATE) -> Sound:
    """Resample to `wanted` Hz without aliasing."""
    return sound if rate == wanted else cast(Sound, soxr.resample(sound, rate, wanted, "HQ"))


def to_pcm(sound: Sound) -> Pcm:
    """Round samples in -1..1 to 16-bit numbers; louder ones are clipped."""
    return np.clip(np.round(sound * 32767), -32768, 32767).astype("<i2")
