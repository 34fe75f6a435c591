"""Numbers are spelled as Indonesians say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.indonesian.numbers import LARGEST, SMALL, NumberTooLarge, spell, spell_decimal, spell_digits

SIZES = {"puluh": 10, "ratus": 100, "ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def understand(words: str) -> int:
    """Read spelled words back: an independent inverse."""
    total = part = 0
    for word in words.split():
        if word in SMALL:
            part += SMALL.index(word)
        elif word == "belas":
            part += 10
        elif word in ("seratus", "seribu"):
            part, total = (part + 100, total) if word == "seratus" else (0, total + 1000)
        elif word == "ratus" or word == "puluh":
            unit = part % 10 if part >= 10 else part
            part += unit * (SIZES[word] - 1)
        else:
            total, part = total + part * SIZES[word], 0
    return total + part


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


def test_decimals_and_digits() -> None:
    assert spell_decimal("1.250,75") == "seribu dua ratus lima puluh koma tujuh lima"
    assert spell_digits("12345678") == "satu dua tiga empat, lima enam tujuh delapan"
    assert spell_digits("0812-345") == "nol delapan satu dua, tiga empat lima"
    assert spell_digits("1234567") == "satu, dua tiga empat, lima enam tujuh"


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_no_digit_is_lost(digits: str) -> None:
    assert len(spell_digits(digits).replace(",", "").split()) == len(digits)
