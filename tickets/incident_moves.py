"""Reading from the diary how tickets came into an incident and what happened to them there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tickets.model import Event
from tickets.rows import select_events, to_event
from tickets.schema import EventTable, TicketTable

MOVES = ("incident.joined", "incident.left", "incident.merged", "incident.unmerged")


def last_moves(tx: Session, incident_id: int, kinds: Sequence[str] = MOVES) -> dict[int, Event]:
    """Of each ticket that is in the incident now, by its id, the newest event of these kinds."""
    newest = (
        select(func.max(EventTable.id))
        .join(TicketTable, TicketTable.id == EventTable.ticket_id)
        .where(TicketTable.incident_id == incident_id, EventTable.kind.in_(kinds))
        .group_by(EventTable.ticket_id)
    )
    events = [to_event(row) for row in tx.execute(select_events().where(EventTable.id.in_(newest)))]
    return {event.ticket_id: event for event in events if event.ticket_id is not None}


def tickets_moved_from(tx: Session, incident_id: int, into_id: int) -> list[int]:
    """The tickets that are in `into_id` because it was merged with the incident, in the order of their ids."""
    moves = last_moves(tx, into_id)
    return sorted(
        ticket_id
        for ticket_id, event in moves.items()
        if event.kind == "incident.merged" and event.detail.get("incident") == incident_id
    )
