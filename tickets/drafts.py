"""Draft tickets: what a call leaves behind when nobody wrote its ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.fetching import call_facts
from tickets.model import BRIDGE, NewTicket, Priority, Status, Ticket
from tickets.opening import insert_ticket
from tickets.rows import select_tickets, to_ticket
from tickets.schema import LiveTextTable, SegmentTable, TicketTable
from tickets.urgency import emergency_words

DESCRIPTION_STEP = "description"
"""The step of the dialogue at which the caller describes the complaint."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One stretch of the caller's speech and the step it belongs to."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a draft says, and the end of it that the recogniser hadn't settled."""

    text: str
    unfinished: str


def told(finals: Sequence[Saying], live: Saying | None) -> Told:
    """The description of a call's draft: what was said at the description step or, if nothing was, all else.

    The live text that never became final belongs to it on the same terms.
    """
    sayings = [*finals, *([live] if live else [])]
    described = [s for s in sayings if s.step == DESCRIPTION_STEP and s.text]
    used = described or [s for s in sayings if s.text]
    unfinished = live.text if live is not None and any(s is live for s in used) else ""
    return Told(" ".join(s.text for s in used), unfinished)


def ticket_of_call(tx: Session, call_id: int) -> Ticket | None:
    """The newest ticket of a call."""
    query = select_tickets().where(TicketTable.call_id == call_id).order_by(TicketTable.id.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else to_ticket(row)


def open_draft(tx: Session, call_id: int) -> Ticket:
    """Open the draft ticket of a call with all that is known about it."""
    call = call_facts(tx, call_id)
    said = told(_finals(tx, call_id), _live(tx, call_id))
    alarms = emergency_words(said.text)
    new = NewTicket(
        category=call.category,
        description=said.text,
        priority=Priority.EMERGENCY if alarms else Priority(call.priority),
        reporter_name=call.caller_name,
        reporter_number=call.caller_number,
        call_id=call_id,
        status=Status.DRAFT,
    )
    detail: dict[str, Any] = {"unfinished_text": said.unfinished, "emergency_words": list(alarms)}
    return insert_ticket(tx, new, BRIDGE, **detail)


def _finals(tx: Session, call_id: int) -> list[Saying]:
    query = select(SegmentTable.step, SegmentTable.text).where(
        SegmentTable.call_id == call_id, SegmentTable.speaker == "caller"
    )
    rows = tx.execute(query.order_by(SegmentTable.started_s, SegmentTable.id))
    return [Saying(step, text) for step, text in rows]


def _live(tx: Session, call_id: int) -> Saying | None:
    row = tx.execute(
        select(LiveTextTable.step, LiveTextTable.text).where(LiveTextTable.call_id == call_id)
    ).one_or_none()
    return None if row is None else Saying(row.step, row.text)
