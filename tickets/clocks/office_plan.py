"""The offices' own file, holidays.toml: hours of work, seasons with other hours, days off added and removed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

from tickets.clocks.errors import EntryRepeated, KeyMissing, OrderWrong
from tickets.clocks.reading import Section, read_file
from tickets.reference.loader import FOLDER

PLAN_FILE = FOLDER / "holidays.toml"
FIRST_YEAR, LAST_YEAR = 2015, 2040
"""The years that the calendar covers."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_STRETCH = timedelta(days=92)
"""No holiday and no season of other hours is longer; a longer one is a slip of the pen."""

_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
_HOURS_EXAMPLE = '"07:30-16:00"'
_DATE_EXAMPLE = "2026-12-24"

Hours = Mapping[int, tuple[time, time]]
"""Opening and closing by weekday, 0 for Monday; a weekday that isn't there is free."""


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of days, both ends included, with hours of its own, as the fasting month."""

    name: str
    first: date
    last: date
    hours: Hours


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """All that holidays.toml says; `added` names each added day off, `removed` gives each removal's reason."""

    hours: Hours
    seasons: tuple[Season, ...] = ()
    added: Mapping[date, str] = field(default_factory=dict)
    removed: Mapping[date, str] = field(default_factory=dict)
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """Opening and closing on a day that is no day off, or None where the week has none."""
        season = next((season for season in self.seasons if season.first <= day <= season.last), None)
        return (season.hours if season else self.hours).get(day.weekday())


def read_plan(path: Path = PLAN_FILE) -> OfficePlan:
    """The file, checked. Raises a ClockFileError that names the entry, the fault and the cure."""
    whole = read_file(path)
    whole.only("hours", "season", "add", "remove")
    added, removed = _days(whole.entries("add"), "name"), _days(whole.entries("remove"), "reason")
    if both := sorted(added.keys() & removed.keys()):
        raise EntryRepeated(file=path, place="[[remove]]", what=f"{both[0]} ([[add]])")
    return OfficePlan(_hours(whole.section("hours")), _seasons(whole), added, removed)


def _hours(section: Section) -> Hours:
    section.only(*WEEKDAYS)
    found = {WEEKDAYS.index(key): _opening(section, key) for key in section.content}
    if not found:
        raise KeyMissing(file=section.file, place=section.place, key="monday", example=f"monday = {_HOURS_EXAMPLE}")
    return MappingProxyType(found)


def _opening(section: Section, key: str) -> tuple[time, time]:
    match = _HOURS.fullmatch(section.text(key, f"{key} = {_HOURS_EXAMPLE}"))
    if match is None:
        raise section.wrong(key, _HOURS_EXAMPLE)
    hours = [int(part) for part in match.groups()]
    opens, closes = time(hours[0], hours[1]), time(hours[2], hours[3])
    _in_order(section, f"{opens:%H:%M}", f"{closes:%H:%M}", later=closes > opens)
    return opens, closes


def _seasons(whole: Section) -> tuple[Season, ...]:
    found: list[Season] = []
    for section in whole.entries("season"):
        section.only("name", "from", "until", "hours")
        season = Season(_name(section, "name"), *_stretch(section, "from"), _hours(section.section("hours")))
        if rival := next((one for one in found if one.first <= season.last and season.first <= one.last), None):
            raise EntryRepeated(file=section.file, place=section.place, what=f"{season.first} ({rival.name})")
        found.append(season)
    return tuple(found)


def _days(sections: list[Section], why: str) -> Mapping[date, str]:
    found: dict[date, str] = {}
    for section in sections:
        section.only("date", "until", why)
        for day in _each(*_stretch(section, "date")):
            if day in found:
                raise EntryRepeated(file=section.file, place=section.place, what=str(day))
            found[day] = _name(section, why)
    return MappingProxyType(found)


def _stretch(section: Section, begin: str) -> tuple[date, date]:
    first = _date(section, begin)
    last = _date(section, "until") if begin == "from" or "until" in section.content else first
    _in_order(section, str(first), str(last), later=last >= first)
    if last - first > LONGEST_STRETCH:
        raise section.wrong("until", str(first + LONGEST_STRETCH))
    return first, last


def _date(section: Section, key: str) -> date:
    value = section.need(key, f"{key} = {_DATE_EXAMPLE}")
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise section.wrong(key, _DATE_EXAMPLE) from error
    if not isinstance(day, date) or isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise section.wrong(key, _DATE_EXAMPLE)
    return day


def _name(section: Section, key: str) -> str:
    return section.text(key, f'{key} = "Cuti Bersama Natal"')


def _in_order(section: Section, begin: str, end: str, *, later: bool) -> None:
    if not later:
        raise OrderWrong(file=section.file, place=section.place, begin=begin, end=end)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
