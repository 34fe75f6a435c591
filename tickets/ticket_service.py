"""The verbs that bring a ticket to those who act: open, confirm, verify, claim, note, assign, escalate, resolve."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session

from tickets.change import NOT_ACKNOWLEDGED, change
from tickets.checks import assignable_agency, written_text
from tickets.errors import AlreadyClaimed, ImpossibleTransition
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import Actor, NewTicket, Role, Ticket
from tickets.opening import insert_ticket
from tickets.permissions import check_allowed
from tickets.schema import TicketTable
from tickets.transitions import LEVEL_ABOVE, OPENING_STATUSES, check

MAY_RELEASE = frozenset({Role.SUPERVISOR, Role.DISKOMINFO})
"""Roles that may take a ticket from somebody who went home with it."""


def open_ticket(tx: Session, new: NewTicket, actor: Actor) -> Ticket:
    """Open a ticket, as draft or new; one that belongs to a call is at least as urgent as the call.

    A report that came in before (same source and source_id) is not opened again: its ticket is given back.
    Raises NotAllowed, ImpossibleTransition, UnknownCategory, UnknownPlace, UnknownChannel, InvalidNik or CallNotFound.
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
    return change(tx, ticket, "confirm", actor, "ticket.confirmed")


def verify(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Somebody has checked that the report is true and complete. Raises NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "verify", actor)
    return change(tx, ticket, "verify", actor, "ticket.verified")


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


def release(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Give a claimed ticket back to everybody; a supervisor or Diskominfo may give back another's.

    Raises NotAllowed, ImpossibleTransition, or AlreadyClaimed when it is another person's.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "claim", actor)
    if ticket.claimed_by is None:
        return ticket
    whose = TicketTable.claimed_by.is_not(None) if actor.role in MAY_RELEASE else _claimed_by(actor)
    freed = update(TicketTable).where(TicketTable.id == ticket_id, whose)
    values = {"claimed_by": None, "claimed_by_account": None}
    if tx.execute(freed.values(values).returning(TicketTable.id)).first() is None:
        raise AlreadyClaimed(code=ticket.code, claimed_by=ticket.claimed_by)
    record(tx, "ticket.released", actor.name, call_id=ticket.call_id, ticket_id=ticket_id, before=ticket.claimed_by)
    return ticket_facts(tx, ticket_id)


def note(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """Add an internal note to the ticket's history; an agency's first note on its ticket starts the work.

    Raises EmptyText or NotAllowed.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "note", actor)
    cleaned = written_text(text, "Catatan")
    return change(tx, ticket, "note", actor, "ticket.noted", text=cleaned.text, truncated=cleaned.cut or None)


def assign(tx: Session, ticket_id: int, agency: str, actor: Actor) -> Ticket:
    """Hand the ticket to an agency of the regency; a new agency starts with clocks of its own.

    Raises UnknownAgency (AgencyOutside for bodies that are only referred to), NotAllowed or ImpossibleTransition.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "assign", actor)
    agency = assignable_agency(agency)
    values: dict[str, object] = {"agency": agency}
    if agency != ticket.agency or ticket.forwarded_at is None:
        moment = now(tx)
        values |= NOT_ACKNOWLEDGED | {"forwarded_at": moment, "level_since": moment, "answered_at": None}
    return change(tx, ticket, "assign", actor, "ticket.assigned", values, agency=agency, before=ticket.agency)


def escalate(tx: Session, ticket_id: int, actor: Actor, reason: str) -> Ticket:
    """Lift the ticket one rung: agency, Diskominfo, Bupati; the new rung has yet to acknowledge it.

    Raises EmptyText, NotAllowed, or ImpossibleTransition when it is at the top.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "escalate", actor)
    cleaned = written_text(reason, "Alasan")
    level = LEVEL_ABOVE[ticket.level]
    detail = {"reason": cleaned.text, "truncated": cleaned.cut or None, "level": level.value}
    values = NOT_ACKNOWLEDGED | {"level": level.value, "level_since": now(tx)}
    return change(tx, ticket, "escalate", actor, "ticket.escalated", values, **detail)


def resolve(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """End the work with a word on what was done. Raises EmptyText, NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "resolve", actor)
    cleaned = written_text(text, "Hasil penanganan")
    moment = now(tx)
    values = {"resolved_at": moment, "answered_at": ticket.answered_at or moment}
    return change(
        tx, ticket, "resolve", actor, "ticket.resolved", values, text=cleaned.text, truncated=cleaned.cut or None
    )


def _claimed_by(actor: Actor) -> ColumnElement[bool]:
    account = TicketTable.claimed_by_account
    same_account = account.is_(None) if actor.account_id is None else account == actor.account_id
    return and_(TicketTable.claimed_by == actor.name, same_account)
