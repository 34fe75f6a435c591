"""Pure: spoken whole numbers, the inverse of `speech.indonesian.numbers.spell`, with the Dermayon forms."""

from __future__ import annotations

from ivr.spoken_words import ABOUT_NUMBERS, Words, without

ZERO = frozenset({"nol", "kosong"})
UNITS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "siji": 1, "loro": 2, "telu": 3, "papat": 4, "nem": 6, "pitu": 7, "wolu": 8, "sanga": 9,
}  # fmt: skip
"""Indonesian, and the Dermayon digits (lima is the same in both)."""
BEFORE_UNIT = {"rong": 2, "telung": 3, "patang": 4, "limang": 5, "nem": 6, "pitung": 7, "wolung": 8, "sangang": 9}
"""Dermayon digits before ten, a hundred or a thousand: "rong puluh"."""
WHOLE = {"sepuluh": 10, "sebelas": 11, "sewelas": 11, "rolas": 12, "selawe": 25, "seket": 50, "sewidak": 60}
HUNDRED, ONE_HUNDRED = frozenset({"ratus", "atus"}), frozenset({"seratus", "satus"})
ONE_THOUSAND = frozenset({"seribu", "sewu"})
SCALES = (
    (10**12, frozenset({"triliun"})),
    (10**9, frozenset({"miliar", "milyar"})),
    (10**6, frozenset({"juta"})),
    (10**3, frozenset({"ribu", "ewu"})),
)
COUNTS = range(1, 1001)
"""So many thousands, millions, … are said; a thousand of them only as "seribu triliun"."""
NUMBER_WORDS = frozenset(
    {*ZERO, *UNITS, *BEFORE_UNIT, *WHOLE, *HUNDRED, *ONE_HUNDRED, *ONE_THOUSAND, "belas", "puluh"}
).union(*(names for _, names in SCALES))


def read_number(words: Words) -> int | None:
    """The number that these words say, 0 to a quadrillion; None if they say anything else, or none."""
    spoken = without(words, ABOUT_NUMBERS)
    if len(spoken) == 1 and spoken[0] in ZERO:
        return 0
    return _above_zero(spoken)


def read_count(words: Words) -> int | None:
    """How many of what follows, as days or thousands; the Dermayon "telung" counts, but is no number by itself."""
    return BEFORE_UNIT[words[0]] if len(words) == 1 and words[0] in BEFORE_UNIT else read_number(words)


def _above_zero(words: Words) -> int | None:
    for scale, names in SCALES:
        for place, word in enumerate(words):
            if word in names:
                return _scaled(read_count(words[:place]), scale, words[place + 1 :])
    if words and words[0] in ONE_THOUSAND:
        return _scaled(1, 1000, words[1:])
    return _below_thousand(words)


def _scaled(count: int | None, scale: int, tail: Words) -> int | None:
    """So many of a scale, and what is left, which is less than one of it."""
    rest = _above_zero(tail) if tail else 0
    return None if count not in COUNTS or rest is None or rest >= scale else (count or 0) * scale + rest


def _below_thousand(words: Words) -> int | None:
    if not words:
        return None
    if words[0] in ONE_HUNDRED:
        return _with_rest(100, words[1:])
    if len(words) > 1 and words[1] in HUNDRED and (count := _digit_before(words[0])):
        return _with_rest(count * 100, words[2:])
    return _below_hundred(words)


def _with_rest(hundreds: int, rest: Words) -> int | None:
    if not rest:
        return hundreds
    below = _below_hundred(rest)
    return None if below is None else hundreds + below


def _below_hundred(words: Words) -> int | None:
    match tuple(words):
        case (one,):
            return UNITS.get(one) or WHOLE.get(one)
        case (unit, "belas"):
            return UNITS[unit] + 10 if UNITS.get(unit, 1) > 1 else None
        case (unit, "puluh"):
            return (_digit_before(unit) or 0) * 10 or None
        case (unit, "puluh", last) if last in UNITS and _digit_before(unit):
            return (_digit_before(unit) or 0) * 10 + UNITS[last]
    return None


def _digit_before(word: str) -> int | None:
    """A digit that counts tens or hundreds: never one, which is "sepuluh" and "seratus"."""
    count = BEFORE_UNIT.get(word) or UNITS.get(word)
    return count if count and count > 1 else None
