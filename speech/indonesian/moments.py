"""Moments as they are spoken: dates and times of the clock."""

import re

from speech.indonesian.numbers import spell
from speech.indonesian.rules import Rule, rule

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7,
    "Agt": 8, "Ags": 8, "Agu": 8, "Sep": 9, "Sept": 9, "Okt": 10, "Nov": 11, "Des": 12,
}  # fmt: skip
CENTURY = 2000
CLOCK = r"([01]?\d|2[0-4])[.:]([0-5]\d)"
COLON_CLOCK = CLOCK.replace("[.:]", ":")
TO = r"\s?(?:[-–]|s\.?d\.?|s/d|sampai(?: dengan)?(?: pukul| jam)?)\s?"
AT = r"(?:(?<=[Pp]ukul )|(?<=[Jj]am ))"
ZONE = r"(?=\s?(?:WIB|WITA|WIT)\b)"


def clock_time(hour: str, minute: str) -> str:
    """Read a time of the clock: "delapan lewat tiga puluh menit"; the full hour is said without more."""
    past = f" lewat {spell(int(minute))} menit" if int(minute) else ""
    return f"{spell(int(hour))}{past}"


def _clock(match: re.Match[str]) -> str:
    return clock_time(match[1], match[2])


def _clock_range(match: re.Match[str]) -> str:
    return f"{clock_time(match[1], match[2])} sampai {clock_time(match[3], match[4])}"


def _date(day: str, month: int, year: str) -> str | None:
    if not (1 <= int(day) <= 31 and 1 <= month <= len(MONTHS)):
        return None
    return f"{spell(int(day))} {MONTHS[month - 1]} {spell(int(year) + (CENTURY if len(year) == 2 else 0))}"


def _day_first(match: re.Match[str]) -> str:
    return _date(match[1], int(match[3]), match[4]) or match[0]


def _year_first(match: re.Match[str]) -> str:
    return _date(match[3], int(match[2]), match[1]) or match[0]


def _short_month(match: re.Match[str]) -> str:
    return f"{match[1]} {MONTHS[SHORT_MONTHS[match[2]] - 1]}"


MOMENTS: tuple[Rule, ...] = (
    rule(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-]\d|\d)", _day_first),
    rule(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _year_first),
    rule(rf"\b(\d{{1,2}}) ({'|'.join(SHORT_MONTHS)})\b\.?", _short_month),
    rule(rf"{AT}{CLOCK}{TO}{CLOCK}\b", _clock_range),
    rule(rf"\b{CLOCK}{TO}{CLOCK}{ZONE}", _clock_range),
    rule(rf"\b{COLON_CLOCK}{TO}{COLON_CLOCK}\b", _clock_range),
    rule(rf"{AT}{CLOCK}\b", _clock),
    rule(rf"\b{CLOCK}{ZONE}", _clock),
    rule(rf"\b{COLON_CLOCK}\b", _clock),
)
