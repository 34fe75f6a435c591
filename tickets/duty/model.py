"""The nouns of calls that the hotline makes: officers, calls, and how far a call has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why the hotline rings somebody."""

    ESCALATION = "escalation"
    SOLVED = "solved"


class CallState(StrEnum):
    """How far an outbound call has come."""

    PENDING = "pending"
    CLAIMED = "claimed"
    RINGING = "ringing"
    ANSWERED = "answered"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = frozenset({CallState.CLAIMED, CallState.RINGING, CallState.ANSWERED})
"""A bridge is busy with these."""
OPEN = LIVE | {CallState.PENDING}


class Outcome(StrEnum):
    """What a call came to."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    CLOSED = "closed"
    REOPENED = "reopened"
    NO_ANSWER = "no_answer"
    """Nobody took the call, or nobody pressed a key: a machine may have answered."""
    BUSY = "busy"
    HUNG_UP = "hung_up"
    UNREACHABLE = "unreachable"
    """The network could not put the call through."""
    MOVED = "moved"
    """The ticket had gone on before anybody answered for it."""
    OFF_DUTY = "off_duty"
    NOT_ALLOWED = "not_allowed"
    """No rule allows the number, or there is no carrier to ring it by."""
    INTERRUPTED = "interrupted"
    """The bridge or the exchange broke off; on a pending call: it is the second attempt."""


ANSWERS = frozenset({Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.CLOSED, Outcome.REOPENED})
SPOKEN = frozenset({Outcome.REFUSED, Outcome.REOPENED})
"""Answers whose reason is spoken: they count once it has been written down."""
TRIED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.HUNG_UP, Outcome.REFUSED})
"""After these the officer was really rung. A rung is passed over only then: a carrier that fails raises no ticket."""
RETRIED = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.UNREACHABLE, Outcome.INTERRUPTED})
"""After these a citizen is rung once more."""
STATE_AFTER: dict[Outcome, CallState] = {
    **dict.fromkeys(ANSWERS, CallState.DONE),
    Outcome.MOVED: CallState.CANCELLED,
    Outcome.OFF_DUTY: CallState.CANCELLED,
    **dict.fromkeys(RETRIED | {Outcome.HUNG_UP, Outcome.NOT_ALLOWED}, CallState.FAILED),
}


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who is rung for a body (an agency's code, DISKOMINFO, BUPATI); the least `place` comes first.

    `from_hour` to `until_hour`: on duty from the first hour until before the second (Asia/Jakarta), None: always.
    """

    id: int
    body: str
    name: str
    number: str
    place: int
    from_hour: int | None
    until_hour: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """One call of the hotline's own; `rung` is the level that it rings for, `said` what was spoken as the reason."""

    id: int
    purpose: Purpose
    ticket_id: int
    officer_id: int | None
    number: str
    rung: str
    round: int
    state: CallState
    outcome: Outcome | None
    not_before: datetime
    claimed_by: str | None
    started_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    recording: str | None
    said: str
    created_at: datetime
