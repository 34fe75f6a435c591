"""Building the working calendar: the nation's holidays, the offices' own file, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tickets.clocks.calendar import WorkingCalendar, WorkingDay
from tickets.clocks.office_plan import PLAN_FILE, OfficePlan, read_plan
from tickets.local_time import JAKARTA

_COLLECTIVE_LEAVE = "cuti bersama"
_ESTIMATED = "(perkiraan)"
"""What the library of holidays appends to a date that follows a sighting of the moon still to come."""


def load_calendar(path: Path = PLAN_FILE) -> WorkingCalendar:
    """The working calendar after the file at `path`. Raises a ClockFileError if the file is wrong."""
    return build_calendar(read_plan(path))


def build_calendar(plan: OfficePlan) -> WorkingCalendar:
    """The working calendar of a plan: a day works if the plan gives it hours and it is no day off."""
    off = days_off(plan)
    bounds = _moment(date(plan.first_year, 1, 1)), _moment(date(plan.last_year + 1, 1, 1))
    return WorkingCalendar(list(_working_days(plan, off)), bounds, off)


def days_off(plan: OfficePlan) -> Mapping[date, str]:
    """Every day off with its name: public holidays and collective leave, less those removed, plus those added."""
    national = national_days_off(plan.first_year, plan.last_year)
    kept = {day: name for day, name in national.items() if day not in plan.removed}
    return MappingProxyType(dict(sorted({**kept, **plan.added}.items())))


@cache
def national_days_off(first_year: int, last_year: int) -> Mapping[date, str]:
    """Indonesian public holidays and collective leave (cuti bersama) of these years, named in Indonesian."""
    import holidays  # here, because it takes longer than all the rest of this room

    years = range(first_year, last_year + 1)
    found = holidays.country_holidays("ID", years=years, language="id", categories=("public", "government"))
    return MappingProxyType({day: found[day] for day in sorted(found)})


def remarks(plan: OfficePlan, year: int) -> tuple[str, ...]:
    """What the administrator should look at in `year`, one Indonesian sentence each.

    Removals that remove nothing, a year without collective leave (the joint decree of the three ministers isn't
    entered yet), and holidays whose date is only an estimate.
    """
    off = {day: name for day, name in days_off(plan).items() if day.year == year}
    return (*_idle_removals(plan, year), *_missing_leave(off, year), *_estimates(off))


def _idle_removals(plan: OfficePlan, year: int) -> Iterator[str]:
    national = national_days_off(plan.first_year, plan.last_year)
    for day in sorted(plan.removed):
        if day.year == year and day not in national:
            yield f"[[remove]] {day} tidak berpengaruh: hari itu memang bukan hari libur; periksa tanggalnya."


def _missing_leave(off: Mapping[date, str], year: int) -> Iterator[str]:
    if not any(_COLLECTIVE_LEAVE in name.lower() for name in off.values()):
        yield f"Cuti bersama {year} belum ada; tambahkan [[add]] menurut SKB tiga menteri."


def _estimates(off: Mapping[date, str]) -> Iterator[str]:
    for day, name in off.items():
        if _ESTIMATED in name:
            yield f"{name} pada {day} masih perkiraan; cocokkan dengan SKB tiga menteri."


def _working_days(plan: OfficePlan, off: Mapping[date, str]) -> Iterator[WorkingDay]:
    day, end = date(plan.first_year, 1, 1), date(plan.last_year + 1, 1, 1)
    while day < end:
        if day not in off and (hours := plan.hours_on(day)):
            yield WorkingDay(_moment(day), _moment(day, hours[0]), _moment(day, hours[1]))
        day += timedelta(days=1)


def _moment(day: date, clock: time = time.min) -> datetime:
    return datetime.combine(day, clock, JAKARTA).astimezone(UTC)
