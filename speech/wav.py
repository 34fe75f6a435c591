"""Plain telephone wav files: 8 kHz, mono, 16-bit, written whole or not at all, and checked the way Asterisk checks."""

import struct
import wave
from pathlib import Path

RATE = 8000
SAMPLE_BYTES = 2
HEADER_BYTES = 44


def header(pcm_bytes: int) -> bytes:
    """Return the 44-byte header of a plain 8 kHz mono 16-bit wav file with this many bytes of sound."""
    riff = struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + pcm_bytes, b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    return riff + form + struct.pack("<4sI", b"data", pcm_bytes)


def write_wav(path: Path, pcm: bytes) -> None:
    """Write 8 kHz mono 16-bit sound to a file, beside it first and then renamed."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(header(len(pcm)) + pcm)
    part.replace(path)


def what_is_wrong(path: Path) -> str:
    """Say why Asterisk would refuse to play the file, or nothing when it would play it."""
    try:
        with wave.open(str(path), "rb") as sound:
            form = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
            frames = sound.getnframes()
    except FileNotFoundError:
        return "the file is missing"
    except (wave.Error, EOFError, OSError) as error:
        return f"it is not a plain wav file ({error})"
    if form != (RATE, 1, SAMPLE_BYTES):
        return f"it has {form[0]} Hz, {form[1]} channel(s), {8 * form[2]} bit; the telephone needs 8000 Hz, 1, 16 bit"
    return "" if frames else "it holds no sound"
