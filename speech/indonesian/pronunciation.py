"""Words the synthesiser says wrong, put right: the pronunciation table and its use on a text."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLE = Path(__file__).with_name("pronunciation.toml")
WORD = re.compile(r"[^\W\d_]+")
LETTER_NAMES = "a be ce de e ef ge ha i je ka el em en o pe ki er es te u fe we eks ye zet"
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", LETTER_NAMES.split(), strict=True))


class PronunciationTableWrong(ValueError):
    """The pronunciation table cannot be used as it is; the message names the word and the reason."""


@dataclass(frozen=True)
class Pronunciations:
    """Phonemes by lower-case word, and spoken forms by abbreviation exactly as written."""

    sounds: Mapping[str, str]
    abbreviations: Mapping[str, str]


def read_table(path: Path) -> Pronunciations:
    """Read a pronunciation table. Raises PronunciationTableWrong with the word that is wrong."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PronunciationTableWrong(f"{path}: {error}") from error
    sounds = {word: _sounds(path, word, entry) for word, entry in table.get("words", {}).items()}
    abbreviations = {short: str(spoken) for short, spoken in table.get("abbreviations", {}).items()}
    return Pronunciations(MappingProxyType(sounds), MappingProxyType(abbreviations))


def _sounds(path: Path, word: str, entry: object) -> str:
    sounds = entry.get("sounds") if isinstance(entry, dict) else None
    if not isinstance(sounds, str) or not sounds or "[[" in sounds or "]]" in sounds:
        raise PronunciationTableWrong(f'{path}: "{word}" needs sounds = "phonemes" without brackets')
    if word != word.lower() or not WORD.fullmatch(word):
        raise PronunciationTableWrong(f'{path}: "{word}" must be one word in small letters')
    return sounds


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
