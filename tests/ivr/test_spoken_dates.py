"""The day that a caller means, seen from the day he calls."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.spoken_dates import DATE_PHRASES, LONGEST_AGO_DAYS, MONTHS, WEEKDAYS, read_date
from ivr.spoken_numbers import NUMBER_WORDS
from ivr.spoken_words import words_of
from speech.indonesian.moments import MONTHS as MONTH_NAMES
from speech.indonesian.numbers import spell

WEDNESDAY = date(2026, 5, 20)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("hari ini", "2026-05-20"),
        ("tadi pagi", "2026-05-20"),
        ("tadi malam", "2026-05-19"),
        ("eh anu kemarin pak", "2026-05-19"),
        ("wingi bengi", "2026-05-19"),
        ("kemarin lusa", "2026-05-18"),
        ("dua hari yang lalu", "2026-05-18"),
        ("sejak tiga minggu yang lalu", "2026-04-29"),
        ("telung dina lalu", "2026-05-17"),
        ("loro dina lalu", "2026-05-18"),
        ("minggu lalu", "2026-05-13"),
        ("seminggu yang lalu", "2026-05-13"),
        ("hari minggu", "2026-05-17"),
        ("sejak hari selasa", "2026-05-19"),
        ("rabu", "2026-05-20"),
        ("rabu lalu", "2026-05-13"),
        ("tanggal tiga mei", "2026-05-03"),
        ("tanggal dua puluh lima", "2026-04-25"),
        ("dua puluh lima desember", "2025-12-25"),
        ("tanggal dua puluh sembilan februari", "2024-02-29"),
        ("tiga bulan mei tahun dua ribu dua puluh lima", "2025-05-03"),
    ],
)
def test_days_as_people_say_them(said, day):
    found = read_date(words_of(said), WEDNESDAY)
    assert found == date.fromisoformat(day)


@pytest.mark.parametrize(
    "said",
    ["", "besok", "dua hari", "tanggal tiga puluh dua", "tanggal tiga puluh februari", "tiga", "mei",
     "kemarin air mati", "dua puluh mei dua ribu tiga puluh", "seribu minggu yang lalu", "tanggal mei"],
)  # fmt: skip
def test_what_names_no_day_or_one_to_come_is_none(said):
    assert read_date(words_of(said), WEDNESDAY) is None


@settings(max_examples=150)
@given(DAYS, st.integers(0, 20_000))
def test_a_full_date_is_read_back(today, back):
    day = max(today - timedelta(back), date(1900, 1, 1))
    said = f"tanggal {spell(day.day)} {MONTH_NAMES[day.month - 1]} {spell(day.year)}"
    assert read_date(words_of(said), today) == day


@settings(max_examples=100)
@given(DAYS, st.integers(0, 364))
def test_without_its_year_the_latest_such_day_is_meant(today, back):
    day = today - timedelta(back)
    assert read_date(words_of(f"{spell(day.day)} {MONTH_NAMES[day.month - 1]}"), today) == day


@settings(max_examples=80)
@given(DAYS, st.integers(0, 27))
def test_a_day_of_the_month_alone_is_the_last_one_that_was(today, back):
    day = today - timedelta(back)
    assert read_date(words_of(f"tanggal {spell(day.day)}"), today) == day


@settings(max_examples=80)
@given(DAYS, st.sampled_from(sorted(WEEKDAYS)))
def test_a_weekday_is_within_the_last_seven_days(today, name):
    day = read_date(("hari", name), today)
    assert day is not None
    assert day.weekday() == WEEKDAYS[name]
    assert 0 <= (today - day).days < 7


@settings(max_examples=60)
@given(DAYS, st.integers(1, LONGEST_AGO_DAYS))
def test_so_many_days_ago(today, count):
    assert read_date(words_of(f"{spell(count)} hari yang lalu"), today) == today - timedelta(count)


@settings(max_examples=200)
@given(DAYS, st.lists(st.sampled_from(sorted({*words_of(" ".join(DATE_PHRASES)), *NUMBER_WORDS, "air"})), max_size=8))
def test_whatever_is_said_no_day_to_come_is_read(today, words):
    day = read_date(words, today)
    assert day is None or day <= today


def test_the_months_are_those_that_our_prompts_say():
    assert [name.lower() for name in MONTH_NAMES] == list(MONTHS)
