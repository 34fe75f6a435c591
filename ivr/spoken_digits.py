"""Pure: digits said one by one or in small groups, as telephone numbers, NIK and ticket codes are said."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.spoken_numbers import UNITS, ZERO, read_number
from ivr.spoken_words import ABOUT_NUMBERS, Words, without

DIGIT_WORDS = {**dict.fromkeys(ZERO, "0"), **{word: str(digit) for word, digit in UNITS.items()}}
INDONESIAN = ("nol", "kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
DERMAYON = tuple(word for word in DIGIT_WORDS if word not in INDONESIAN)
TWICE = frozenset({"dobel"})
LONGEST_GROUP = 5
"""Words of the longest number that is said as a group: "delapan ratus dua puluh lima"."""
LARGEST_GROUP = 999
MOST_READINGS = 16


def read_digits(words: Words) -> str | None:
    """The digits that these words say, in their likeliest reading; None if they hold anything else, or none."""
    return next(iter(digit_readings(words)), None)


def digit_readings(words: Words) -> tuple[str, ...]:
    """Every reading, the likeliest first, at most MOST_READINGS: "dua puluh lima" is 25, and also 20 and 5.

    Which one is meant, the expected length or a check digit has to decide. Empty if the words say anything else.
    """
    spoken = without(words, ABOUT_NUMBERS)
    found: dict[str, None] = {}
    for reading in _readings(spoken):
        if reading:
            found[reading] = None
        if len(found) == MOST_READINGS:
            break
    return tuple(found)


def _readings(words: Words) -> Iterator[str]:
    if not words:
        yield ""
        return
    for size in range(min(LONGEST_GROUP, len(words)), 0, -1):
        if (head := _group(words[:size])) is not None:
            for tail in _readings(words[size:]):
                yield head + tail


def _group(words: Words) -> str | None:
    """The digits of one group as they would be written."""
    if len(words) == 1 and words[0] in DIGIT_WORDS:
        return DIGIT_WORDS[words[0]]
    if len(words) == 2 and words[0] in TWICE and words[1] in DIGIT_WORDS:
        return DIGIT_WORDS[words[1]] * 2
    number = read_number(words) if ABOUT_NUMBERS.isdisjoint(words) else None
    return str(number) if number is not None and 10 <= number <= LARGEST_GROUP else None
