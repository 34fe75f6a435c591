"""The nouns of the hotline: calls, tickets, accounts, events. Their fixed words are in vocabulary.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.vocabulary import (
    OPEN_STATUSES,
    CallStage,
    Channel,
    CommandState,
    ComplaintType,
    HealthState,
    Level,
    Priority,
    Role,
    Status,
)

__all__ = [
    "BRIDGE",
    "CLOCK",
    "OPEN_STATUSES",
    "TELEPHONE",
    "Account",
    "Actor",
    "CallRow",
    "CallStage",
    "Channel",
    "Command",
    "CommandState",
    "ComplaintType",
    "Event",
    "Health",
    "HealthState",
    "Level",
    "LiveText",
    "NewCall",
    "NewTicket",
    "Pause",
    "Priority",
    "Role",
    "Segment",
    "Status",
    "Ticket",
    "Word",
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account's person, or a program (role None)."""

    name: str
    role: Role | None
    account_id: int | None = None
    agency: str | None = None
    puskesmas: str | None = None


BRIDGE = Actor("bridge", None)
"""The telephone side, acting on its own."""
TELEPHONE = Actor("telepon", None)
"""Somebody whom the hotline rang, answering by keys."""
CLOCK = Actor("jam", None)
"""The clocks: they warn, escalate and close when time is up."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can log in; `extension` is the telephone that rings for them."""

    id: int
    login: str
    name: str
    role: Role
    agency: str | None
    extension: str | None
    puskesmas: str | None = None

    @property
    def actor(self) -> Actor:
        """This person as the doer of a verb."""
        return Actor(self.name, self.role, self.id, self.agency, self.puskesmas)


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times in seconds from the start of the call's sound, confidence 0 to 1."""

    text: str
    confidence: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished stretch of speech, said at one step of the dialogue."""

    step: str
    text: str
    words: tuple[Word, ...]
    started_s: float
    ended_s: float
    confidence: float
    speaker: str = "caller"


@dataclass(frozen=True, slots=True)
class NewCall:
    """What is known when a call arrives; `linkedid` is the exchange's name for it, `at` is aware UTC."""

    linkedid: str
    channel: str
    caller_number: str
    caller_name: str
    dialled: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is needed to open a ticket; places and category are codes of the reference tables.

    `source` and `source_id` name the report where it came from, so that it comes in once; `opened_at` is then its time.
    """

    category: str | None
    description: str = ""
    kecamatan: str | None = None
    desa: str | None = None
    priority: Priority = Priority.NORMAL
    reporter_name: str = ""
    reporter_number: str = ""
    channel: str = "telepon"
    call_id: int | None = None
    status: Status = Status.NEW
    anonymous: bool = False
    confidential: bool = False
    complaint_type: ComplaintType | None = None
    landmark: str = ""
    rt: str = ""
    rw: str = ""
    relation: str = ""
    reporter_nik: str = ""
    source: str = ""
    source_id: str | None = None
    opened_at: datetime | None = None


Pause = tuple[datetime, datetime | None]
"""A stretch of waiting for the citizen; its end is None while it lasts."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A complaint; `version` counts its edits, so that two people can't overwrite each other.

    `acknowledged_by` is who answers for it at the present rung; `relation` is what the reporter is to the person
    concerned; `puskesmas` has or reported its home visit. `round_since` is the report or the last reopening, `warned`
    what its round's clocks have told already; `due_clock` is the most pressing time limit, `due_state` how it stood
    when last looked at, `next_due_at` when it ends, `next_look_at` when a clock has something to do.
    """

    id: int
    code: str
    status: Status
    priority: Priority
    level: Level
    category: str | None
    agency: str | None
    kecamatan: str | None
    desa: str | None
    landmark: str
    description: str
    reporter_name: str
    reporter_number: str
    anonymous: bool
    confidential: bool
    channel: str
    call_id: int | None
    claimed_by: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    complaint_type: ComplaintType | None = None
    rt: str = ""
    rw: str = ""
    relation: str = ""
    reporter_nik: str = ""
    puskesmas: str | None = None
    referred_to: str | None = None
    duplicate_of: int | None = None
    incident_id: int | None = None
    source: str = ""
    source_id: str | None = None
    reopened: int = 0
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    forwarded_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    level_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    round_since: datetime | None = None
    emergency_since: datetime | None = None
    warned: frozenset[str] = frozenset()
    next_due_at: datetime | None = None
    next_look_at: datetime | None = None
    due_clock: str | None = None
    due_state: str | None = None
    sla_version: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as lists show it; `answered_at` is when an operator answered."""

    id: int
    linkedid: str
    channel: str
    caller_number: str
    caller_name: str
    dialled: str
    stage: CallStage
    step: str
    category: str | None
    priority: Priority
    operator: str | None
    ticket_id: int | None
    ticket_code: str | None
    started_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only diary; `kind` is noun.verb, as in "ticket.claimed"."""

    id: int
    at: datetime
    kind: str
    call_id: int | None
    ticket_id: int | None
    actor: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LiveText:
    """What the caller is saying right now; `revision` grows over all calls."""

    call_id: int
    step: str
    text: str
    words: tuple[Word, ...]
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Command:
    """An order to the telephone side, as "take" or "hangup"."""

    id: int
    verb: str
    call_id: int | None
    account_id: int | None
    actor: str
    args: dict[str, Any] = field(default_factory=dict)
    state: CommandState = CommandState.PENDING
    result: str | None = None
    requested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The last report of one part, at `at`."""

    part: str
    state: HealthState
    detail: str
    at: datetime
