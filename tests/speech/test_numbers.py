"""Numbers are spelled as Indonesians say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.indonesian.numbers import (
    DIGITS,
    LARGEST,
    SMALL,
    NumberTooLarge,
    spell,
    spell_decimal,
    spell_digits,
    spell_ordinal,
    spell_phone,
)

SIZES = {"puluh": 10, "ratus": 100, "ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def understand(words: str) -> int:
    """Read spelled words back: an independent inverse, which cuts the words at their largest unit."""
    parts = words.split()
    for unit, size in reversed(SIZES.items()):
        if unit in parts:
            at = len(parts) - 1 - parts[::-1].index(unit)
            return understand(" ".join(parts[:at])) * size + understand(" ".join(parts[at + 1 :]))
        if f"se{unit}" in parts:
            at = parts.index(f"se{unit}")
            return size + understand(" ".join(parts[at + 1 :]))
    if parts[1:] == ["belas"]:
        return 10 + SMALL.index(parts[0])
    return SMALL.index(parts[0]) if parts else 0


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (14, "empat belas"),
        (100, "seratus"),
        (1000, "seribu"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (1_001_000, "satu juta seribu"),
        (1_000_000, "satu juta"),
        (25_500, "dua puluh lima ribu lima ratus"),
        (10**12, "satu triliun"),
        (10**15, "seribu triliun"),
        (101_000, "seratus satu ribu"),
        (2_000_001_111, "dua miliar seribu seratus sebelas"),
    ],
)
def test_spell(number: int, words: str) -> None:
    assert spell(number) == words


@given(st.integers(0, LARGEST))
def test_every_number_can_be_understood_again(number: int) -> None:
    assert understand(spell(number)) == number


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_what_has_no_name_is_refused(number: int) -> None:
    with pytest.raises(NumberTooLarge, match="digit by digit"):
        spell(number)


@given(st.integers(0, LARGEST - 1))
def test_no_two_neighbours_sound_alike_and_no_number_is_longer_than_it_must_be(number: int) -> None:
    assert spell(number) != spell(number + 1)
    assert len(spell(number).split()) <= 30
    assert "satu ratus" not in spell(number)


@given(st.integers(2, LARGEST))
def test_a_rank_is_its_number_with_ke_before_it(number: int) -> None:
    assert spell_ordinal(number) == f"ke{spell(number)}"


def test_the_first_has_a_name_of_its_own() -> None:
    assert spell_ordinal(1) == "pertama"


@given(st.from_regex(r"0[0-9]{1,14}", fullmatch=True))
def test_a_telephone_number_is_read_in_groups_that_can_be_written_down(number: str) -> None:
    groups = [group.split() for group in spell_phone(number).split(", ")]
    assert [str(DIGITS.index(word)) for group in groups for word in group] == list(number)
    assert max(map(len, groups)) <= 5


def test_decimals_and_digits() -> None:
    assert spell_decimal("1.250,75") == "seribu dua ratus lima puluh koma tujuh lima"
    assert spell_digits("12345678") == "satu dua tiga empat, lima enam tujuh delapan"
    assert spell_digits("0812-345") == "nol delapan satu dua, tiga empat lima"
    assert spell_digits("1234567") == "satu, dua tiga empat, lima enam tujuh"


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_no_digit_is_lost(digits: str) -> None:
    assert len(spell_digits(digits).replace(",", "").split()) == len(digits)
