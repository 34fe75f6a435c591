"""The verb that opens a visit: a ticket with it in one transaction, or for a ticket that is there."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tickets.dokmaru.errors import VisitExists
from tickets.dokmaru.form import FORM, clean_form
from tickets.dokmaru.haste import raise_priority
from tickets.dokmaru.model import NewVisit, Visit
from tickets.dokmaru.moments import reported_moment
from tickets.dokmaru.permissions import check_worker
from tickets.dokmaru.puskesmas_service import known_puskesmas
from tickets.dokmaru.queries import has_visit, visit_facts
from tickets.dokmaru.red_flags import asserted, propose_red_flags
from tickets.dokmaru.vocabulary import VisitStatus
from tickets.errors import ImpossibleTransition, NotAllowed
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.local_time import JAKARTA
from tickets.model import Actor, Channel, NewTicket, Role, Ticket
from tickets.opening import insert_ticket
from tickets.schema import TicketTable, VisitTable
from tickets.transitions import WORKABLE

CATEGORY = "kesehatan"

_OF_TICKET = {field.name for field in fields(NewTicket)} & {field.name for field in fields(NewVisit)} - {"channel"}


def open_visit(tx: Session, new: NewVisit, actor: Actor) -> Visit:
    """Open a visit, with its ticket unless `new.ticket_id` names one; a red flag makes the ticket an emergency at once.

    A person of a puskesmas opens for their own puskesmas, in the channel "puskesmas". Red flags that the complaint's
    words propose raise the urgency too, but only a person sets them. Raises NotAllowed, EmptyText, InvalidAnswer,
    InvalidNik, WrongMoment, UnknownPlace, UnknownPuskesmas, TicketNotFound, VisitExists or ImpossibleTransition.
    """
    puskesmas = _puskesmas(tx, new, actor)
    moment = now(tx)
    reported_at = reported_moment(new.reported_at, moment)
    form = clean_form({name: getattr(new, name) for name in FORM}, moment.astimezone(JAKARTA).date())
    ticket = _ticket(tx, new, form["complaint"], reported_at, actor)
    if new.ticket_id is not None and new.reported_at is None:
        reported_at = ticket.created_at
    visit_id = _insert(tx, ticket.id, form | {"puskesmas": puskesmas, "created_at": reported_at}, moment)
    proposed = asserted(propose_red_flags(form["complaint"]))
    if form["red_flags"] or proposed:
        raise_priority(tx, ticket.id, actor)
    record(
        tx,
        "visit.opened",
        actor.name,
        call_id=ticket.call_id,
        ticket_id=ticket.id,
        status=VisitStatus.REPORTED.value,
        puskesmas=puskesmas,
        red_flags=list(form["red_flags"]),
        proposed_flags=[flag for flag in proposed if flag not in form["red_flags"]],
    )
    return visit_facts(tx, visit_id)


def _puskesmas(tx: Session, new: NewVisit, actor: Actor) -> str | None:
    wanted = new.puskesmas
    if actor.role is Role.PUSKESMAS:
        wanted = wanted or actor.puskesmas
        if new.ticket_id is not None:
            raise NotAllowed(role=actor.role.value, verb="open", why=" (tiket hotline)")
    check_worker(actor, "open", wanted)
    return None if wanted is None else known_puskesmas(tx, wanted)


def _ticket(tx: Session, new: NewVisit, complaint: str, reported_at: datetime, actor: Actor) -> Ticket:
    if new.ticket_id is not None:
        return _joined(tx, new.ticket_id)
    facts: dict[str, Any] = {name: getattr(new, name) for name in _OF_TICKET}
    channel = Channel.PUSKESMAS if actor.role is Role.PUSKESMAS else new.channel
    # What ails a patient is nobody's business but theirs: the ticket's content is hidden from the public.
    opened_at = None if new.reported_at is None else reported_at
    ticket = NewTicket(CATEGORY, complaint, channel=channel, confidential=True, opened_at=opened_at, **facts)
    return insert_ticket(tx, ticket, actor)


def _joined(tx: Session, ticket_id: int) -> Ticket:
    ticket = ticket_facts(tx, ticket_id)
    if ticket.status not in WORKABLE:
        cure = "Konfirmasi atau buka kembali tiketnya dulu."
        raise ImpossibleTransition(what=f"tiket {ticket.code}", state=ticket.status.value, verb="open", cure=cure)
    if has_visit(tx, ticket_id):
        raise VisitExists(code=ticket.code)
    return ticket


def _insert(tx: Session, ticket_id: int, facts: dict[str, Any], moment: datetime) -> int:
    values = {"team": "", "referred_to": "", "result": ""} | facts
    values |= {"ticket_id": ticket_id, "status": VisitStatus.REPORTED.value, "version": 1, "updated_at": moment}
    if facts["puskesmas"] is not None:
        tx.execute(update(TicketTable).where(TicketTable.id == ticket_id).values(puskesmas=facts["puskesmas"]))
    visit_id: int = tx.execute(insert(VisitTable).values(values).returning(VisitTable.id)).scalar_one()
    return visit_id
