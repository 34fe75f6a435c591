"""What the clocks know of a ticket, and the time limits they make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from tickets.model import Pause
from tickets.vocabulary import ComplaintType, Level


class Clock(StrEnum):
    """Which time limit: the three of the ticket, the present rung's own, and the one of closing by itself."""

    FORWARD = "forward"
    ANSWER = "answer"
    SOLVE = "solve"
    RUNG = "rung"
    CLOSE = "close"


class State(StrEnum):
    """How a time limit stands."""

    ON_TIME = "on_time"
    WARNING = "warning"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """Everything that the clocks need of one ticket; all moments are aware.

    `opened_at` is the beginning of the present round: the report, or the last reopening.
    `forwarded_at` is when the present agency got it, `answered_at` when that agency acknowledged or answered.
    `level_since` is when the present rung began, `acknowledged_at` when somebody at that rung acknowledged;
    acknowledgments and answers older than the clock they would stop don't count.
    `resolved_at`: solved, waiting for the citizen's reply; None again after reopening.
    `ended_at`: closed, rejected, duplicate or not ours.
    `emergency_since`: when it became an emergency, if after it was opened.
    `pauses` are the times of waiting for the citizen; an open end means that it waits now.
    `warned` holds the `mark` of each step taken in this round, so that none is taken twice.
    """

    type: ComplaintType | None
    category: str | None
    agency: str | None
    emergency: bool
    opened_at: datetime
    level: Level
    level_since: datetime
    forwarded_at: datetime | None = None
    answered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    emergency_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    warned: frozenset[str] = frozenset()

    @property
    def urgent(self) -> bool:
        """True when the clocks of emergencies run."""
        return self.emergency or self.type is ComplaintType.EMERGENCY


class Limit(NamedTuple):
    """One time limit: it runs from `since`, calls for a warning at `warn_at` and has passed from `due_at` on.

    `stopped_at` is when what it waits for was done; done before `due_at` is in time. `round_the_clock` tells plain time
    from working time. A running limit is never late while its ticket waits for the citizen.
    """

    clock: Clock
    since: datetime
    warn_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    round_the_clock: bool

    def state(self, at: datetime) -> State:
        """How the limit stands at that moment, or stood when it stopped; only a running one warns."""
        if (self.stopped_at or at) >= self.due_at:
            return State.BREACHED
        return State.WARNING if self.stopped_at is None and at >= self.warn_at else State.ON_TIME

    def mark(self, state: State) -> str:
        """The name of this state of this limit; a limit that has moved gets new names."""
        return f"{self.clock}:{state}:{self.due_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The time limits of a ticket; None where a clock hasn't started.

    While the ticket waits for the citizen, `frozen_since` says since when, and the limits are those of that moment;
    they move on by the working time (or plain time) that the wait will have covered.
    `rung` is there only where it decides when the ticket goes up.
    """

    forward: Limit
    answer: Limit | None
    solve: Limit
    rung: Limit | None
    close: Limit | None
    frozen_since: datetime | None

    def running(self) -> Iterator[Limit]:
        """The limits of work still to be done."""
        for limit in (self.forward, self.answer, self.solve, self.rung):
            if limit is not None and limit.stopped_at is None:
                yield limit


@dataclass(frozen=True, slots=True)
class Standing:
    """How a limit stands now: `left` is what remains, negative once it has passed.

    `left` counts working time for a limit in working days and plain time for one round the clock; `left_plain` is
    always plain time. `frozen`: the ticket waits for the citizen, nothing runs.
    """

    clock: Clock
    state: State
    due_at: datetime
    left: timedelta
    left_plain: timedelta
    frozen: bool
    done: bool
