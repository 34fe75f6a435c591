"""The verbs of an incident: join, leave, merge and unmerge, solve, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from tickets.checks import written_text
from tickets.database import Database
from tickets.errors import StaleVersion
from tickets.fetching import ticket_facts
from tickets.incident_errors import (
    InAnotherIncident,
    IncidentNotOpen,
    IncidentNotSolved,
    InNoIncident,
    NothingToJoin,
    NothingToUnmerge,
)
from tickets.incident_moves import last_moves, tickets_moved_from
from tickets.incident_queries import all_members, incident, incident_row
from tickets.incident_upkeep import change_incident, insert_incident, settle
from tickets.incidents import Incident, IncidentStatus, Solved, incident_code, reporters_of, title_of
from tickets.journal import now, record
from tickets.life_service import reopen
from tickets.model import Actor, Status, Ticket
from tickets.permissions import check_allowed
from tickets.schema import TicketTable
from tickets.ticket_service import confirm_ticket, resolve
from tickets.transitions import check, may

STEP = 25
"""Tickets that are resolved in one transaction of a long solving: other writers wait for a part of a second."""


def join_incident(
    tx: Session,
    ticket_id: int,
    actor: Actor,
    incident_id: int | None = None,
    *,
    other_ticket_id: int | None = None,
    title: str = "",
) -> Incident:
    """Put the ticket into an incident, or together with another ticket: into the incident of either, else a new one.

    Joining again changes nothing. A draft is confirmed by it, for a person has read it. `title` names a new incident.
    Raises NothingToJoin, InAnotherIncident, IncidentNotFound, IncidentNotOpen, NotAllowed or ImpossibleTransition.
    """
    check_allowed(actor, "incident")
    ticket = ticket_facts(tx, ticket_id)
    if (incident_id is None) == (other_ticket_id is None) or other_ticket_id == ticket_id:
        raise NothingToJoin(what=f"Tiket {ticket.code}")
    if incident_id is not None:
        return _bring(tx, [ticket], _joinable(tx, incident_id), actor)
    both = [ticket_facts(tx, other_ticket_id or 0), ticket]
    known = sorted({one.incident_id for one in both if one.incident_id is not None})
    if len(known) > 1:
        raise InAnotherIncident(code=ticket.code, incident=incident_code(ticket.incident_id or 0))
    return _bring(tx, both, _joinable(tx, known[0]) if known else None, actor, title)


def gather(
    tx: Session, ticket_ids: Sequence[int], actor: Actor, incident_id: int | None = None, *, title: str = ""
) -> Incident:
    """Put many tickets into one incident at once, as a burst proposes: into the one given, else into a new one.

    All or none. Raises what `join_incident` raises.
    """
    check_allowed(actor, "incident")
    tickets = [ticket_facts(tx, ticket_id) for ticket_id in dict.fromkeys(ticket_ids)]
    if not tickets or (incident_id is None and len(tickets) < 2):
        raise NothingToJoin(what=f"Tiket {tickets[0].code}" if tickets else "Insiden")
    return _bring(tx, tickets, None if incident_id is None else _joinable(tx, incident_id), actor, title)


def leave_incident(tx: Session, ticket_id: int, actor: Actor) -> Ticket:
    """Take the ticket out of its incident; an incident without tickets is open no longer. Joining again undoes it.

    Raises InNoIncident or NotAllowed.
    """
    check_allowed(actor, "incident")
    ticket = ticket_facts(tx, ticket_id)
    if ticket.incident_id is None:
        raise InNoIncident(code=ticket.code)
    _move(tx, ticket, None, actor, "incident.left", incident=ticket.incident_id, code=incident_code(ticket.incident_id))
    settle(tx, [ticket.incident_id])
    return ticket_facts(tx, ticket_id)


def merge_incidents(tx: Session, incident_id: int, into_id: int, actor: Actor) -> Incident:
    """Move all tickets of an open incident into another open one, and return that; the first stays behind, "merged".

    Incidents never point at each other, tickets move: there can be no circle. `unmerge_incident` undoes it.
    Raises NothingToJoin, IncidentNotFound, IncidentNotOpen or NotAllowed.
    """
    check_allowed(actor, "incident")
    source, target = _open(tx, incident_id), _open(tx, into_id)
    if source.id == target.id:
        raise NothingToJoin(what=f"Insiden {source.code}")
    detail: dict[str, Any] = {"incident": source.id, "code": source.code, "into": target.id, "into_code": target.code}
    for ticket in all_members(tx, source.id):
        _move(tx, ticket, target.id, actor, "incident.merged", **detail)
    settle(tx, [source.id], IncidentStatus.MERGED)
    settle(tx, [target.id])
    return incident(tx, target.id)


def unmerge_incident(tx: Session, incident_id: int, from_id: int, actor: Actor) -> Incident:
    """Take back a merge: the tickets that came from the incident, and are still in `from_id`, go back to it.

    Raises NothingToUnmerge, IncidentNotFound or NotAllowed.
    """
    check_allowed(actor, "incident")
    source, other = incident_row(tx, incident_id), incident_row(tx, from_id)
    back = tickets_moved_from(tx, source.id, other.id)
    if not back:
        raise NothingToUnmerge(incident=source.code, other=other.code)
    detail: dict[str, Any] = {"incident": other.id, "code": other.code, "into": source.id, "into_code": source.code}
    for ticket_id in back:
        _move(tx, ticket_facts(tx, ticket_id), source.id, actor, "incident.unmerged", **detail)
    settle(tx, [source.id, other.id])
    return incident(tx, source.id)


def solve_incident(tx: Session, incident_id: int, actor: Actor, answer: str, *, at_most: int | None = None) -> Solved:
    """The matter is settled: all open tickets are resolved with the same public answer, each with its own events.

    With `at_most` only so many of them, and the incident stays open while others remain: call it again, in another
    transaction. Tells who is to be told; calling them is somebody else's.
    Raises EmptyText, IncidentNotFound, IncidentNotOpen or NotAllowed.
    """
    check_allowed(actor, "incident")
    before = _open(tx, incident_id)
    text = written_text(answer, "Hasil penanganan").text
    waiting = [ticket for ticket in all_members(tx, before.id) if may(ticket, "resolve", actor)]
    for ticket in waiting[:at_most]:
        resolve(tx, ticket.id, actor, text)
        _tell(tx, ticket, actor, "incident.solved", before, answer=text)
    remaining = len(waiting) - len(waiting[:at_most])
    if not remaining:
        change_incident(tx, before, status=IncidentStatus.SOLVED.value, solved_at=now(tx))
    done = _solved_with_it(tx, before)
    return Solved(incident(tx, before.id), tuple(ticket.id for ticket in done), reporters_of(done), remaining)


def solve_in_steps(database: Database, incident_id: int, actor: Actor, answer: str) -> Solved:
    """Solve an incident of any size in short transactions of STEP tickets, between which other writers get their turn.

    If it is broken off, the incident is still open and solving it again goes on. Raises what `solve_incident` raises.
    """
    while True:
        with database.transaction() as tx:
            solved = solve_incident(tx, incident_id, actor, answer, at_most=STEP)
        if not solved.remaining:
            return solved


def reopen_incident(tx: Session, incident_id: int, actor: Actor, reason: str) -> Incident:
    """The matter isn't settled: the incident is open again, with all tickets that its solving had resolved.

    Tickets that were resolved one by one stay so. Raises EmptyText, IncidentNotFound, IncidentNotSolved or NotAllowed.
    """
    check_allowed(actor, "incident")
    before = incident_row(tx, incident_id)
    if before.status is not IncidentStatus.SOLVED:
        raise IncidentNotSolved(code=before.code, status=before.status.indonesian)
    text = written_text(reason, "Alasan").text
    change_incident(tx, before, status=IncidentStatus.OPEN.value, solved_at=None)
    for ticket in _solved_with_it(tx, before):
        reopen(tx, ticket.id, actor, text)
        _tell(tx, ticket, actor, "incident.reopened", before, reason=text)
    return incident(tx, before.id)


def _bring(tx: Session, tickets: Sequence[Ticket], target: Incident | None, actor: Actor, title: str = "") -> Incident:
    for ticket in tickets:
        _check_joins(ticket, target, actor)
    target = target or _open_for(tx, tickets, actor, title)
    for ticket in tickets:
        if ticket.incident_id is None:
            ready = confirm_ticket(tx, ticket.id, actor) if ticket.status is Status.DRAFT else ticket
            _move(tx, ready, target.id, actor, "incident.joined", incident=target.id, code=target.code)
    settle(tx, [target.id])
    return incident(tx, target.id)


def _check_joins(ticket: Ticket, target: Incident | None, actor: Actor) -> None:
    if ticket.incident_id is not None:
        if target is None or ticket.incident_id != target.id:
            raise InAnotherIncident(code=ticket.code, incident=incident_code(ticket.incident_id))
    else:
        check(ticket, "confirm" if ticket.status is Status.DRAFT else "incident", actor)


def _open_for(tx: Session, tickets: Sequence[Ticket], actor: Actor, title: str) -> Incident:
    first = tickets[0]
    category = next((ticket.category for ticket in tickets if ticket.category is not None), None)
    told = next((ticket.description for ticket in tickets if ticket.description), "")
    name = title.strip() or title_of(told, category, first.kecamatan, first.desa)
    opened = insert_incident(tx, name, category, actor.name)
    detail: dict[str, Any] = {"incident": opened.id, "code": opened.code, "title": opened.title}
    record(tx, "incident.opened", actor.name, call_id=first.call_id, ticket_id=first.id, **detail)
    return opened


def _open(tx: Session, incident_id: int) -> Incident:
    found = incident_row(tx, incident_id)
    if found.status is not IncidentStatus.OPEN:
        raise IncidentNotOpen(code=found.code, status=found.status.indonesian)
    return found


def _joinable(tx: Session, incident_id: int) -> Incident:
    """The incident, open or left by all its tickets: joining it again is how a leaving is undone."""
    found = incident_row(tx, incident_id)
    return found if found.status is IncidentStatus.EMPTY else _open(tx, incident_id)


def _move(tx: Session, ticket: Ticket, incident_id: int | None, actor: Actor, kind: str, **detail: Any) -> None:
    here = TicketTable.incident_id
    seen = here.is_(None) if ticket.incident_id is None else here == ticket.incident_id
    values = {"incident_id": incident_id, "updated_at": now(tx)}
    moved = update(TicketTable).where(TicketTable.id == ticket.id, seen).values(values)
    if tx.execute(moved.returning(TicketTable.id)).first() is None:
        raise StaleVersion(code=ticket.code, changed_by="orang lain", version=ticket.version)
    was = {"incident_id": ticket.incident_id}
    record(tx, kind, actor.name, call_id=ticket.call_id, ticket_id=ticket.id, was=was, **detail)


def _tell(tx: Session, ticket: Ticket, actor: Actor, kind: str, about: Incident, **detail: Any) -> None:
    detail |= {"incident": about.id, "code": about.code}
    record(tx, kind, actor.name, call_id=ticket.call_id, ticket_id=ticket.id, **detail)


def _solved_with_it(tx: Session, before: Incident) -> list[Ticket]:
    """The tickets whose last word is still the incident's answer."""
    tickets = {t.id: t for t in all_members(tx, before.id) if t.status is Status.RESOLVED}
    last = last_moves(tx, before.id, ("incident.solved", "ticket.reopened"))
    return [ticket for number, ticket in tickets.items() if number in last and last[number].kind == "incident.solved"]
