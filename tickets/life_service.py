"""The verbs of a ticket's further life: acknowledge, refuse, wait, answer, close, reopen, refer, reject."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tickets.change import NOT_ACKNOWLEDGED, change, frozen
from tickets.checks import outside_body, written_text
from tickets.cleaning import clean_name, clean_text
from tickets.errors import EmptyText, ImpossibleTransition
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import Actor, Level, Status, Ticket
from tickets.schema import CODE_LENGTH, PATH_LENGTH, AttachmentTable
from tickets.transitions import check

MOST_STEPS = 50
"""Longest chain of duplicates that is followed; a longer one is a fault in the data."""


def acknowledge(tx: Session, ticket_id: int, actor: Actor, by: str = "") -> Ticket:
    """The present rung takes the ticket on: "diterima oleh … pukul …"; `by` names who, the actor if empty.

    At the agency's rung this meets the time limit for its answer.
    Raises NotAllowed, or ImpossibleTransition when somebody has, or nobody is to.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "acknowledge", actor)
    who = clean_name(by) or actor.name
    moment = now(tx)
    values: dict[str, Any] = {"acknowledged_by": who, "acknowledged_at": moment}
    if ticket.level is Level.AGENCY:
        values["answered_at"] = ticket.answered_at or moment
    return change(tx, ticket, "acknowledge", actor, "ticket.acknowledged", values, by=who, level=ticket.level.value)


def refuse(tx: Session, ticket_id: int, actor: Actor, reason: str) -> Ticket:
    """The agency says that the ticket isn't its business: it goes back to the desk. Raises EmptyText, NotAllowed, …"""
    values = NOT_ACKNOWLEDGED | {"agency": None, "forwarded_at": None}
    return _with_text(tx, ticket_id, actor, "refuse", "ticket.refused", reason, "Alasan", values)


def wait_for_citizen(tx: Session, ticket_id: int, actor: Actor, question: str) -> Ticket:
    """A question to the citizen is open: the clocks stand still. Raises EmptyText, NotAllowed, ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    values = {"pauses": frozen(ticket, now(tx))}
    return _with_text(tx, ticket_id, actor, "wait", "ticket.waiting", question, "Pertanyaan", values)


def resume(tx: Session, ticket_id: int, actor: Actor, text: str = "") -> Ticket:
    """The citizen has answered, or will not: the clocks go on. Raises NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "resume", actor)
    said = clean_text(text, 1000, newlines=True).text
    return change(tx, ticket, "resume", actor, "ticket.resumed", text=said)


def answer(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """A public answer, which the citizen may read; the first one meets the answer's time limit.

    Raises EmptyText, NotAllowed or ImpossibleTransition.
    """
    ticket = ticket_facts(tx, ticket_id)
    values = {"answered_at": ticket.answered_at or now(tx)}
    return _with_text(tx, ticket_id, actor, "answer", "ticket.answered", text, "Jawaban", values)


def dispose(tx: Session, ticket_id: int, actor: Actor, instruction: str) -> Ticket:
    """The Bupati's instruction on a ticket that has come up to him; giving one acknowledges it.

    Raises EmptyText, NotAllowed or ImpossibleTransition.
    """
    values = {"acknowledged_by": actor.name, "acknowledged_at": now(tx)}
    return _with_text(tx, ticket_id, actor, "dispose", "ticket.disposed", instruction, "Disposisi", values)


def close_ticket(tx: Session, ticket_id: int, actor: Actor, text: str = "") -> Ticket:
    """A resolved ticket is over: the citizen agrees, or stayed silent. Raises NotAllowed or ImpossibleTransition."""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "close", actor)
    said = clean_text(text, 1000, newlines=True).text
    return change(tx, ticket, "close", actor, "ticket.closed", {"closed_at": now(tx)}, text=said)


def reopen(tx: Session, ticket_id: int, actor: Actor, reason: str) -> Ticket:
    """A finished ticket isn't finished: back to its agency, or to the desk. Raises EmptyText, NotAllowed, …"""
    ticket = ticket_facts(tx, ticket_id)
    values: dict[str, Any] = NOT_ACKNOWLEDGED | dict.fromkeys(
        ("resolved_at", "closed_at", "duplicate_of", "referred_to")
    )
    moment = now(tx)
    values |= {"reopened": ticket.reopened + 1, "level_since": moment, "round_since": moment, "warned": []}
    if ticket.agency is not None:
        values |= {"forwarded_at": moment, "answered_at": None}
    return _with_text(tx, ticket_id, actor, "reopen", "ticket.reopened", reason, "Alasan", values)


def refer(tx: Session, ticket_id: int, actor: Actor, body: str, text: str) -> Ticket:
    """The matter belongs to a body outside the regency government: the citizen is sent there, with a note.

    Raises UnknownBody, EmptyText, NotAllowed or ImpossibleTransition.
    """
    values = {"referred_to": outside_body(body), "closed_at": now(tx)}
    return _with_text(tx, ticket_id, actor, "refer", "ticket.referred", text, "Catatan rujukan", values, body=body)


def reject(tx: Session, ticket_id: int, actor: Actor, reason: str) -> Ticket:
    """The report can't be followed, and the reason says why. Raises EmptyText, NotAllowed or ImpossibleTransition."""
    values = {"closed_at": now(tx)}
    return _with_text(tx, ticket_id, actor, "reject", "ticket.rejected", reason, "Alasan", values)


def mark_duplicate(tx: Session, ticket_id: int, actor: Actor, of: int) -> Ticket:
    """The same report came before, as ticket `of`, which goes on alone. A duplicate's duplicate is the first's.

    Raises TicketNotFound, NotAllowed, or ImpossibleTransition, also for a ticket that would be its own duplicate.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "duplicate", actor)
    first = _first_of(tx, ticket_facts(tx, of))
    if first.id == ticket.id or first.status is Status.DRAFT:
        raise ImpossibleTransition(
            what=f"tiket {first.code}",
            state="tiket yang sama" if first.id == ticket.id else first.status.value,
            verb="duplicate",
            cure="Pilih tiket lain.",
        )
    values = {"duplicate_of": first.id, "closed_at": now(tx)}
    return change(tx, ticket, "duplicate", actor, "ticket.duplicate", values, of=first.code)


def attach(tx: Session, ticket_id: int, actor: Actor, kind: str, reference: str) -> int:
    """Add a picture, letter or recording by reference (path or address) and return its id. Raises EmptyText, …"""
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "attach", actor)
    where = clean_text(reference, PATH_LENGTH).text
    if not where:
        raise EmptyText(what="Rujukan lampiran")
    row = {"ticket_id": ticket_id, "kind": clean_text(kind, CODE_LENGTH).text or "berkas", "reference": where}
    row |= {"added_by": clean_name(actor.name), "added_at": now(tx)}
    added = tx.execute(insert(AttachmentTable).values(row).returning(AttachmentTable.id)).scalar_one()
    record(tx, "ticket.attached", actor.name, call_id=ticket.call_id, ticket_id=ticket_id, reference=where)
    return added


def _with_text(
    tx: Session,
    ticket_id: int,
    actor: Actor,
    verb: str,
    kind: str,
    text: str,
    what: str,
    values: dict[str, Any],
    **detail: Any,
) -> Ticket:
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, verb, actor)
    cleaned = written_text(text, what)
    return change(tx, ticket, verb, actor, kind, values, text=cleaned.text, truncated=cleaned.cut or None, **detail)


def _first_of(tx: Session, ticket: Ticket) -> Ticket:
    for _ in range(MOST_STEPS):
        if ticket.duplicate_of is None:
            return ticket
        ticket = ticket_facts(tx, ticket.duplicate_of)
    raise ImpossibleTransition(what=f"tiket {ticket.code}", state="duplikat", verb="duplicate", cure="Buka ulang dulu.")
