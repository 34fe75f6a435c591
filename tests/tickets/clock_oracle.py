"""The clocks worked out the slow and obvious way: a walk minute by minute over days off written down by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction
from functools import cache
from itertools import takewhile

WIB = timezone(timedelta(hours=7))
MINUTE = timedelta(minutes=1)

# From the joint decrees of the three ministers, not from the library under test.
_TEXT = """
2025-12-25 2025-12-26
2026-01-01 2026-01-16 2026-02-16 2026-02-17 2026-03-18 2026-03-19 2026-03-20 2026-03-21 2026-03-22 2026-03-23
2026-03-24 2026-04-03 2026-04-05 2026-05-01 2026-05-14 2026-05-15 2026-05-27 2026-05-28 2026-05-31 2026-06-01
2026-06-16 2026-08-17 2026-08-25 2026-12-24 2026-12-25 2027-01-01 2027-01-05
"""
DAYS_OFF = {date.fromisoformat(day) for day in _TEXT.split()}
RAMADAN = date(2026, 2, 19), date(2026, 3, 20)


def wib(text: str) -> datetime:
    """A time of the wall clock in Indramayu, as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(UTC)


def office(day: date) -> tuple[time, time] | None:
    """When the offices open and close on that day."""
    if day.weekday() > 4 or day in DAYS_OFF:
        return None
    friday = day.weekday() == 4
    if RAMADAN[0] <= day <= RAMADAN[1]:
        return time(8), time(15, 30) if friday else time(15)
    return time(7, 30), time(16, 30) if friday else time(16)


@cache
def office_minutes_of(day: date) -> list[datetime]:
    """The minutes of office hours of one day."""
    if not (hours := office(day)):
        return []
    minute, closes = (datetime.combine(day, clock, WIB).astimezone(UTC) for clock in hours)
    return [minute + number * MINUTE for number in range((closes - minute) // MINUTE)]


def office_minutes(start: datetime) -> Iterator[datetime]:
    """Every minute of office hours that begins at `start` or later."""
    day = start.astimezone(WIB).date()
    yield from (minute for minute in office_minutes_of(day) if minute >= start)
    while True:
        day += timedelta(days=1)
        yield from office_minutes_of(day)


def plain_minutes(start: datetime) -> Iterator[datetime]:
    """Every minute from `start` on."""
    while True:
        yield start
        start += MINUTE


def close_of_working_day(start: datetime, days: int) -> datetime:
    """The close of the `days`-th working day after the day of `start`."""
    day = start.astimezone(WIB).date()
    while days:
        day += timedelta(days=1)
        days -= office(day) is not None
    return datetime.combine(day, office(day)[1], WIB)


def walked(minutes: Iterator[datetime], budgets: list[Fraction], pauses) -> Iterator[datetime]:
    """The moments by which so many minutes outside the pauses have gone by, for each of the rising `budgets`."""
    gone = 0
    for minute in minutes:
        if pauses and any(begin <= minute < end for begin, end in pauses):
            continue
        gone += 1
        while budgets and gone >= budgets[0]:
            yield minute + timedelta(microseconds=int((budgets.pop(0) - gone + 1) * 60_000_000))
        if not budgets:
            return


def working_minutes(start: datetime, until: datetime) -> int:
    """How many minutes of office hours lie between."""
    return sum(1 for _ in takewhile(lambda minute: minute < until, office_minutes(start)))


def closed_pauses(pauses):
    """The pauses as they count for a limit: those that ended, and none of what overlaps the one that lasts."""
    frozen = min((begin for begin, end in pauses if end is None), default=None)
    ended = [(begin, end) for begin, end in pauses if end is not None]
    return ended if frozen is None else [(begin, min(end, frozen)) for begin, end in ended]


def limit_by_hand(since: datetime, allowed, percent: int, pauses=()) -> tuple[datetime, datetime]:
    """When to warn and when it is due, by walking; `allowed` is a Duration of whole minutes or working days."""
    counted = closed_pauses(pauses)
    if allowed.working_days:
        budget = working_minutes(since, close_of_working_day(since, allowed.working_days))
        walk = office_minutes
    else:
        budget, walk = allowed.plain // MINUTE, plain_minutes
    warn_at, due_at = walked(walk(since), [Fraction(budget * percent, 100), Fraction(budget)], counted)
    return warn_at, due_at
