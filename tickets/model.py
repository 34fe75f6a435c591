"""The nouns of the hotline: calls, tickets, accounts, events and the words that describe their state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a ticket stands; the values are the words people read."""

    DRAFT = "draf"
    NEW = "baru"
    VERIFIED = "diverifikasi"
    ASSIGNED = "ditugaskan"
    IN_PROGRESS = "dikerjakan"
    RESOLVED = "selesai"
    CLOSED = "ditutup"
    WAITING = "ditunda"
    NOT_OURS = "bukan_wewenang"
    DUPLICATE = "duplikat"
    REJECTED = "ditolak"


OPEN_STATUSES = frozenset(
    {Status.DRAFT, Status.NEW, Status.VERIFIED, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING}
)


class Priority(StrEnum):
    """How soon a ticket needs people."""

    NORMAL = "biasa"
    URGENT = "mendesak"
    EMERGENCY = "darurat"

    @property
    def rank(self) -> int:
        """0 for the calmest, growing with haste."""
        return list(Priority).index(self)


class Level(StrEnum):
    """The rung of the ladder that answers for a ticket."""

    AGENCY = "opd"
    DISKOMINFO = "diskominfo"
    BUPATI = "bupati"


class Role(StrEnum):
    """What a person is to the hotline."""

    OPERATOR = "operator"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"
    DISKOMINFO = "diskominfo"
    BUPATI = "bupati"
    ADMIN = "admin"


class CallStage(StrEnum):
    """Where a caller is at this moment."""

    IVR = "ivr"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    MESSAGE = "message"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account's person, or a program (role None)."""

    name: str
    role: Role | None
    account_id: int | None = None
    agency: str | None = None


BRIDGE = Actor("bridge", None)
"""The telephone side, acting on its own."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who can log in; `extension` is the telephone that rings for them."""

    id: int
    login: str
    name: str
    role: Role
    agency: str | None
    extension: str | None

    @property
    def actor(self) -> Actor:
        """This person as the doer of a verb."""
        return Actor(self.name, self.role, self.id, self.agency)


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
    """What is needed to open a ticket; places and category are codes of the reference tables."""

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


@dataclass(frozen=True, slots=True)
class Ticket:
    """A complaint; `version` counts its edits, so that two people can't overwrite each other."""

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


class CommandState(StrEnum):
    """How far an order to the telephone side has come."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


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


class HealthState(StrEnum):
    """How a part of the system feels."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Health:
    """The last report of one part, at `at`."""

    part: str
    state: HealthState
    detail: str
    at: datetime
