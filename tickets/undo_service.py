"""Taking back the last change of a ticket, and taking that back again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.change import former, store
from tickets.errors import NothingToUndo
from tickets.fetching import ticket_facts
from tickets.incident_upkeep import settle
from tickets.journal import now, record
from tickets.model import Actor, Event, Role, Ticket
from tickets.permissions import check_allowed
from tickets.rows import select_events, to_event
from tickets.schema import EventTable, TicketTable
from tickets.upkeep import keep_in_step

UNDO_WINDOW_S = 600.0
"""How long a change can be taken back: later others have acted on it."""

OTHERS_TOO = frozenset({Role.SUPERVISOR, Role.DISKOMINFO})
"""Roles that may also take back what somebody else did."""

_MOMENTS = frozenset(column.name for column in TicketTable.__table__.columns if column.name.endswith(("_at", "_since")))


def undo(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Take back the ticket's last change, whatever verb made it; undoing twice does it again.

    Raises NothingToUndo when there is none, it is older than UNDO_WINDOW_S or another person's; NotAllowed.
    """
    ticket = ticket_facts(tx, ticket_id)
    check_allowed(actor, "undo", ticket)
    last = _last_change(tx, ticket)
    _check_mine(tx, ticket, last, actor)
    restored = {name: _value(name, stored) for name, stored in last.detail["was"].items()}
    store(tx, ticket, restored | {"version": ticket.version + 1}, now(tx))
    said: dict[str, Any] = {"undid": last.kind, "of": last.id, "was": former(ticket, restored)}
    record(tx, "ticket.undone", actor.name, call_id=ticket.call_id, ticket_id=ticket.id, **said)
    if "incident_id" in restored:
        settle(tx, [number for number in (ticket.incident_id, restored["incident_id"]) if number is not None])
    return keep_in_step(tx, ticket.id)


def _last_change(tx: Session, ticket: Ticket) -> Event:
    newest = select(EventTable.id).where(EventTable.ticket_id == ticket.id).order_by(EventTable.id.desc()).limit(20)
    rows = tx.execute(select_events().where(EventTable.id.in_(newest)).order_by(EventTable.id.desc()))
    changes = (event for event in map(to_event, rows) if event.detail.get("was"))
    if (last := next(changes, None)) is None:
        raise NothingToUndo(code=ticket.code, why="belum ada perubahan")
    return last


def _check_mine(tx: Session, ticket: Ticket, last: Event, actor: Actor) -> None:
    if last.actor != actor.name and actor.role not in OTHERS_TOO:
        raise NothingToUndo(code=ticket.code, why=f"perubahan terakhir oleh {last.actor}")
    if now(tx) - last.at > timedelta(seconds=UNDO_WINDOW_S):
        raise NothingToUndo(code=ticket.code, why="sudah terlalu lama")


def _value(name: str, stored: Any) -> Any:
    return datetime.fromisoformat(stored) if name in _MOMENTS and stored is not None else stored
