"""Pure: the day a caller means: "kemarin", "dua hari yang lalu", "hari selasa", "tanggal tiga mei".

Complaints are about what has happened, so a day without its year, month or week is the latest that is not yet to come.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from ivr.spoken_numbers import NUMBER_WORDS, read_count, read_number
from ivr.spoken_words import ABOUT_DATES, Words, without

MONTHS = {
    "januari": 1, "februari": 2, "maret": 3, "april": 4, "mei": 5, "juni": 6,
    "juli": 7, "agustus": 8, "september": 9, "oktober": 10, "november": 11, "desember": 12,
}  # fmt: skip
WEEKDAYS = {"senin": 0, "senen": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
DAYS_AGO = {
    ("sekarang",): 0, ("tadi",): 0, ("barusan",): 0, ("hari", "ini"): 0,
    ("tadi", "malam"): 1, ("tadi", "bengi"): 1, ("semalam",): 1,
    ("kemarin",): 1, ("kemaren",): 1, ("wingi",): 1, ("kemarin", "lusa"): 2, ("kemarin", "dulu"): 2,
    ("seminggu",): 7, ("minggu",): 7, ("sepekan",): 7,
}  # fmt: skip
"""Days back from today; the last row only with "lalu" behind it."""
ONLY_PAST = frozenset({("seminggu",), ("minggu",), ("sepekan",)})
PARTS_OF_DAY = frozenset({"pagi", "siang", "sore", "malam", "subuh", "bengi", "esuk", "baru", "saja"})
AGO = (("yang", "lalu"), ("lalu",))
DAYS_IN = {"hari": 1, "dina": 1, "minggu": 7, "pekan": 7}
LONGEST_AGO_DAYS = 3660
"""Ten years: beyond that a count of days is misheard."""
DATE_PHRASES = (
    *MONTHS, *WEEKDAYS, *(f"hari {day}" for day in WEEKDAYS), "kemarin", "kemarin lusa", "wingi", "hari ini",
    "tadi malam", "tadi pagi", "hari yang lalu", "minggu yang lalu", "minggu lalu", "tanggal", "tahun",
)  # fmt: skip
"""What a date is put together from, with the words of numbers."""


def read_date(words: Words, today: date) -> date | None:
    """The day that is meant, never after `today`; None if the words name no day, or one that never was.

    "minggu lalu" is a week ago, "hari minggu" the last Sunday.
    """
    plain = without(words, PARTS_OF_DAY)
    about = ABOUT_DATES - {"hari", "ini"}
    for reading in map(_days_back, (without(words, about), without(plain, about))):
        if reading is not None:
            return today - timedelta(reading)
    spoken = without(plain, ABOUT_DATES)
    return (
        _weekday(spoken, today) or _counted(without(plain, ABOUT_DATES - {"hari"}), today) or _calendar(spoken, today)
    )


def _days_back(words: Words) -> int | None:
    body, ago = _cut_ago(words)
    return None if body in ONLY_PAST and not ago else DAYS_AGO.get(body)


def _cut_ago(words: Words) -> tuple[tuple[str, ...], bool]:
    """The words before "yang lalu", and whether that was said."""
    for ending in AGO:
        if tuple(words[-len(ending) :]) == ending:
            return tuple(words[: -len(ending)]), True
    return tuple(words), False


def _weekday(words: Words, today: date) -> date | None:
    """The last such day; today only if the past is not asked for by "lalu"."""
    body, ago = _cut_ago(words)
    if len(body) != 1 or body[0] not in WEEKDAYS:
        return None
    back = (today.weekday() - WEEKDAYS[body[0]]) % 7
    return today - timedelta(back or (7 if ago else 0))


def _counted(words: Words, today: date) -> date | None:
    """ "dua hari yang lalu", "telung dina lalu"; without "lalu" it would be how long, not when."""
    body, ago = _cut_ago(words)
    if not ago or len(body) < 2 or body[-1] not in DAYS_IN:
        return None
    count = read_count(body[:-1])
    days = count * DAYS_IN[body[-1]] if count else 0
    return today - timedelta(days) if 0 < days <= LONGEST_AGO_DAYS else None


def _calendar(words: Words, today: date) -> date | None:
    """[tanggal] day [[bulan] month [[tahun] year]]."""
    left = without(words, ("tanggal", "bulan", "tahun"))
    size = next((place for place, word in enumerate(left) if word not in NUMBER_WORDS), len(left))
    day = read_number(left[:size])
    if day is None or (size == len(left) and "tanggal" not in words):
        return None
    if size == len(left):
        return _latest_day(day, today)
    month = MONTHS.get(left[size])
    if month is None:
        return None
    if not left[size + 1 :]:
        return _latest_in_month(day, month, today)
    year = read_number(left[size + 1 :])
    return _past(year, month, day, today) if year is not None else None


def _latest_day(day: int, today: date) -> date | None:
    """The last month that had this day, and had it already."""
    year, month = today.year, today.month
    for _ in range(12):
        if found := _past(year, month, day, today):
            return found
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def _latest_in_month(day: int, month: int, today: date) -> date | None:
    """This year's or an earlier one; 29 February may lie eight years back."""
    return next((found for back in range(9) if (found := _past(today.year - back, month, day, today))), None)


def _past(year: int, month: int, day: int, today: date) -> date | None:
    if not (date.min.year <= year <= today.year and 1 <= day <= monthrange(year, month)[1]):
        return None
    found = date(year, month, day)
    return found if found <= today else None
