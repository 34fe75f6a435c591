"""Pure: yes or no in Indonesian, Dermayon and Sundanese.

False friends: in Dermayon "beli" is no (never "to buy" as a whole answer), and "laka" is "there is none", which is no
answer at all.
"""

from __future__ import annotations

from enum import Enum

from ivr.spoken_words import FILLERS, Words, without


class Answer(Enum):
    """What a caller answers to a question that can be answered so."""

    YES = "ya"
    NO = "tidak"


YES_WORDS = ("ya", "iya", "inggih", "enggih", "nggih", "muhun", "sumuhun", "oke", "setuju", "boleh")
"""Agreeing: Indonesian, Dermayon (inggih, enggih, nggih), Sundanese (muhun, sumuhun)."""
RIGHT_WORDS = ("betul", "benar", "bener", "leres", "cocok")
"""That is right: Indonesian, Dermayon (bener, leres), Sundanese (leres)."""
NO_WORDS = (
    "tidak", "enggak", "nggak", "gak", "ndak", "ora", "beli", "boten", "mboten", "bukan", "dudu",
    "henteu", "teu", "sanes", "jangan",
)  # fmt: skip
"""Denying: Indonesian, Dermayon (ora, beli, boten, dudu), Sundanese (henteu, teu, sanes)."""
WRONG_WORDS = ("salah", "keliru", "luput")
AROUND = FILLERS | {"saja", "sekali", "sudah", "memang", "lah", "atuh", "bae", "kok"}

YES_PHRASES = (
    *YES_WORDS,
    *RIGHT_WORDS,
    "ya betul",
    "ya benar",
    "iya betul",
    "iya benar",
    "sudah benar",
    "betul sekali",
)
NO_PHRASES = (
    *NO_WORDS,
    *WRONG_WORDS,
    "tidak benar",
    "tidak betul",
    "bukan itu",
    "beli bener",
    "ora bener",
    "tidak setuju",
)


def read_answer(words: Words) -> Answer | None:
    """Yes or no; None if anything else is said with it, or both, or "tidak salah", which people mean in both ways."""
    spoken = frozenset(without(words, AROUND))
    if not spoken or not spoken <= {*YES_WORDS, *RIGHT_WORDS, *NO_WORDS, *WRONG_WORDS}:
        return None
    agrees, denies = not spoken.isdisjoint(YES_WORDS), not spoken.isdisjoint(NO_WORDS)
    right, wrong = not spoken.isdisjoint(RIGHT_WORDS), not spoken.isdisjoint(WRONG_WORDS)
    if denies or wrong:
        unclear = (agrees and spoken != {"tidak", "setuju"}) or (denies and wrong) or (wrong and right)
        return None if unclear else Answer.NO
    return Answer.YES
