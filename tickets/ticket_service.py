"""The verbs of a ticket: open, confirm, claim, note, assign, escalate, resolve."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session

from tickets.checks import assignable_agency, written_text
from tickets.errors import AlreadyClaimed, ImpossibleTransition, StaleVersion
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import Actor, NewTicket, Ticket
from tickets.opening import insert_ticket
from tickets.permissions import check_allowed
from tickets.schema import TicketTable
from tickets.transitions import LEVEL_ABOVE, OPENING_STATUSES, check, status_after


def open_ticket(tx: Session, new: NewTicket, actor: Actor) -> Ticket:
    """Open a ticket, as draft or new; one that belongs to a call is at least as urgent as the call.

    Raises NotAllowed, ImpossibleTransition, UnknownCategory, UnknownPlace or CallNotFound.
    """
    check_allowed(actor, "open")
    if new.status not in OPENING_STATUSES:
        raise ImpossibleTransition(
            what="tiket", state=new.status.value, verb="open", cure="Buka sebagai draf atau baru."
        )
    return insert_ticket(tx, new, actor)


def confirm_ticket(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """A person confirms a draft: it becomes a new ticket. Raises NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "confirm", actor)
    return _change(tx, ticket, "confirm", actor, "ticket.confirmed")


def claim(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Give the ticket to the actor; claiming one's own again changes nothing.

    Raises AlreadyClaimed if another person was first, NotAllowed or ImpossibleTransition.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "claim", actor)
    mine = _claimed_by(actor)
    guard = and_(TicketTable.id == ticket_id, or_(TicketTable.claimed_by.is_(None), mine))
    values = {"claimed_by": actor.name, "claimed_by_account": actor.account_id}
    if tx.execute(update(TicketTable).where(guard).values(values).returning(TicketTable.id)).first() is None:
        raise AlreadyClaimed(code=ticket.code, claimed_by=ticket_facts(tx, ticket_id).claimed_by)
    if ticket.claimed_by is None:
        record(tx, "ticket.claimed", actor.name, call_id=ticket.call_id, ticket_id=ticket_id)
    return ticket_facts(tx, ticket_id)


def note(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """Add a note to the ticket's history; an agency's first note on its ticket starts the work.

    Raises EmptyText or NotAllowed.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "note", actor)
    cleaned = written_text(text, "Catatan")
    return _change(tx, ticket, "note", actor, "ticket.noted", text=cleaned.text, truncated=cleaned.cut or None)


def assign(tx: Session, ticket_id: int, agency: str, actor: Actor) -> Ticket:
    """Hand the ticket to an agency of the regency.

    Raises UnknownAgency (AgencyOutside for bodies that are only referred to), NotAllowed or ImpossibleTransition.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "assign", actor)
    agency = assignable_agency(agency)
    values = {"agency": agency}
    return _change(tx, ticket, "assign", actor, "ticket.assigned", values, agency=agency, before=ticket.agency)


def escalate(tx: Session, ticket_id: int, actor: Actor, reason: str) -> Ticket:
    """Lift the ticket one rung: agency, Diskominfo, Bupati.

    Raises EmptyText, NotAllowed, or ImpossibleTransition when it is at the top.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "escalate", actor)
    cleaned = written_text(reason, "Alasan")
    level = LEVEL_ABOVE[ticket.level]
    detail = {"reason": cleaned.text, "truncated": cleaned.cut or None, "level": level.value}
    return _change(tx, ticket, "escalate", actor, "ticket.escalated", {"level": level.value}, **detail)


def resolve(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """Close the work with a word on what was done. Raises EmptyText, NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "resolve", actor)
    cleaned = written_text(text, "Hasil penanganan")
    return _change(tx, ticket, "resolve", actor, "ticket.resolved", text=cleaned.text, truncated=cleaned.cut or None)


def _change(
    tx: Session,
    ticket: Ticket,
    verb: str,
    actor: Actor,
    kind: str,
    values: dict[str, Any] | None = None,
    **detail: Any,
) -> Ticket:
    status = status_after(ticket, verb, actor)
    changed = (values or {}) | {"status": status.value, "updated_at": now(tx)}
    guard = and_(TicketTable.id == ticket.id, TicketTable.status == ticket.status.value)
    if tx.execute(update(TicketTable).where(guard).values(changed).returning(TicketTable.id)).first() is None:
        raise StaleVersion(code=ticket.code, changed_by="orang lain", version=ticket.version)
    record(tx, kind, actor.name, call_id=ticket.call_id, ticket_id=ticket.id, status=status.value, **detail)
    return ticket_facts(tx, ticket.id)


def _claimed_by(actor: Actor) -> ColumnElement[bool]:
    account = TicketTable.claimed_by_account
    same_account = account.is_(None) if actor.account_id is None else account == actor.account_id
    return and_(TicketTable.claimed_by == actor.name, same_account)
