"""The verbs that plan calls: ring the officers of a rung, ring the citizen, and ring on after an attempt in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tickets import journal
from tickets.duty import queries
from tickets.duty.ladder import (
    MOST_CITIZEN_CALLS,
    RingingHours,
    body_of,
    citizen_earliest,
    duty_slot,
    needs_officer,
    second_attempt,
)
from tickets.duty.model import OPEN, RETRIED, TRIED, CallState, OutboundCall, Outcome, Purpose
from tickets.duty.numbers import dialled
from tickets.fetching import ticket_facts
from tickets.journal import record
from tickets.model import TELEPHONE, Level, Status, Ticket
from tickets.phone_numbers import mask
from tickets.schema import OutboundCallTable
from tickets.ticket_service import escalate
from tickets.transitions import LEVEL_ABOVE

USUAL_HOURS = RingingHours()


def ring_duty(
    tx: Session, ticket_id: int, rung: Level | str, *, now: datetime, hours: RingingHours = USUAL_HOURS
) -> list[int]:
    """Plan the call to the first officer of a rung and return the ids of the pending calls; the others follow by it.

    Nothing is planned when the ticket does not wait for this rung, or a call for this rung is under way already; calls
    planned for another rung are given up. At night only emergencies ring. Raises TicketNotFound.
    """
    level, ticket = Level(rung), ticket_facts(tx, ticket_id)
    if not needs_officer(ticket, level.value):
        return []
    before = queries.calls_about(tx, ticket_id, Purpose.ESCALATION)
    give_up(tx, [call for call in before if call.rung != level.value])
    if any(call.rung == level.value and call.state in OPEN for call in before):
        return []
    this_round = 1 + max((call.round for call in before), default=0)
    return _ring_next(tx, ticket, before, this_round, now, hours)


def ring_citizen(
    tx: Session, ticket_id: int, *, now: datetime | None = None, hours: RingingHours = USUAL_HOURS
) -> list[int]:
    """Plan the question to the citizen whether the ticket is solved, and return the ids of the pending calls.

    Nothing is planned for a ticket that is not resolved, has no number that may be rung, or whose citizen was asked
    since it was resolved. Only by day. Raises TicketNotFound.
    """
    moment, ticket = now or journal.now(tx), ticket_facts(tx, ticket_id)
    number = dialled(ticket.reporter_number)
    if ticket.status is not Status.RESOLVED or number is None or _attempts(tx, ticket):
        return []
    return [_plan_citizen(tx, ticket, number, citizen_earliest(moment, hours))]


def ring_on(tx: Session, call: OutboundCall, outcome: Outcome, hours: RingingHours = USUAL_HOURS) -> list[int]:
    """Plan what follows a call in vain: the next officer, the next rung, or the citizen's second call."""
    ticket, moment = ticket_facts(tx, call.ticket_id), journal.now(tx)
    if call.purpose is Purpose.SOLVED:
        return _ring_citizen_again(tx, ticket, call, outcome, second_attempt(moment, hours))
    if not needs_officer(ticket, call.rung):
        return []
    before = queries.calls_about(tx, ticket.id, Purpose.ESCALATION)
    planned = _ring_next(tx, ticket, before, call.round, moment, hours)
    return planned or _climb(tx, ticket, call, before, hours)


def give_up(tx: Session, calls: list[OutboundCall]) -> None:
    """Cancel those of the calls that no bridge has taken up yet."""
    pending = [call.id for call in calls if call.state is CallState.PENDING]
    values = {"state": CallState.CANCELLED.value, "outcome": Outcome.MOVED.value, "ended_at": journal.now(tx)}
    still = (OutboundCallTable.id.in_(pending), OutboundCallTable.state == CallState.PENDING.value)
    tx.execute(update(OutboundCallTable).where(*still).values(values))


def _ring_next(
    tx: Session, ticket: Ticket, before: list[OutboundCall], this_round: int, moment: datetime, hours: RingingHours
) -> list[int]:
    """Plan the call to the first officer of the ticket's rung who was not tried in this round."""
    body = body_of(ticket.level, ticket.agency)
    tried = {call.officer_id for call in before if call.round == this_round}
    found = duty_slot(queries.officers(tx, body) if body else (), tried, moment, ticket.priority, hours)
    if found is None:
        if not tried:
            record(tx, "duty.nobody", TELEPHONE.name, ticket_id=ticket.id, body=body, rung=ticket.level.value)
        return []
    officer, at = found
    facts = {"purpose": Purpose.ESCALATION.value, "officer_id": officer.id, "number": officer.number}
    return [_plan(tx, ticket, facts | {"round": this_round, "not_before": at}, officer=officer.name, body=body)]


def _climb(
    tx: Session, ticket: Ticket, call: OutboundCall, before: list[OutboundCall], hours: RingingHours
) -> list[int]:
    """After the last officer of a rung: the next rung, if anybody was really rung at this one."""
    rang = [one for one in before if (one.round, one.rung) == (call.round, call.rung) and one.outcome in TRIED]
    body, above = body_of(ticket.level, ticket.agency), LEVEL_ABOVE.get(ticket.level)
    if not rang or above is None:
        record(tx, "duty.unanswered", TELEPHONE.name, ticket_id=ticket.id, body=body, rung=call.rung, calls=len(rang))
        return []
    raised = escalate(tx, ticket.id, TELEPHONE, f"Petugas piket {body} sudah ditelepon dan belum menerima laporan ini.")
    return _ring_next(tx, raised, before, call.round, journal.now(tx), hours)


def _ring_citizen_again(
    tx: Session, ticket: Ticket, call: OutboundCall, outcome: Outcome, not_before: datetime
) -> list[int]:
    number = dialled(ticket.reporter_number)
    if outcome not in RETRIED or ticket.status is not Status.RESOLVED or number is None:
        return []
    if len(_attempts(tx, ticket)) >= MOST_CITIZEN_CALLS:
        return []
    return [_plan_citizen(tx, ticket, number, not_before)]


def _attempts(tx: Session, ticket: Ticket) -> list[OutboundCall]:
    """The calls to the citizen since the ticket was resolved last."""
    calls = queries.calls_about(tx, ticket.id, Purpose.SOLVED)
    return [call for call in calls if ticket.resolved_at is None or call.created_at >= ticket.resolved_at]


def _plan_citizen(tx: Session, ticket: Ticket, number: str, not_before: datetime) -> int:
    asked = queries.calls_about(tx, ticket.id, Purpose.SOLVED)
    facts: dict[str, Any] = {"purpose": Purpose.SOLVED.value, "officer_id": None, "number": number}
    facts |= {"round": 1 + max((call.round for call in asked), default=0), "not_before": not_before}
    return _plan(tx, ticket, facts)


def _plan(tx: Session, ticket: Ticket, facts: dict[str, Any], **told: Any) -> int:
    row = facts | {"ticket_id": ticket.id, "rung": ticket.level.value, "state": CallState.PENDING.value, "said": ""}
    row |= {"created_at": journal.now(tx)}
    planned = tx.execute(insert(OutboundCallTable).values(row).returning(OutboundCallTable.id)).scalar_one()
    told |= {"purpose": facts["purpose"], "number": mask(facts["number"]), "not_before": facts["not_before"]}
    record(tx, "outbound.planned", TELEPHONE.name, ticket_id=ticket.id, outbound=planned, **told)
    return planned
