"""Folding text into plain words, which the index keeps and queries are compared with, and into how words sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD_LENGTH = 40
"""Longer words are kept by their beginning."""

_APOSTROPHES = {ord(c): None for c in "'’ʼ`´"}
_WORD = re.compile(r"[^\W_]+")

# Spellings that one ear can't tell apart, in names old and new: Soekarno, Djuanda, Achmad, Taufiq, Zaenal, Rizky.
_SPELLINGS = (
    (re.compile(r"^ch"), "c"),
    (re.compile(r"ch|kh"), "h"),
    (re.compile(r"oe"), "u"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"tj"), "c"),
    (re.compile(r"s[jyh]"), "s"),
    (re.compile(r"([bdgt])h"), r"\1"),
    (re.compile(r"ph|[fv]"), "p"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"z"), "j"),
    (re.compile(r"ae"), "ai"),
    (re.compile(r"au"), "o"),
    (re.compile(r"ie|(?<!^)y"), "i"),
    (re.compile(r"^h|h$"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def words(text: str) -> list[str]:
    """The words of a text in order: lower case, without accents and apostrophes, digits as ASCII."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_APOSTROPHES)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not _unseen(c))
    return [word[:WORD_LENGTH] for word in _WORD.findall(ascii_digits(plain))]


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def squeezed(text: str) -> str:
    """The words of a text written as one: "Kedokan Bunder" → "kedokanbunder"."""
    return "".join(words(text))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A folded word as it sounds: "soekarno" and "sukarno" are the same, so are "achmad" and "ahmad"."""
    for spelling, heard in _SPELLINGS:
        word = spelling.sub(heard, word)
    return word


def _unseen(char: str) -> bool:
    """Whether a character only changes the one before it, or joins or turns its neighbours."""
    return unicodedata.combining(char) > 0 or unicodedata.category(char) == "Cf"
