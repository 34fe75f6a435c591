"""A stretch of a call's recording as a sound file of its own."""

from pathlib import Path

import numpy as np
import soundfile

from speech.errors import SoundUnreadable
from speech.wav import RATE, write_wav

MARGIN_S = 0.4
"""So much sound is added on both sides, for a voice begins before it is recognised."""


def cut(recording: Path, start_s: float, end_s: float, file: Path) -> float:
    """Write the recording's sound between two times to `file` and return its length in seconds.

    Raises SoundUnreadable when the recording is missing, no telephone recording, or has no sound there.
    """
    try:
        with soundfile.SoundFile(recording) as sound:
            if (sound.samplerate, sound.channels) != (RATE, 1):
                raise SoundUnreadable(
                    f"{recording}: {sound.samplerate} Hz, {sound.channels} channels: no recording of ours"
                )
            first = min(max(0, round((start_s - MARGIN_S) * RATE)), sound.frames)
            sound.seek(first)
            pcm = sound.read(max(0, round((end_s + MARGIN_S) * RATE) - first), dtype="int16")
    except (soundfile.SoundFileError, OSError) as error:
        raise SoundUnreadable(f"{recording}: no recording that can be read ({error})") from error
    if not len(pcm):
        raise SoundUnreadable(f"{recording}: it holds no sound from {start_s:.1f} to {end_s:.1f} s")
    write_wav(file, np.asarray(pcm, "<i2").tobytes())
    return len(pcm) / RATE
