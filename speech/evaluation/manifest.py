"""The list of recordings with known words: one JSON object a line, {"audio": …, "text": …, "speaker": …}."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from speech.evaluation.errors import ManifestUnusable
from speech.evaluation.wording import words_of

FIELDS = ("audio", "text", "speaker")
SHORTEST_S = 0.02
RATES_HZ = range(1000, 1_000_001)


@dataclass(frozen=True)
class Recording:
    """One line: the sound file, its words in comparable form (none: nothing is said), who speaks, its seconds."""

    audio: Path
    words: tuple[str, ...]
    speaker: str
    seconds: float


class _Fault(Exception):
    """One line cannot be used, for the reason given."""


def read_manifest(manifest: Path, *, wordless: bool = False) -> tuple[Recording, ...]:
    """Read all lines, and the head of every sound file; paths are relative to the manifest, blank lines are skipped.

    `wordless` allows recordings in which nothing is said, with an empty text. Raises ManifestUnusable, which lists
    every line that cannot be used: no JSON, a field missing, a file that is no sound, the same recording again.
    """
    recordings, faults = [], []
    first_line: dict[Path, int] = {}
    try:
        for number, line in _lines(manifest):
            try:
                recording = _recording(manifest.parent, line, wordless)
                before = first_line.setdefault(recording.audio.resolve(), number)
                if before != number:
                    raise _Fault(f"{recording.audio.name} is already in line {before}: remove one of them")
                recordings.append(recording)
            except _Fault as fault:
                faults.append(f"line {number}: {fault}")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestUnusable(manifest, [f"cannot be read as UTF-8 text ({_reason(error)})"]) from error
    if not recordings and not faults:
        faults = [f"holds no recording: write one line {_example()} for each"]
    if faults:
        raise ManifestUnusable(manifest, faults)
    return tuple(recordings)


def _lines(manifest: Path) -> Iterator[tuple[int, str]]:
    with manifest.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def _recording(folder: Path, line: str, wordless: bool) -> Recording:
    audio, text, speaker = _fields(line)
    words = words_of(text)
    if not words and not wordless:
        raise _Fault("its text has no word: with --invented, recordings without words are measured too")
    return Recording(folder / audio, words, speaker.strip(), _seconds(folder / audio))


def _fields(line: str) -> list[str]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Fault(f"is not JSON ({error})") from error
    if not isinstance(given, dict):
        raise _Fault(f"is no object: write {_example()}")
    for field in FIELDS:
        value = given.get(field)
        if not isinstance(value, str):
            raise _Fault(f'lacks the field "{field}": write {_example()}')
        if not value.isprintable() and field != "text":
            raise _Fault(f'its "{field}" holds characters that are no text')
        if not value.strip() and field != "text":
            raise _Fault(f'its "{field}" is empty')
    return [given[field] for field in FIELDS]


def _seconds(audio: Path) -> float:
    """Return the sound's length by its head; refuse what cannot be recognised."""
    try:
        if not audio.is_file():
            raise _Fault(f"{audio}: there is no such file")
        if audio.stat().st_size == 0:
            raise _Fault(f"{audio}: the file is empty")
        head = soundfile.info(str(audio))
    except (soundfile.SoundFileError, OSError) as error:
        raise _Fault(f"{audio}: not a sound file that can be read ({_reason(error)})") from error
    if head.samplerate not in RATES_HZ:
        raise _Fault(f"{audio}: {head.samplerate} samples a second is no rate at which speech is recorded")
    if head.frames < SHORTEST_S * head.samplerate:
        raise _Fault(f"{audio}: only {head.frames} sample(s) long, too short to hold a word")
    return float(head.frames / head.samplerate)


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error).rstrip(".")


def _example() -> str:
    return "{" + ", ".join(f'"{field}": "…"' for field in FIELDS) + "}"
