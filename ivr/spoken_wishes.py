"""Pure: what a caller may wish at any step: a person, the question again, to pass, or "I don't know"."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from ivr.spoken_words import AGREEING, FILLERS, Words, without, words_of


class Wish(Enum):
    """One wish; the values are the words it is called by."""

    OPERATOR = "petugas"
    REPEAT = "ulangi"
    UNKNOWN = "tidak tahu"


OPERATOR_PHRASES = ("petugas", "operator", "bicara dengan petugas", "bicara dengan operator", "sambungkan ke petugas")
REPEAT_PHRASES = ("ulangi", "ulang", "diulang", "sekali lagi", "ulangi lagi", "tolong ulangi", "coba ulangi")
UNKNOWN_PHRASES = (
    "tidak tahu",
    "tidak tau",
    "gak tau",
    "nggak tahu",
    "kurang tahu",
    "lupa",
    "beli weruh",
    "ora weruh",
    "boten ngertos",
)
PHRASES = {Wish.OPERATOR: OPERATOR_PHRASES, Wish.REPEAT: REPEAT_PHRASES, Wish.UNKNOWN: UNKNOWN_PHRASES}

_AROUND = (
    FILLERS | AGREEING | {"saya", "reang", "kula", "mau", "minta", "ingin", "pengen", "arep", "saja", "bae", "lagi"}
)


def read_wish(words: Words) -> Wish | None:
    """The wish, if it is all that is said but for fillers: in a longer sentence "petugas" is part of a story."""
    return next((wish for wish, phrases in PHRASES.items() if says_one_of(words, phrases)), None)


def says_one_of(words: Words, phrases: Iterable[str]) -> bool:
    """Whether the words are one of the phrases, with or without the fillers of either."""
    spoken = without(words, _AROUND)
    return bool(spoken) and any(spoken == without(words_of(phrase), _AROUND) for phrase in phrases)
