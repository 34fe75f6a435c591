"""The working calendar: which days and hours the offices work, and working time counted on them.

How working days are counted: the day on which a clock starts never counts, at whatever hour and whether or not it is a
working day; day number one is the next working day, and the time is up when the offices close on the last one. So a
complaint of Friday evening with three working days is due on Wednesday at closing time, as one of Friday morning is.
This is the customary reading of "within n working days" in Indonesian administration; it gives the citizen's promise a
moment within office hours, never midnight.

Breaks at noon are not taken out: the counters are open then.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple, Protocol

from tickets.clocks.errors import CalendarEnds

VERSION_LENGTH = 10


class WorkingDay(NamedTuple):
    """A day on which the offices work: its midnight, opening and closing, aware UTC."""

    midnight: datetime
    opens: datetime
    closes: datetime


class TimeAxis(Protocol):
    """A way of counting time: working hours only, or all hours."""

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """The time that counts between two moments; zero if `until` isn't later."""

    def later_by(self, moment: datetime, working: timedelta) -> datetime:
        """The moment by which so much time that counts has passed."""


class RoundTheClock:
    """The clock of emergencies: every minute counts, nights and days off too."""

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """The plain time between two moments; zero if `until` isn't later."""
        return max(until - since, timedelta(0))

    def later_by(self, moment: datetime, working: timedelta) -> datetime:
        """The moment so much later."""
        return moment + working


class WorkingCalendar:
    """Working days from `first_year` to `last_year`, added up beforehand so that every question is one bisection.

    `days_off` names the public holidays and collective leave in it. `version` changes whenever any working day or
    hour changes, and only then. All moments in and out are aware; those given out are UTC.
    """

    def __init__(
        self, days: Sequence[WorkingDay], bounds: tuple[datetime, datetime], days_off: Mapping[date, str]
    ) -> None:
        self._midnights = [day.midnight for day in days]
        self._opens = [day.opens for day in days]
        self._closes = [day.closes for day in days]
        self._lengths = [day.closes - day.opens for day in days]
        self._first, self._last = bounds
        self._worked = list(accumulate(self._lengths, initial=timedelta(0)))
        self._ended = self._worked[1:]
        self.days_off = days_off
        self.version = _digest(self._opens, self._closes)

    def close_after(self, start: datetime, working_days: int) -> datetime:
        """When the offices close on working day number `working_days` (1 or more) after the day of `start`.

        Raises CalendarEnds.
        """
        self._check(start)
        index = bisect_right(self._midnights, start) + working_days - 1
        if index >= len(self._closes):
            raise self._ends(start)
        return self._closes[index]

    def share_before(self, start: datetime, due: datetime, percent: int) -> datetime:
        """The moment by which `percent` of the working time from `start` to `due` has passed. Raises CalendarEnds."""
        worked = self._worked_by(start)
        return self._worked_at(worked + (self._worked_by(due) - worked) * percent // 100, start)

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        """How much of the time from `since` to `until` lies in working hours; zero if `until` isn't later.

        Raises CalendarEnds.
        """
        return self._worked_by(until) - self._worked_by(since) if until > since else timedelta(0)

    def later_by(self, moment: datetime, working: timedelta) -> datetime:
        """The earliest moment by which `working` time has passed since `moment`; `moment` itself for zero.

        It lies within working hours, at closing time rather than at the next opening. Raises CalendarEnds.
        """
        return self._worked_at(self._worked_by(moment) + working, moment) if working else moment

    def _worked_at(self, total: timedelta, start: datetime) -> datetime:
        index = bisect_left(self._ended, total)
        if index >= len(self._ended):
            raise self._ends(start)
        return self._opens[index] + (total - self._worked[index])

    def _worked_by(self, moment: datetime) -> timedelta:
        self._check(moment)
        index = bisect_right(self._opens, moment) - 1
        if index < 0:
            return timedelta(0)
        return self._worked[index] + min(moment - self._opens[index], self._lengths[index])

    def _check(self, moment: datetime) -> None:
        if not self._first <= moment < self._last:
            raise self._ends(moment)

    def _ends(self, moment: datetime) -> CalendarEnds:
        return CalendarEnds(
            moment=moment.isoformat(timespec="minutes"), first=self._midnights[0].year, last=self._last.year
        )


def _digest(opens: Iterable[datetime], closes: Iterable[datetime]) -> str:
    text = ",".join(f"{a.isoformat()}/{b.isoformat()}" for a, b in zip(opens, closes, strict=True))
    return sha256(text.encode()).hexdigest()[:VERSION_LENGTH]
