"""What falls due when: warnings, the next rung of the ladder, closing by itself. Pure, one step at a time.

The ladder is OPD, Diskominfo, Bupati. From the OPD a ticket goes up as soon as one of its limits passes; from
Diskominfo when that rung's own time has passed. A rung's time begins when the ticket gets there, so that no outage and
no late sweep makes it skip a rung or cross two at once. While a ticket waits for the citizen nothing is due.

A sweep asks `due_step` until it answers None, taking each step in a transaction of its own: a step changes the facts
(the level and its moment, the marks of what people have been told, the end), and then it is not due again.
Whoever asks twice with the same facts hears the same step twice, never the one after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tickets.clocks.facts import Clock, ClockFacts, Deadlines, Limit, State
from tickets.transitions import LEVEL_ABOVE
from tickets.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell the present rung that a limit is near (WARNING) or has passed (BREACHED); `mark` goes into `warned`."""

    clock: Clock
    state: State
    mark: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """Bring the ticket up to `to`, because `clock` has passed; `mark` goes into `warned`."""

    clock: Clock
    to: Level
    mark: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close the solved ticket: the citizen hasn't replied in time."""


Step = Warn | Escalate | Close


class Look(NamedTuple):
    """When to look at the ticket again: at `at`, `clock` will stand at `state`.

    For Clock.CLOSE, BREACHED means that the time for a reply is over.
    """

    at: datetime
    clock: Clock
    state: State


def due_step(facts: ClockFacts, found: Deadlines, now: datetime) -> Step | None:
    """The one thing to do at `now`, going up before telling of a breach, that before a warning; None if nothing is due.

    It is None exactly as long as `next_look` lies after `now`.
    """
    if _at_rest(facts, found):
        return None
    if found.close is not None:
        return Close() if found.close.due_at <= now else None
    passed = _deciding(facts, found)
    if passed is not None and passed.due_at <= now:
        return Escalate(passed.clock, LEVEL_ABOVE[facts.level], passed.mark(State.BREACHED))
    due = [(limit, state) for at, limit, state in _tellings(facts, found) if at <= now]
    if not due:
        return None
    limit, state = min(due, key=lambda one: one[1] is not State.BREACHED)
    return Warn(limit.clock, state, limit.mark(state))


def next_look(facts: ClockFacts, found: Deadlines) -> Look | None:
    """The next moment at which `due_step` has something to do, in the past if it has already; None if there is none.

    There is none while the ticket waits for the citizen, after its end, and at the top rung once all is told.
    """
    if _at_rest(facts, found):
        return None
    if found.close is not None:
        return Look(found.close.due_at, Clock.CLOSE, State.BREACHED)
    looks = [Look(at, limit.clock, state) for at, limit, state in _tellings(facts, found)]
    if (passed := _deciding(facts, found)) is not None:
        looks.append(Look(passed.due_at, passed.clock, State.BREACHED))
    return min(looks, key=lambda look: look.at, default=None)


def _at_rest(facts: ClockFacts, found: Deadlines) -> bool:
    return facts.ended_at is not None or found.frozen_since is not None


def _deciding(facts: ClockFacts, found: Deadlines) -> Limit | None:
    """The limit whose passing brings the ticket up."""
    if facts.level not in LEVEL_ABOVE:
        return None
    return min(_candidates(facts, found), key=lambda limit: limit.due_at, default=None)


def _candidates(facts: ClockFacts, found: Deadlines) -> Iterator[Limit]:
    """At the OPD every limit that passes while it is there; above it the rung's own, or else the solution's."""
    for limit in found.running():
        if limit.clock is Clock.RUNG:
            yield limit
        elif facts.level is Level.AGENCY:
            if limit.due_at > facts.level_since:
                yield limit
        elif limit.clock is Clock.SOLVE and found.rung is None:
            yield limit


def _tellings(facts: ClockFacts, found: Deadlines) -> Iterator[tuple[datetime, Limit, State]]:
    """What people are still to be told, and from when on; nobody is warned of what he knows to have passed."""
    told = facts.warned
    for limit in found.running():
        if not told or limit.mark(State.BREACHED) not in told:
            yield limit.due_at, limit, State.BREACHED
            if not told or limit.mark(State.WARNING) not in told:
                yield limit.warn_at, limit, State.WARNING
