"""Numbers and digits that are said: what our own speller says is read back as the same number."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.spoken_digits import DERMAYON, DIGIT_WORDS, INDONESIAN, MOST_READINGS, digit_readings, read_digits
from ivr.spoken_numbers import NUMBER_WORDS, read_number
from ivr.spoken_words import ABOUT_NUMBERS, words_of
from speech.indonesian.numbers import LARGEST, spell, spell_digits, spell_phone
from tickets.codes import check_digit, valid_code

AROUND = st.lists(st.sampled_from(sorted(ABOUT_NUMBERS)), max_size=3)
SIZES = st.integers(0, 15).flatmap(lambda size: st.integers(0, 10**size))


@settings(max_examples=400)
@given(SIZES, AROUND, AROUND)
def test_reading_what_the_speller_says_gives_the_number_back(number, before, after):
    assert read_number([*before, *words_of(spell(number)), *after]) == number


@pytest.mark.parametrize("number", [0, 1, 10, 11, 19, 20, 99, 100, 111, 999, 1000, 1001, 1999, 10**6, 10**9, LARGEST])
def test_the_corners_of_the_number_system(number):
    assert read_number(words_of(spell(number))) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("dua puluh lima", 25),
        ("seratus", 100),
        ("sewu", 1000),
        ("satus", 100),
        ("rong puluh", 20),
        ("telung atus", 300),
        ("rong ewu", 2000),
        ("selawe", 25),
        ("siji", 1),
        ("pitu", 7),
        ("eh anu dua belas pak", 12),
    ],
)
def test_numbers_in_both_languages(said, number):
    assert read_number(words_of(said)) == number


@pytest.mark.parametrize(
    "said",
    ["", "puluh", "satu belas", "satu puluh", "dua tiga", "ribu", "seratus ratus", "dua ribu juta", "lima air",
     "dua seribu", "seratus dua ribu ribu", "nol nol", "tiga puluh sepuluh", "seribu seribu"],
)  # fmt: skip
def test_what_is_no_number_is_none(said):
    assert read_number(words_of(said)) is None


@settings(max_examples=150)
@given(st.lists(st.sampled_from([*sorted(NUMBER_WORDS), "air", "ya"]), max_size=12))
def test_any_row_of_number_words_is_a_number_in_bounds_or_none(words):
    number = read_number(words)
    assert number is None or 0 <= number <= LARGEST * 1000


@settings(max_examples=150)
@given(st.text("0123456789", min_size=1, max_size=16), AROUND)
def test_digits_are_read_back_as_they_are_spelled(digits, before):
    assert read_digits([*before, *words_of(spell_digits(digits))]) == digits
    assert read_digits(words_of(spell_phone(digits))) == digits


@settings(max_examples=80)
@given(st.lists(st.sampled_from([*DERMAYON, *INDONESIAN]), min_size=1, max_size=10))
def test_digits_of_both_languages_may_be_mixed(words):
    assert read_digits(words) == "".join(DIGIT_WORDS[word] for word in words)


def test_counting_in_dermayon():
    assert read_digits(words_of("siji loro telu papat lima nem pitu wolu sanga")) == "123456789"


def test_groups_are_read_as_they_are_written_and_also_one_by_one():
    assert digit_readings(words_of("kosong delapan dua belas tiga puluh empat")) == ("081234", "0812304")
    assert digit_readings(words_of("dobel lima satu")) == ("551",)
    assert digit_readings(words_of("nomornya delapan ratus dua puluh lima"))[0] == "825"


def test_a_check_digit_tells_the_readings_apart():
    code = next(
        code for n in range(1000, 9999) if valid_code(code := f"2025{n}") if code[:2] == "20" and code[2:4] == "25"
    )
    said = ["dua", "puluh", "dua", "puluh", "lima", *words_of(spell_digits(code[4:]))]
    assert [reading for reading in digit_readings(said) if valid_code(reading)] == [code]


@pytest.mark.parametrize("said", ["", "air mati", "satu dua mati", "eh anu"])
def test_what_holds_other_words_is_no_digits(said):
    assert digit_readings(words_of(said)) == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*sorted(NUMBER_WORDS), "dobel"]), max_size=30))
def test_readings_are_few_different_and_only_digits(words):
    readings = digit_readings(words)
    assert len(readings) <= MOST_READINGS
    assert len(set(readings)) == len(readings)
    assert all(re.fullmatch(r"\d+", reading) for reading in readings)


@settings(max_examples=60)
@given(st.integers(1_000_000, 9_999_999))
def test_a_ticket_code_read_out_is_heard_as_the_code(body):
    code = f"{body}{check_digit(str(body))}"
    assert valid_code(read_digits(words_of(spell_digits(code))))
