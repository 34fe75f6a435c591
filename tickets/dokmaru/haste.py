"""What a visit does to its ticket: a red flag makes it an emergency, a visit's end resolves it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from tickets.edit_service import edit_ticket
from tickets.fetching import ticket_facts
from tickets.model import Actor, Priority, Role
from tickets.ticket_service import resolve
from tickets.transitions import may

DONE = "Kunjungan Dokmaru selesai."
"""What the ticket says: how the patient is stays in the visit."""


def raise_priority(tx: Session, ticket_id: int, actor: Actor) -> None:
    """Make the ticket an emergency, unless it is one or is finished."""
    ticket = ticket_facts(tx, ticket_id)
    desk = _desk(actor)
    if ticket.priority is not Priority.EMERGENCY and may(ticket, "edit", desk):
        edit_ticket(tx, ticket_id, desk, priority=Priority.EMERGENCY)


def resolve_ticket(tx: Session, ticket_id: int, actor: Actor) -> None:
    """Resolve the ticket, unless it is finished."""
    desk = _desk(actor)
    if may(ticket_facts(tx, ticket_id), "resolve", desk):
        resolve(tx, ticket_id, desk, DONE)


def _desk(actor: Actor) -> Actor:
    # Whether the actor may do this to the visit was checked; what follows from it for the ticket is the house's doing,
    # in that person's name, though a puskesmas has no such verb of its own.
    return replace(actor, role=Role.DISKOMINFO)
