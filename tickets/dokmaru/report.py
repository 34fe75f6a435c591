"""The monthly report of home visits, counted from their rows: pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

from tickets.dokmaru.errors import InvalidMonth
from tickets.dokmaru.model import Visit
from tickets.dokmaru.vocabulary import RedFlag, VisitStatus
from tickets.local_time import JAKARTA

AGE_GROUPS: tuple[tuple[int, str], ...] = ((5, "0-4"), (18, "5-17"), (60, "18-59"))
"""The age in years below which each group ends; who is older is lansia (from 60, UU 13/1998)."""
ELDERLY = "60+"
UNKNOWN = "tidak tahu"

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in Indramayu's time: [start, end), aware."""

    name: str
    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether the moment lies in it."""
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Count:
    """Visits reported, made (served) and referred to a hospital within the month, each by its own moment."""

    reported: int = 0
    served: int = 0
    referred: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A month of Dokmaru. `by` holds counts per puskesmas, kecamatan, channel, sex and age group, by the same codes.

    `median_min` and `p90_min` are minutes from report to visit over the visits made in the month, None without any; the
    90th percentile is the nearest rank: the smallest time that at least 90 % of them don't exceed.
    """

    month: str
    total: Count
    by: dict[str, dict[str, Count]]
    handed_over_119: int
    cancelled: int
    open_at_end: int
    red_flags: dict[str, int]
    median_min: float | None
    p90_min: float | None


DIMENSIONS: dict[str, Callable[[Visit], str | None]] = {
    "puskesmas": lambda visit: visit.puskesmas,
    "kecamatan": lambda visit: visit.kecamatan,
    "channel": lambda visit: visit.channel,
    "sex": lambda visit: visit.patient_sex,
    "age_group": lambda visit: age_group(visit.patient_age),
}


def month_of(text: str) -> Month:
    """The month written as "2026-10". Raises InvalidMonth."""
    match = _MONTH.fullmatch(text.strip())
    if match is None:
        raise InvalidMonth(month=text[:20])
    year, month = int(match[1]), int(match[2])
    start = datetime(year, month, 1, tzinfo=JAKARTA)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=JAKARTA)
    return Month(match.group(), start, end)


def monthly_report(visits: Sequence[Visit], month: Month) -> Report:
    """Count a month from all visits that were alive in it; others among them don't change the figures.

    A red flag counts for the month in which its visit was reported; open are those reported before the month's end and
    not over by then.
    """
    ended = [visit for visit in visits if month.holds(visit.closed_at)]
    minutes = list(_minutes_to_visit(visits, month))
    return Report(
        month.name,
        _count(visits, month),
        {name: _counts_by(visits, month, key) for name, key in DIMENSIONS.items()},
        sum(visit.status is VisitStatus.HANDED_OVER for visit in ended),
        sum(visit.status is VisitStatus.CANCELLED for visit in ended),
        sum(visit.created_at < month.end and not _over_by(visit, month.end) for visit in visits),
        _red_flags(visits, month),
        round(median(minutes), 1) if minutes else None,
        round(nearest_rank(minutes, 90), 1) if minutes else None,
    )


def age_group(age: int | None) -> str:
    """The group that an age in years falls into."""
    if age is None:
        return UNKNOWN
    return next((name for below, name in AGE_GROUPS if age < below), ELDERLY)


def nearest_rank(values: Sequence[float], percent: int) -> float:
    """The smallest of the values that at least `percent` % of them don't exceed."""
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]


def lines_of(report: Report) -> list[tuple[str, str, str, int | float | None]]:
    """The report as lines of a table: part, key, measure, value; each figure once."""
    lines: list[tuple[str, str, str, int | float | None]] = list(_count_lines("total", "", report.total))
    for part, counts in report.by.items():
        lines += [line for key, count in counts.items() for line in _count_lines(part, key, count)]
    lines += [("red_flag", flag, "reported", number) for flag, number in report.red_flags.items()]
    singles = ("handed_over_119", "cancelled", "open_at_end", "median_min", "p90_min")
    return lines + [("total", "", name, getattr(report, name)) for name in singles]


def _count_lines(part: str, key: str, count: Count) -> Iterable[tuple[str, str, str, int]]:
    return ((part, key, name, getattr(count, name)) for name in ("reported", "served", "referred"))


def _counts_by(visits: Sequence[Visit], month: Month, key: Callable[[Visit], str | None]) -> dict[str, Count]:
    groups: dict[str, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(str(key(visit) or UNKNOWN), []).append(visit)
    counts = {name: _count(group, month) for name, group in sorted(groups.items())}
    return {name: count for name, count in counts.items() if count != Count()}


def _count(visits: Sequence[Visit], month: Month) -> Count:
    return Count(
        sum(month.holds(visit.created_at) for visit in visits),
        sum(month.holds(visit.visited_at) for visit in visits),
        sum(month.holds(visit.referred_at) for visit in visits),
    )


def _red_flags(visits: Sequence[Visit], month: Month) -> dict[str, int]:
    told = Counter(flag for visit in visits if month.holds(visit.created_at) for flag in visit.red_flags)
    return {flag.value: told[flag] for flag in RedFlag}


def _over_by(visit: Visit, moment: datetime) -> bool:
    return visit.closed_at is not None and visit.closed_at < moment


def _minutes_to_visit(visits: Iterable[Visit], month: Month) -> Iterator[float]:
    for visit in visits:
        if visit.visited_at is not None and month.holds(visit.visited_at):
            yield (visit.visited_at - visit.created_at).total_seconds() / 60
