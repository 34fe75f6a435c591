"""A citizen's number: what is refused, what only warns, and what it proposes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.nik import NikWarning, Sex, read_nik
from tickets.nik_errors import InvalidNik
from tickets.reference.loader import kecamatan

TODAY = date(2026, 10, 1)
HOME = sorted(kecamatan())


@pytest.mark.parametrize(
    ("text", "sex", "birth", "region", "warnings"),
    [
        ("3212150101009999", Sex.MALE, date(2000, 1, 1), "32.12.15", ()),
        ("3212154101009999", Sex.FEMALE, date(2000, 1, 1), "32.12.15", ()),
        ("3212317112859999", Sex.FEMALE, date(1985, 12, 31), "32.12.31", ()),
        ("3212152902009999", Sex.MALE, date(2000, 2, 29), "32.12.15", ()),
        ("3212320101009999", Sex.MALE, date(2000, 1, 1), "32.12.32", (NikWarning.UNKNOWN_KECAMATAN,)),
        ("3209120101009999", Sex.MALE, date(2000, 1, 1), "32.09.12", (NikWarning.FOREIGN_REGION,)),
        (" 3212 1501-0100.0001 ", Sex.MALE, date(2000, 1, 1), "32.12.15", ()),
    ],
)
def test_a_valid_number_proposes_birth_and_sex(text, sex, birth, region, warnings):
    nik = read_nik(text, TODAY)
    assert (nik.sex, nik.birth, nik.region, nik.warnings) == (sex, birth, region, warnings)
    assert len(nik.digits) == 16


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3212153102009999", "date"),
        ("3212157201009999", "date"),
        ("3212158101009999", "date"),
        ("3212150001009999", "date"),
        ("3212154001009999", "date"),
        ("3212150113009999", "date"),
        ("3212152902019999", "date"),
        ("3212150101000000", "serial"),
        ("321215010100999", "16"),
        ("32121501010099991", "16"),
        ("", "16"),
        ("3212150101OO9999", "16"),
        ("٣٢١٢١٥٠١٠١٠٠٩٩٩٩", "16"),
        ("0012150101009999", "region"),
        ("3200150101009999", "region"),
        ("3212000101009999", "region"),
        ("1012150101009999", "region"),
    ],
)
def test_an_impossible_number_is_refused_without_repeating_it(text, reason):
    with pytest.raises(InvalidNik) as caught:
        read_nik(text, TODAY)
    assert reason in caught.value.english
    assert not text or text not in f"{caught.value} {caught.value.english}"


def test_a_year_that_would_lie_ahead_is_of_the_last_century():
    assert read_nik("3212150110260001", TODAY).birth == date(2026, 10, 1)
    assert read_nik("3212150210260001", TODAY).birth == date(1926, 10, 2)


def test_age_counts_full_years():
    nik = read_nik("3212150210800001", TODAY)
    assert nik.age_on(date(2026, 10, 1)) == 45
    assert nik.age_on(date(2026, 10, 2)) == 46


@given(
    st.dates(date(1927, 1, 1), TODAY),
    st.sampled_from(Sex),
    st.sampled_from(HOME),
    st.integers(min_value=1, max_value=9999),
)
def test_every_number_that_can_be_issued_here_is_read_back(birth, sex, region, serial):
    day = birth.day + (40 if sex is Sex.FEMALE else 0)
    text = f"{region.replace('.', '')}{day:02}{birth:%m%y}{serial:04}"
    nik = read_nik(text, TODAY)
    assert (nik.birth, nik.sex, nik.region, nik.warnings) == (birth, sex, region, ())
    assert 0 <= nik.age_on(TODAY) < 100


@given(st.text(alphabet="0123456789", min_size=16, max_size=16) | st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        nik = read_nik(text, TODAY)
    except InvalidNik:
        return
    assert nik.birth <= TODAY
    assert len(nik.digits) == 16
    assert nik.digits.isascii()
