"""The verbs of a call: it arrives, moves through its stages, says things, ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from tickets import drafts
from tickets.checks import known_category
from tickets.cleaning import clean_label, clean_name, clean_number, clean_text
from tickets.errors import CallNotFound, ImpossibleTransition
from tickets.fetching import call_facts
from tickets.journal import now, record
from tickets.model import BRIDGE, OPEN_STATUSES, CallStage, NewCall, Priority, Ticket
from tickets.schema import PATH_LENGTH, CallTable, LiveTextTable, TicketTable
from tickets.upkeep import keep_in_step

STAGES_WITH_OPERATOR = frozenset({CallStage.RINGING, CallStage.TALKING})


def start_call(tx: Session, call: NewCall) -> int:
    """Note a new call and return its id; a call that is known already (same linkedid) just gives its id."""
    linkedid = clean_label(call.linkedid)
    known = tx.scalar(select(CallTable.id).where(CallTable.linkedid == linkedid))
    if known is not None:
        return known
    call_id = _insert_call(tx, call, linkedid)
    record(tx, "call.started", BRIDGE.name, call_id=call_id, at=call.at, number=clean_number(call.caller_number))
    return call_id


def set_stage(tx: Session, call_id: int, stage: CallStage, *, at: datetime, operator: str | None = None) -> bool:
    """Move a call to a stage at `at`. False when nothing changed: it is there already, or the call has ended.

    The operator is kept while the call rings or talks and forgotten when it goes back to the queue.
    Raises ImpossibleTransition for ENDED: that is `end_call`.
    """
    if stage is CallStage.ENDED:
        raise ImpossibleTransition(what=f"call {call_id}", state=stage.value, verb="set_stage", cure="→ end_call")
    call = call_facts(tx, call_id)
    operator = _operator_at(stage, operator, call.operator)
    if call.ended_at is not None or (call.stage, call.operator) == (stage.value, operator):
        return False
    changes: dict[str, object] = {"stage": stage.value, "operator": operator}
    if stage is CallStage.QUEUED and call.queued_at is None:
        changes["queued_at"] = at
    if stage is CallStage.TALKING and call.answered_at is None:
        changes["answered_at"] = at
    _change(tx, call_id, **changes)
    record(tx, "call.stage", BRIDGE.name, call_id=call_id, at=at, stage=stage.value, operator=operator)
    return True


def set_step(tx: Session, call_id: int, step: str) -> None:
    """Note at which step of the menu the caller is."""
    call, step = call_facts(tx, call_id), clean_label(step)
    if call.step != step:
        _change(tx, call_id, step=step)
        record(tx, "call.step", BRIDGE.name, call_id=call_id, step=step)


def set_choice(tx: Session, call_id: int, category: str) -> None:
    """Note the category that the caller chose. Raises UnknownCategory."""
    call, category = call_facts(tx, call_id), known_category(category)
    if call.category != category:
        _change(tx, call_id, category=category)
        record(tx, "call.choice", BRIDGE.name, call_id=call_id, category=category)


def set_call_priority(tx: Session, call_id: int, priority: Priority, words: Sequence[str] = ()) -> None:
    """Raise the call's priority, and that of its open tickets, because of `words`; never lowers it."""
    call = call_facts(tx, call_id)
    if Priority(call.priority).rank < priority.rank:
        _change(tx, call_id, priority=priority.value)
        record(tx, "call.priority", BRIDGE.name, call_id=call_id, priority=priority.value, words=list(words))
    for ticket_id in _calmer_tickets(tx, call_id, priority):
        moment = now(tx)
        changes: dict[str, Any] = {"priority": priority.value, "updated_at": moment}
        if priority is Priority.EMERGENCY:
            changes["emergency_since"] = moment
        tx.execute(update(TicketTable).where(TicketTable.id == ticket_id).values(changes))
        keep_in_step(tx, ticket_id)
        record(
            tx,
            "ticket.edited",
            BRIDGE.name,
            call_id=call_id,
            ticket_id=ticket_id,
            changed={"priority": priority.value},
            words=list(words),
        )


def mark_status_only(tx: Session, call_id: int) -> None:
    """The caller only asked for a ticket's status: no draft ticket is opened at the end."""
    if not call_facts(tx, call_id).status_only:
        _change(tx, call_id, status_only=True)
        record(tx, "call.status_only", BRIDGE.name, call_id=call_id)


def attach_recording(tx: Session, call_id: int, path: str) -> None:
    """Note where the call's sound lies (a path within the home folder)."""
    call_facts(tx, call_id)
    cleaned = clean_text(path, PATH_LENGTH).text
    _change(tx, call_id, recording=cleaned)
    record(tx, "call.recorded", BRIDGE.name, call_id=call_id, path=cleaned)


def end_call(tx: Session, call_id: int, *, at: datetime, reason: str) -> Ticket | None:
    """Close a call and return its ticket; ending it twice changes nothing.

    A call without a ticket, unless the caller only asked for a status, leaves a draft with all that was said.
    """
    call = call_facts(tx, call_id)
    if call.ended_at is not None:
        return drafts.ticket_of_call(tx, call_id)
    ended = {"stage": CallStage.ENDED.value, "ended_at": at, "end_reason": clean_label(reason)}
    _change(tx, call_id, **ended)
    record(tx, "call.ended", BRIDGE.name, call_id=call_id, at=at, reason=clean_label(reason), operator=call.operator)
    ticket = drafts.ticket_of_call(tx, call_id)
    if ticket is None and not call.status_only:
        ticket = drafts.open_draft(tx, call_id)
    tx.execute(delete(LiveTextTable).where(LiveTextTable.call_id == call_id))
    return ticket


def call_by_linkedid(tx: Session, linkedid: str) -> int:
    """The id of the call with the exchange's `linkedid`. Raises CallNotFound."""
    call_id = tx.scalar(select(CallTable.id).where(CallTable.linkedid == clean_label(linkedid)))
    if call_id is None:
        raise CallNotFound(call=linkedid)
    return call_id


def _insert_call(tx: Session, call: NewCall, linkedid: str) -> int:
    values = {
        "linkedid": linkedid,
        "channel": clean_label(call.channel),
        "caller_number": clean_number(call.caller_number),
        "caller_name": clean_name(call.caller_name),
        "dialled": clean_number(call.dialled),
        "stage": CallStage.IVR.value,
        "priority": Priority.NORMAL.value,
        "started_at": call.at,
    }
    return tx.execute(insert(CallTable).values(values).returning(CallTable.id)).scalar_one()


def _change(tx: Session, call_id: int, **values: Any) -> None:
    tx.execute(update(CallTable).where(CallTable.id == call_id).values(values))


def _operator_at(stage: CallStage, given: str | None, before: str | None) -> str | None:
    if stage not in STAGES_WITH_OPERATOR:
        return None
    return clean_name(given) if given else before


def _calmer_tickets(tx: Session, call_id: int, priority: Priority) -> Sequence[int]:
    calmer = [p.value for p in Priority if p.rank < priority.rank]
    return tx.scalars(
        select(TicketTable.id).where(
            TicketTable.call_id == call_id, TicketTable.status.in_(OPEN_STATUSES), TicketTable.priority.in_(calmer)
        )
    ).all()
