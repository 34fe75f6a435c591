"""Which tickets need a call now: those that a rung has yet to acknowledge, and those whose citizens are to be asked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from tickets.duty.duty_service import ring_citizen, ring_duty
from tickets.duty.ladder import AWAITED, RingingHours, body_of
from tickets.duty.model import Purpose
from tickets.duty.numbers import dialled
from tickets.journal import now
from tickets.model import Level, Priority, Status
from tickets.schema import DutyOfficerTable, OutboundCallTable, TicketTable

FRESH_H = 24.0
"""What came to its rung, or was solved, longer ago is no news: nobody is rung about it any more."""
MOST_LOOKED_AT = 1000
"""Solved tickets of a day among which those are that have a number to ring."""
MOST_PLANNED = 50
"""Calls that one look plans; the rest waits for the next."""


def plan_calls(tx: Session, hours: RingingHours) -> int:
    """Plan the calls that tickets need, and return how many were planned; a second look plans nothing more.

    Officers are rung for what has come up the ladder, and for emergencies at their agency, until somebody
    acknowledges. Citizens are asked when their ticket is resolved.
    """
    waiting = [(number, Level(level)) for number, level in _unacknowledged(tx)]
    planned = [call for number, level in waiting for call in ring_duty(tx, number, level, now=now(tx), hours=hours)]
    return len(planned) + sum(len(ring_citizen(tx, number, hours=hours)) for number in _to_ask(tx))


def calls_needed(tx: Session) -> bool:
    """Whether `plan_calls` would plan anything; for a look in a reading transaction."""
    return bool(_unacknowledged(tx) or _to_ask(tx))


def _unacknowledged(tx: Session) -> list[tuple[int, str]]:
    bodies = set(tx.scalars(select(DutyOfficerTable.body).where(DutyOfficerTable.active).distinct()))
    if not bodies:
        return []
    burning = and_(TicketTable.priority == Priority.EMERGENCY.value, TicketTable.agency.is_not(None))
    rung = select(OutboundCallTable.id).where(
        OutboundCallTable.ticket_id == TicketTable.id,
        OutboundCallTable.purpose == Purpose.ESCALATION.value,
        OutboundCallTable.rung == TicketTable.level,
        OutboundCallTable.created_at >= TicketTable.level_since,
    )
    query = select(TicketTable.id, TicketTable.level, TicketTable.agency).where(
        TicketTable.status.in_([status.value for status in AWAITED]),
        TicketTable.acknowledged_at.is_(None),
        TicketTable.level_since > now(tx) - timedelta(hours=FRESH_H),
        or_(TicketTable.level != Level.AGENCY.value, burning),
        ~rung.exists(),
    )
    rows = tx.execute(query.order_by(TicketTable.level_since).limit(MOST_PLANNED))
    return [(number, level) for number, level, agency in rows if body_of(Level(level), agency) in bodies]


def _to_ask(tx: Session) -> list[int]:
    asked = select(OutboundCallTable.id).where(
        OutboundCallTable.ticket_id == TicketTable.id,
        OutboundCallTable.purpose == Purpose.SOLVED.value,
        OutboundCallTable.created_at >= TicketTable.resolved_at,
    )
    query = select(TicketTable.id, TicketTable.reporter_number).where(
        TicketTable.status == Status.RESOLVED.value,
        TicketTable.resolved_at > now(tx) - timedelta(hours=FRESH_H),
        TicketTable.reporter_number != "",
        ~asked.exists(),
    )
    solved = tx.execute(query.order_by(TicketTable.resolved_at).limit(MOST_LOOKED_AT))
    return [ticket for ticket, number in solved if dialled(number) is not None][:MOST_PLANNED]
