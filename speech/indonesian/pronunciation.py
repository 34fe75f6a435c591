"""Words the synthesiser says wrong, put right: the pronunciation table and its use on a text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

TABLE = Path(__file__).with_name("pronunciation.toml")
WORD = re.compile(r"[^\W\d_]+")
LETTER_NAMES = "a be ce de e ef ge ha i je ka el em en o pe ki er es te u fe we eks ye zet"
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", LETTER_NAMES.split(), strict=True))
FIELDS = {"words": {"sounds", "note", "guess"}, "right": {"said", "note", "guess"}}


class PronunciationTableWrong(ValueError):
    """The pronunciation table cannot be used as it is; the message names the word and the reason."""


@dataclass(frozen=True)
class Pronunciations:
    """Phonemes by lower-case word, spoken forms by abbreviation exactly as written, and what else is known.

    `right`: words that the synthesiser says well by itself, respelled with é and ə. `guesses`: words of either kind
    that nobody who speaks them has confirmed yet.
    """

    sounds: Mapping[str, str]
    abbreviations: Mapping[str, str]
    right: Mapping[str, str]
    guesses: frozenset[str]


def read_table(path: Path) -> Pronunciations:
    """Read a pronunciation table. Raises PronunciationTableWrong with the word that is wrong."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PronunciationTableWrong(f"{path}: {error}") from error
    words = {section: _entries(path, section, table.get(section, {})) for section in FIELDS}
    twice = sorted(set(words["words"]) & set(words["right"]))
    if twice:
        raise PronunciationTableWrong(f'{path}: "{twice[0]}" stands in [words] and in [right]; keep one of them')
    abbreviations = {short: str(spoken) for short, spoken in table.get("abbreviations", {}).items()}
    guesses = frozenset(word for entries in words.values() for word, entry in entries.items() if entry.get("guess"))
    return Pronunciations(
        MappingProxyType({word: entry["sounds"] for word, entry in words["words"].items()}),
        MappingProxyType(abbreviations),
        MappingProxyType({word: entry["said"] for word, entry in words["right"].items()}),
        guesses,
    )


def _entries(path: Path, section: str, entries: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    return {word: _entry(path, section, word, entry) for word, entry in entries.items()}


def _entry(path: Path, section: str, word: str, entry: object) -> dict[str, Any]:
    field = "sounds" if section == "words" else "said"
    if not isinstance(entry, dict) or set(entry) - FIELDS[section]:
        raise PronunciationTableWrong(f'{path}: "{word}" needs {{ {field} = "…" }}, and may have note and guess')
    value = entry.get(field)
    if not isinstance(value, str) or not value or "[[" in value or "]]" in value:
        raise PronunciationTableWrong(f'{path}: "{word}" needs {field} = "…" without brackets')
    if word != word.lower() or not WORD.fullmatch(word):
        raise PronunciationTableWrong(f'{path}: "{word}" must be one word in small letters')
    return entry


@cache
def table() -> Pronunciations:
    """Return the table that comes with the program."""
    return read_table(TABLE)


def with_phonemes(words: str) -> str:
    """Replace every word of the table by its espeak-ng phonemes in [[ ]]; `words` itself must hold no brackets."""
    sounds = table().sounds

    def say(match: re.Match[str]) -> str:
        found = sounds.get(match[0].lower())
        return f"[[{found}]]" if found else match[0]

    return WORD.sub(say, words)


def spell_letters(letters: str) -> str:
    """Read letters one by one by their Indonesian names, e.g. "PDAM" → "pe de a em"; other characters are dropped."""
    return " ".join(LETTERS[letter] for letter in letters.upper() if letter in LETTERS)
