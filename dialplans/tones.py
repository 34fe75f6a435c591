"""The sounds the exchange makes itself: the music of waiting and the beep, generated as telephone WAV files."""

import math
import struct
import wave
from collections.abc import Iterable
from pathlib import Path

RATE_HZ = 8000
LEVEL = 0.12
"""Of full scale, about -18 dBFS: soft enough to hold a telephone to the ear for minutes."""

NOTE_S = 0.9
REST_S = 0.15
PAUSE_S = 1.2
BEEP_S = 0.25
BEEP_HZ = 1000.0
FADE_S = 0.06

# A quiet rise and fall on the five notes C D E G A: no melody that belongs to anybody.
MELODY_HZ = (261.6, 329.6, 392.0, 440.0, 392.0, 329.6, 293.7, 261.6)


def write_music(path: Path) -> None:
    """Write the music of waiting: 8 kHz, mono, 16 bit; about ten seconds, played in a loop."""
    samples: list[float] = []
    for note_hz in MELODY_HZ:
        samples += _note(note_hz, NOTE_S) + [0.0] * int(REST_S * RATE_HZ)
    _write(path, samples + [0.0] * int(PAUSE_S * RATE_HZ))


def write_beep(path: Path) -> None:
    """Write the tone after which a voice message begins."""
    _write(path, _note(BEEP_HZ, BEEP_S))


def _note(pitch_hz: float, length_s: float) -> list[float]:
    count = int(length_s * RATE_HZ)
    return [_envelope(i, count) * _voice(pitch_hz, i / RATE_HZ) for i in range(count)]


def _voice(pitch_hz: float, at_s: float) -> float:
    angle = 2 * math.pi * pitch_hz * at_s
    return LEVEL * (math.sin(angle) + 0.3 * math.sin(2 * angle)) / 1.3


def _envelope(index: int, count: int) -> float:
    fade = FADE_S * RATE_HZ
    return min(1.0, index / fade, (count - 1 - index) / fade)


def _write(path: Path, samples: Iterable[float]) -> None:
    frames = b"".join(struct.pack("<h", round(sample * 32767)) for sample in samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(frames)
