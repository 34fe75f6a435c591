"""Recorded sentences from a folder: a manifest.jsonl, or sound files each with a text file of the same name beside it.

Anything a sound file can be (rate, channels, format) is taken; what is wrong is told with its place and cure.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.adaptation.errors import CorpusUnusable
from speech.adaptation.noises import RATE, Sound
from speech.errors import SpeechError
from speech.model.phones import pronunciations
from speech.telephone_sound import read_mono, to_rate

MANIFEST = "manifest.jsonl"
SOUND_KINDS = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif", ".au", ".gsm", ".w64", ".caf"})
SHORTEST_S, LONGEST_S = 0.2, 30.0
QUIETEST_PEAK = 1e-3
MOST_TEXT = 2000
READERS = 2
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")


@dataclass(frozen=True)
class Utterance:
    """One sentence: its sound file, the words as said, who says it, the set it belongs to, its length in seconds."""

    audio: Path
    words: tuple[str, ...]
    speaker: str
    collection: str
    seconds: float

    @property
    def sentence(self) -> str:
        """The words as one text."""
        return " ".join(self.words)


@dataclass(frozen=True)
class _Entry:
    """What the folder says about one sentence, unchecked; `place` is where it says so."""

    place: str
    audio: Path
    text: str
    speaker: str
    collection: str


def read_corpus(folder: Path) -> tuple[Utterance, ...]:
    """All sentences of the folder, in a stable order; each sound file is read once to see that it can be.

    Raises CorpusUnusable, which lists what is missing, empty, silent, damaged or no sound, and how to mend it.
    """
    if not folder.is_dir():
        raise CorpusUnusable(folder, ["there is no such folder"])
    manifest = folder / MANIFEST
    faults: list[str] = []
    entries = list(_from_manifest(manifest, faults) if manifest.is_file() else _from_pairs(folder, faults))
    if not entries and not faults:
        faults = [f"holds no sound: put {MANIFEST} or sound files with a same-named .txt beside each into it"]
    with ThreadPoolExecutor(READERS) as pool:
        checked = list(pool.map(_checked, entries))
    faults += [result for result in checked if isinstance(result, str)]
    if faults:
        raise CorpusUnusable(folder, faults)
    return tuple(result for result in checked if isinstance(result, Utterance))


def grouped(utterances: Iterable[Utterance], name: Callable[[Utterance], str]) -> dict[str, list[Utterance]]:
    """The sentences by speaker, set or whatever else `name` says, each group in their order."""
    groups: dict[str, list[Utterance]] = defaultdict(list)
    for utterance in utterances:
        groups[name(utterance)].append(utterance)
    return groups


def load_sound(audio: Path) -> Sound:
    """A sound file as one channel at 16 kHz, in -1..1. Raises SoundUnreadable or SoundTooLong."""
    return to_rate(*read_mono(audio, LONGEST_S), RATE)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a transcript in small letters, hyphens and punctuation taken for blanks.

    Raises ValueError, with the cure, for digits and other signs that can be said in several ways.
    """
    plain = re.sub(r"[-\s.,;:!?\"“”()–—]+", " ", text.lower().replace("’", "'")).split()
    for word in plain:
        if not WORD.fullmatch(word):
            raise ValueError(f"{word!r} is no word: write it with the letters a to z, as it is said")
        if not pronunciations(word, 1):
            raise ValueError(f"{word!r} cannot be said: write it as it sounds")
    return tuple(plain)


def _checked(entry: _Entry) -> Utterance | str:
    """The utterance, or what is wrong with it."""
    try:
        words = words_of(entry.text[:MOST_TEXT])
        if not words:
            return f"{entry.place}: the text is empty: write what is said"
        sound, rate = read_mono(entry.audio, LONGEST_S)
    except (SpeechError, ValueError) as error:
        return f"{entry.place}: {error}"
    seconds = len(sound) / rate
    if seconds < SHORTEST_S:
        return f"{entry.place}: {entry.audio.name} is only {seconds:.2f} s long: remove it"
    if not np.isfinite(sound).all() or np.abs(sound).max() < QUIETEST_PEAK:
        return f"{entry.place}: {entry.audio.name} is silent: record it again or remove it"
    return Utterance(entry.audio, words, entry.speaker, entry.collection, round(seconds, 3))


def _from_manifest(manifest: Path, faults: list[str]) -> Iterator[_Entry]:
    """One JSON object a line: audio (inside the folder), text, speaker, and, if there are several sets, set."""
    try:
        lines = manifest.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{MANIFEST}: cannot be read as UTF-8 text ({error})")
        return
    for number, line in enumerate(lines, 1):
        if line.strip():
            place = f"{MANIFEST}, line {number}"
            entry = _manifest_entry(manifest.parent, place, line)
            if isinstance(entry, str):
                faults.append(f"{place}: {entry}")
            else:
                yield entry


def _manifest_entry(folder: Path, place: str, line: str) -> _Entry | str:
    try:
        given = json.loads(line)
    except ValueError as error:
        return f"is not JSON ({error})"
    if not isinstance(given, dict):
        return 'is no object: write {"audio": …, "text": …, "speaker": …}'
    for key in ("audio", "text", "speaker"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            return f"has no {key}"
    collection = given.get("set", folder.name)
    if not isinstance(collection, str):
        return "its set is no text"
    audio = folder / given["audio"]
    if not audio.resolve().is_relative_to(folder.resolve()):
        return f"{given['audio']} lies outside the folder: move it inside"
    return _Entry(place, audio, given["text"], given["speaker"].strip(), collection)


def _from_pairs(folder: Path, faults: list[str]) -> Iterator[_Entry]:
    """Sound files with their texts; the speaker is the folder they lie in, or else what precedes "_" in their name."""
    for audio in _sounds(folder.rglob("*")):
        place = str(audio.relative_to(folder))
        text = audio.with_suffix(".txt")
        speaker = audio.parent.name if audio.parent != folder else audio.stem.partition("_")[0]
        try:
            yield _Entry(place, audio, text.read_text("utf-8"), speaker, folder.name)
        except FileNotFoundError:
            faults.append(f"{place}: has no {text.name} beside it: write there what is said")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{place}: {text.name} cannot be read as UTF-8 text ({error})")


def _sounds(files: Iterable[Path]) -> list[Path]:
    return sorted(file for file in files if file.suffix.lower() in SOUND_KINDS and file.is_file())
