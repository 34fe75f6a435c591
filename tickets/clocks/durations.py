"""How long a time limit is: in working days of the office, or in minutes and hours round the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from tickets.clocks.reading import Section

EXAMPLE = '"3 hari kerja", "15 menit" atau "24 jam"'
MOST_WORKING_DAYS = 1000
MOST_PLAIN = timedelta(days=366)

_FORM = re.compile(r"([1-9][0-9]{0,5}) (hari kerja|jam|menit)")
_UNIT = {"jam": timedelta(hours=1), "menit": timedelta(minutes=1)}


@dataclass(frozen=True, slots=True)
class Duration:
    """Either `working_days` (1 to 1000, `plain` is then zero) or a `plain` time of at most 366 days."""

    working_days: int = 0
    plain: timedelta = timedelta(0)

    @property
    def round_the_clock(self) -> bool:
        """True when nights and days off count like any other time."""
        return not self.working_days

    def __str__(self) -> str:
        """The form that the file takes: "3 hari kerja", "24 jam", "15 menit"."""
        if self.working_days:
            return f"{self.working_days} hari kerja"
        hours, minutes = divmod(self.plain // _UNIT["menit"], 60)
        return f"{hours * 60 + minutes} menit" if minutes else f"{hours} jam"


def read_duration(section: Section, key: str) -> Duration:
    """The duration that stands under `key`. Raises KeyMissing or ValueWrong."""
    match = _FORM.fullmatch(" ".join(section.text(key, f"{key} = {EXAMPLE}").lower().split()))
    if match is None:
        raise section.wrong(key, EXAMPLE)
    found = _duration(int(match[1]), match[2])
    if found.working_days > MOST_WORKING_DAYS or found.plain > MOST_PLAIN:
        raise section.wrong(key, EXAMPLE)
    return found


def _duration(amount: int, unit: str) -> Duration:
    return Duration(amount) if unit == "hari kerja" else Duration(plain=amount * _UNIT[unit])
