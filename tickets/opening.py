"""Writing a new ticket's row: cleaned, checked, with its code and its event."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tickets.checks import house_number, known_category, known_channel, known_places, known_type, nik_digits
from tickets.cleaning import TEXT_LENGTH, clean_label, clean_name, clean_number, clean_text
from tickets.codes import new_code
from tickets.errors import CallNotFound
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import Actor, ComplaintType, Level, NewTicket, Priority, Ticket
from tickets.schema import CODE_LENGTH, CallTable, TicketTable
from tickets.upkeep import keep_in_step


def insert_ticket(tx: Session, new: NewTicket, actor: Actor, **detail: Any) -> Ticket:
    """Write a ticket and the event "ticket.opened". A ticket of a call is at least as urgent as the call.

    Raises UnknownCategory, UnknownPlace, UnknownChannel, InvalidHouseNumber, InvalidNik or CallNotFound.
    """
    if (known := _came_before(tx, new)) is not None:
        return ticket_facts(tx, known)
    description = clean_text(new.description, TEXT_LENGTH, newlines=True)
    priority = max(new.priority, _call_priority(tx, new.call_id), key=lambda p: p.rank)
    values = _values(tx, new, priority, description.text, actor.puskesmas)
    ticket_id = tx.execute(insert(TicketTable).values(values).returning(TicketTable.id)).scalar_one()
    tx.execute(update(TicketTable).where(TicketTable.id == ticket_id).values(code=new_code(ticket_id)))
    opened = keep_in_step(tx, ticket_id)
    record(
        tx,
        "ticket.opened",
        actor.name,
        call_id=new.call_id,
        ticket_id=ticket_id,
        code=opened.code,
        status=opened.status.value,
        priority=opened.priority.value,
        category=opened.category,
        truncated={"description": description.cut} if description.cut else None,
        **detail,
    )
    return opened


def _values(tx: Session, new: NewTicket, priority: Priority, description: str, puskesmas: str | None) -> dict[str, Any]:
    kecamatan, desa = known_places(new.kecamatan, new.desa)
    moment = now(tx)
    opened = new.opened_at or moment
    return {
        # The code follows from the id, which the database gives out: until then something unique stands in its place.
        "code": f"?{uuid4().hex}",
        "status": new.status.value,
        "priority": priority.value,
        "level": Level.AGENCY.value,
        "category": None if new.category is None else known_category(new.category),
        "agency": None,
        "kecamatan": kecamatan,
        "desa": desa,
        "landmark": clean_text(new.landmark, TEXT_LENGTH, newlines=True).text,
        "description": description,
        "reporter_name": clean_name(new.reporter_name),
        "reporter_number": clean_number(new.reporter_number),
        "anonymous": new.anonymous,
        "confidential": new.confidential,
        "channel": known_channel(new.channel),
        "call_id": new.call_id,
        "claimed_by": None,
        "version": 1,
        "created_at": opened,
        "updated_at": moment,
        "complaint_type": known_type(new.complaint_type),
        "rt": house_number(new.rt),
        "rw": house_number(new.rw),
        "relation": clean_label(new.relation),
        "reporter_nik": nik_digits(new.reporter_nik),
        "source": clean_text(new.source, CODE_LENGTH).text,
        "source_id": clean_label(new.source_id) if new.source_id else None,
        "puskesmas": puskesmas,
        "level_since": opened,
        "round_since": opened,
        "emergency_since": opened if _is_emergency(priority, new.complaint_type) else None,
        "pauses": [],
    }


def _is_emergency(priority: Priority, kind: ComplaintType | None) -> bool:
    return priority is Priority.EMERGENCY or kind is ComplaintType.EMERGENCY


def _came_before(tx: Session, new: NewTicket) -> int | None:
    if not new.source_id:
        return None
    source = clean_text(new.source, CODE_LENGTH).text
    same = (TicketTable.source == source, TicketTable.source_id == clean_label(new.source_id))
    return tx.scalar(select(TicketTable.id).where(*same))


def _call_priority(tx: Session, call_id: int | None) -> Priority:
    if call_id is None:
        return Priority.NORMAL
    priority = tx.scalar(select(CallTable.priority).where(CallTable.id == call_id))
    if priority is None:
        raise CallNotFound(call=call_id)
    return Priority(priority)
