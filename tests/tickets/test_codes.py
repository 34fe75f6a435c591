"""Ticket codes catch the slips of people who read out and type digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.codes import SERIALS, check_digit, grouped, new_code, valid_code

serials = st.integers(1, SERIALS - 1)


@given(serials)
def test_a_new_code_has_eight_digits_and_is_valid(serial):
    code = new_code(serial)
    assert len(code) == 8
    assert valid_code(code)


@given(serials, serials)
def test_two_serials_never_share_a_code(one, other):
    assert (new_code(one) == new_code(other)) == (one == other)


@given(serials, st.integers(0, 7), st.integers(1, 9))
def test_every_wrong_digit_is_caught(serial, place, shift):
    code = new_code(serial)
    wrong = str((int(code[place]) + shift) % 10)
    assert not valid_code(code[:place] + wrong + code[place + 1 :])


def test_every_swap_of_two_different_neighbours_is_caught():
    for serial in range(1, 4000):
        code = new_code(serial)
        for i in range(7):
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            assert swapped == code or not valid_code(swapped)


def test_the_check_digit_is_that_of_damms_thesis():
    assert check_digit("572") == 4


def test_codes_are_read_however_they_are_spaced():
    code = new_code(17)
    assert grouped(code) == f"{code[:4]} {code[4:]}"
    assert valid_code(grouped(code))
    assert valid_code(f"{code[:2]}-{code[2:5]}.{code[5:]}")


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "abcdefgh", "１２３４５６７８", "٠١٢٣٤٥٦٧"])
def test_what_is_no_code_is_not_valid(text):
    assert not valid_code(text)


@pytest.mark.parametrize("serial", [0, -1, SERIALS])
def test_a_serial_outside_the_range_is_refused(serial):
    with pytest.raises(ValueError, match="serial"):
        new_code(serial)
