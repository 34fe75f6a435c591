"""The clocks of 100,000 open tickets in one sweep, beside a peer that steps through the calendar day by day."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from tickets.clocks.deadlines import deadlines
from tickets.clocks.facts import ClockFacts
from tickets.clocks.office_calendar import ZONE, build_calendar, days_off
from tickets.clocks.office_plan import read_plan
from tickets.clocks.sla_file import load_table
from tickets.clocks.sweep_rules import due_step, next_look
from tickets.vocabulary import ComplaintType, Level

TICKETS = 100_000
PEER_SHARE = 50
"""The peer does first ticket of every so many."""
FIRST = datetime(2026, 1, 2, tzinfo=UTC)
NOW = datetime(2026, 8, 1, tzinfo=UTC)
DAY = timedelta(days=1)


class DayByDay:
    """The peer: the same questions, answered by stepping through the days and asking each whether it works."""

    def __init__(self, plan) -> None:
        self.plan, self.off = plan, days_off(plan)

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        hours = None if day in self.off else self.plan.hours_on(day)
        return hours and tuple(datetime.combine(day, clock, ZONE) for clock in hours)

    def days(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(ZONE).date()
        while True:
            if hours := self.hours(day):
                yield hours
            day += DAY

    def close_after(self, start: datetime, working_days: int) -> datetime:
        day = start.astimezone(ZONE).date()
        while working_days:
            day += DAY
            working_days -= bool(hours := self.hours(day))
        return hours[1].astimezone(UTC)

    def share_before(self, start: datetime, due: datetime, percent: int) -> datetime:
        return self.later_by(start, self.working_time(start, due) * percent // 100)

    def working_time(self, since: datetime, until: datetime) -> timedelta:
        worked = timedelta(0)
        for opens, closes in self.days(since):
            if opens >= until:
                return worked
            worked += max(min(closes, until) - max(opens, since), timedelta(0))
        raise AssertionError

    def later_by(self, moment: datetime, working: timedelta) -> datetime:
        if not working:
            return moment
        for opens, closes in self.days(moment):
            begin = max(opens, moment)
            if closes - begin >= working:
                return (begin + working).astimezone(UTC)
            working -= max(closes - begin, timedelta(0))
        raise AssertionError


def tickets(count: int) -> list[ClockFacts]:
    """Open tickets of half a year; four of five are forwarded, one of five has waited for its citizen."""
    chance = random.Random(11)
    return [ticket(chance) for _ in range(count)]


def ticket(chance: random.Random) -> ClockFacts:
    """One of them."""
    opened = FIRST + timedelta(minutes=chance.randrange(210 * 24 * 60))
    forwarded = opened + timedelta(minutes=chance.randrange(5000)) if chance.random() < 0.8 else None
    waits = ((opened + timedelta(hours=6), opened + timedelta(hours=60)),) if chance.random() < 0.2 else ()
    return ClockFacts(
        type=chance.choice(list(ComplaintType)),
        category=chance.choice(["air", "sosial", "kesehatan"]),
        agency="DPUPR",
        emergency=chance.random() < 0.02,
        opened_at=opened,
        level=(level := chance.choice([Level.AGENCY, Level.AGENCY, Level.DISKOMINFO])),
        level_since=opened if level is Level.AGENCY else opened + timedelta(days=9),
        forwarded_at=forwarded,
        pauses=waits,
    )


def looked_at(one: ClockFacts, table, calendar) -> tuple:
    """A ticket's limits, what is due now, and when to look again."""
    limits = deadlines(one, table, calendar)
    return limits, due_step(one, limits, NOW), next_look(one, limits)


def each_us(work: Callable[[ClockFacts], object], facts: list[ClockFacts]) -> float:
    """Processor time of the work for one ticket, in microseconds."""
    begin = time.process_time()
    for one in facts:
        work(one)
    return (time.process_time() - begin) / len(facts) * 1e6


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS
    plan, table, facts = read_plan(), load_table(), tickets(count)
    few = facts[::PEER_SHARE]
    calendar, peer = build_calendar(plan), DayByDay(plan)
    bare = each_us(lambda one: calendar.close_after(one.opened_at, 14), facts)
    slow_bare = each_us(lambda one: peer.close_after(one.opened_at, 14), few)
    ours = each_us(lambda one: looked_at(one, table, calendar), facts)
    theirs = each_us(lambda one: looked_at(one, table, peer), few)
    same = all(looked_at(one, table, calendar) == looked_at(one, table, peer) for one in few)
    print(f"{count} tickets; day by day the first of every {PEER_SHARE} only; same results: {same}")
    for what, fast, slow in (("14 working days", bare, slow_bare), ("limits, step, next look", ours, theirs)):
        print(
            f"{what}: {fast * count / 1e6:.2f} s, {fast:.1f} µs each; day by day {slow:.1f} µs; ratio {slow / fast:.0f}"
        )


if __name__ == "__main__":
    main()
