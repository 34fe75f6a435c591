"""From a ticket's facts to its time limits, and how they stand: pure.

When each clock runs
    forward  from the report (or reopening) until the ticket is forwarded to an agency
    answer   from forwarding until that agency acknowledges or answers
    solve    from the report until it is solved: the citizen has waited since then, whoever was slow
    rung     from the moment the ticket came to its rung, until it is acknowledged there, then until it is solved
    close    from the solution until the ticket closes itself
For an emergency they start no sooner than it became one. A wait for the citizen moves a limit by exactly the working
time (for limits round the clock: the plain time) of the wait that lies between the start and the limit itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tickets.clocks.calendar import RoundTheClock, TimeAxis, WorkingCalendar
from tickets.clocks.durations import Duration
from tickets.clocks.facts import Clock, ClockFacts, Deadlines, Limit, Standing, State
from tickets.clocks.sla_table import RungTimes, SlaTable
from tickets.model import Pause
from tickets.vocabulary import Level

Stretch = tuple[datetime, datetime]

ROUND_THE_CLOCK = RoundTheClock()

_URGENCY = {State.BREACHED: 0, State.WARNING: 1, State.ON_TIME: 2}


def deadlines(facts: ClockFacts, table: SlaTable, calendar: WorkingCalendar) -> Deadlines:
    """The time limits of a ticket. Raises CalendarEnds if one lies outside the calendar."""
    return _Timing(facts, table, calendar).deadlines()


def rules_version(table: SlaTable, calendar: WorkingCalendar) -> str:
    """Short, and another one whenever a limit, a rung's time, a working day or an hour of work has changed."""
    return f"{table.version}-{calendar.version}"


def standing(limit: Limit, found: Deadlines, calendar: WorkingCalendar, now: datetime) -> Standing:
    """How one of the limits stands at `now`. Raises CalendarEnds."""
    at = min(moment for moment in (limit.stopped_at, found.frozen_since, now) if moment is not None)
    axis = _axis(calendar, round_the_clock=limit.round_the_clock)
    left = axis.working_time(at, limit.due_at) - axis.working_time(limit.due_at, at)
    frozen, done = found.frozen_since is not None, limit.stopped_at is not None
    return Standing(limit.clock, limit.state(at), limit.due_at, left, limit.due_at - at, frozen, done)


def most_pressing(found: Deadlines, calendar: WorkingCalendar, now: datetime) -> Standing | None:
    """The running limit that stands worst, the sooner due before the later; None when nothing runs."""
    standings = [standing(limit, found, calendar, now) for limit in found.running()]
    return min(standings, key=lambda one: (_URGENCY[one.state], one.due_at), default=None)


class _Timing:
    """The making of one ticket's limits."""

    def __init__(self, facts: ClockFacts, table: SlaTable, calendar: WorkingCalendar) -> None:
        self.facts, self.calendar = facts, calendar
        self.limits = table.limits_for(facts.type, facts.category, facts.agency, emergency=facts.urgent)
        self.ladder = table.ladder[facts.urgent]
        self.pauses, self.frozen_since = _settled(facts.pauses)
        self.over = _earliest(facts.resolved_at, facts.ended_at)
        urgent_since = facts.emergency_since if facts.urgent else None
        self.start = _latest(facts.opened_at, urgent_since)
        self.rung_start = _latest(facts.level_since, urgent_since)

    def deadlines(self) -> Deadlines:
        facts, limits = self.facts, self.limits
        forwarded = facts.forwarded_at
        forward = self.limit(Clock.FORWARD, self.start, limits.forward, forwarded)
        answer = None
        if forwarded is not None:
            since = max(forwarded, self.start)
            answer = self.limit(Clock.ANSWER, since, limits.answer, _not_before(since, facts.answered_at))
        solve = self.limit(Clock.SOLVE, self.start, limits.solve, None)
        rung = self.rung([limit for limit in (forward, answer, solve) if limit and limit.stopped_at is None], solve)
        close = None
        if facts.resolved_at is not None:
            _, due_at = self.moments(facts.resolved_at, limits.close)
            plain = limits.close.round_the_clock
            close = Limit(Clock.CLOSE, facts.resolved_at, due_at, due_at, facts.ended_at, plain)
        return Deadlines(forward, answer, solve, rung, close, self.frozen_since)

    def rung(self, running: list[Limit], solve: Limit) -> Limit | None:
        """The rung's own limit, unless the ticket's own limits decide when it goes up."""
        times = self.ladder.get(self.facts.level)
        if times is None or not running:
            return None
        came_late = any(limit.due_at <= self.facts.level_since for limit in running)
        return self.own_time(times, solve) if came_late or self.facts.level is not Level.AGENCY else None

    def own_time(self, times: RungTimes, solve: Limit) -> Limit | None:
        since = self.rung_start
        acknowledged = any(_not_before(since, at) for at in (self.facts.acknowledged_at, self.facts.answered_at))
        limit = self.limit(Clock.RUNG, since, times.solve if acknowledged else times.answer, None)
        return None if acknowledged and solve.due_at > limit.due_at else limit

    def limit(self, clock: Clock, since: datetime, allowed: Duration, done: datetime | None) -> Limit:
        """A limit of work, stopped when its own work is done or all is over."""
        warn_at, due_at = self.moments(since, allowed)
        stopped_at = _earliest(done, self.over) if self.over else done
        return Limit(clock, since, warn_at, due_at, stopped_at, allowed.round_the_clock)

    def moments(self, since: datetime, allowed: Duration) -> Stretch:
        """When to warn and when it is due."""
        percent = self.limits.warn_percent
        if allowed.round_the_clock:
            warn_at, due_at = since + allowed.plain * percent // 100, since + allowed.plain
        else:
            due_at = self.calendar.close_after(since, allowed.working_days)
            warn_at = self.calendar.share_before(since, due_at, percent)
        if not self.pauses:
            return warn_at, due_at
        axis = _axis(self.calendar, round_the_clock=allowed.round_the_clock)
        return _moved(warn_at, since, self.pauses, axis), _moved(due_at, since, self.pauses, axis)


def _axis(calendar: WorkingCalendar, *, round_the_clock: bool) -> TimeAxis:
    return ROUND_THE_CLOCK if round_the_clock else calendar


def _moved(moment: datetime, since: datetime, pauses: list[Stretch], axis: TimeAxis) -> datetime:
    """The moment, later by what the pauses before it took from the time since `since`."""
    moved, waited = moment, timedelta(0)
    for begin, end in pauses:
        if begin >= moved:
            break
        waited += axis.working_time(max(begin, since), end)
        moved = axis.later_by(moment, waited)
    return moved


def _settled(pauses: tuple[Pause, ...]) -> tuple[list[Stretch], datetime | None]:
    """The finished pauses in order, without overlap, and the beginning of the one that lasts."""
    if not pauses:
        return [], None
    frozen_since = min((begin for begin, end in pauses if end is None), default=None)
    finished = sorted((begin, end) for begin, end in pauses if end is not None and end > begin)
    return list(_apart(finished, frozen_since)), frozen_since


def _apart(finished: list[Stretch], frozen_since: datetime | None) -> Iterator[Stretch]:
    until = None
    for begin, end in finished:
        begin = begin if until is None else max(begin, until)
        end = end if frozen_since is None else min(end, frozen_since)
        if end > begin:
            yield begin, end
            until = end


def _not_before(since: datetime, moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment >= since else None


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _latest(moment: datetime, other: datetime | None) -> datetime:
    return moment if other is None else max(moment, other)
