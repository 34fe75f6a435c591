"""The pronunciation lexicon: every word with its variants and their costs, and the reader of extra word files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from speech.model.errors import BadWord
from speech.model.phones import pronunciations

UNKNOWN = "[unk]"
VARIANTS = 8
LONGEST_WORD = 30
LONGEST_LIST = 20_000
WRITTEN = re.compile(r"[a-z]+(?:['-][a-z]+)*")
SAID = re.compile(r"[a-zéəʔ' ]+")


@dataclass(frozen=True)
class Entry:
    """One pronunciation of a word; the cost is a negative log probability, 0 for the best variant."""

    word: str
    phones: tuple[str, ...]
    cost: float


@dataclass(frozen=True)
class ExtraWord:
    """A word an administrator adds; `said` is its respelling, empty if it is said as written."""

    word: str
    said: str = ""


def entries_of(word: str, said: str = "") -> list[Entry]:
    """The variants of one word; `said` replaces its spelling. Empty if nothing in it can be said."""
    return [Entry(word, phones, cost) for phones, cost in pronunciations(said.replace(" ", "") or word, VARIANTS)]


def make_lexicon(words: Iterable[str], extra: Iterable[ExtraWord] = ()) -> list[Entry]:
    """The lexicon of all words, sorted; a respelling among the extra words wins over the rules."""
    said = dict.fromkeys(words, "") | {word.word: word.said for word in extra}
    return [entry for word in sorted(said) for entry in entries_of(word, said[word])]


def _problem(word: str, said: str, *, respelled: bool) -> str:
    """Why the word cannot be taken into the vocabulary; empty if it can."""
    if not word:
        return "is empty: write one word per line"
    if " " in word:
        return "is more than one word: write one word per line"
    if len(word) > LONGEST_WORD:
        return f"is longer than {LONGEST_WORD} letters"
    if not WRITTEN.fullmatch(word):
        return "has characters other than the letters a to z: write numbers and signs as words"
    if respelled and not SAID.fullmatch(said):
        return "has a respelling with characters other than letters, é, ə and ʔ"
    if not entries_of(word, said):
        return "cannot be said: give a respelling, as in `word = respelling`"
    return ""


def parse_extra_word(line: str, number: int, file: Path | str) -> ExtraWord | None:
    """One line `word` or `word = respelling`, with `#` comments; None if it is empty. Raises BadWord."""
    text = line.partition("#")[0].strip().lower()
    if not text:
        return None
    word, equals, said = (part.strip() for part in text.partition("="))
    problem = _problem(word, said, respelled=bool(equals))
    if problem:
        raise BadWord(file, number, word, problem)
    return ExtraWord(word, said)


def read_extra_words(file: Path) -> list[ExtraWord]:
    """The words of an administrator's file (UTF-8). Raises BadWord with the line number and the reason."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadWord(file, error.object[: error.start].count(b"\n") + 1, "", "is not UTF-8 text") from error
    if len(lines) > LONGEST_LIST:
        raise BadWord(file, LONGEST_LIST + 1, "", f"is one line too many: at most {LONGEST_LIST} are read")
    found = (parse_extra_word(line, number, file) for number, line in enumerate(lines, 1))
    return [word for word in found if word]
