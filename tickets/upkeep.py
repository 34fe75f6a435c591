"""What follows from a ticket's row and must stay in step with it: its next time limit, and its place in the search."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from tickets.clocks.deadlines import deadlines, most_pressing
from tickets.clocks.errors import CalendarEnds
from tickets.clocks.facts import ClockFacts
from tickets.clocks.sweep_rules import next_look
from tickets.fetching import ticket_facts
from tickets.journal import now
from tickets.model import ComplaintType, Priority, Status, Ticket
from tickets.schema import TicketTable
from tickets.search.index_service import reindex
from tickets.time_limits import TimeLimits, limits_of

log = structlog.get_logger()


def keep_in_step(tx: Session, ticket_id: int) -> Ticket:
    """Bring the ticket's next time limit and its search entry in step with its row, and return it as it is then."""
    ticket = ticket_facts(tx, ticket_id)
    due = due_columns(ticket, limits_of(tx), now(tx))
    stale = {name: value for name, value in due.items() if getattr(ticket, name) != value}
    if stale:
        tx.execute(update(TicketTable).where(TicketTable.id == ticket_id).values(stale))
        ticket = ticket_facts(tx, ticket_id)
    reindex(tx, ticket_id)
    return ticket


def due_columns(ticket: Ticket, limits: TimeLimits, moment: datetime) -> dict[str, Any]:
    """What the clocks say of the ticket at `moment`, as columns; nothing where the calendar ends too soon.

    A draft has no clocks before somebody has read it, unless it is an emergency: that must not wait for a reader.
    """
    none = dict.fromkeys(("next_due_at", "due_clock", "due_state", "next_look_at"))
    if ticket.status is Status.DRAFT and not is_emergency(ticket):
        return none | {"sla_version": limits.version}
    try:
        return none | _running(ticket, limits, moment) | {"sla_version": limits.version}
    except CalendarEnds as error:
        log.error("clocks_of_ticket_stand_still", ticket=ticket.code, reason=error.english)
        return none | {"sla_version": limits.version}


def _running(ticket: Ticket, limits: TimeLimits, moment: datetime) -> dict[str, Any]:
    facts = clock_facts(ticket)
    found = deadlines(facts, limits.table, limits.calendar)
    look = next_look(facts, found)
    again = {"next_look_at": look.at if look else None}
    pressing = None if facts.ended_at or ticket.resolved_at else most_pressing(found, limits.calendar, moment)
    if pressing is None:
        return again
    return again | {
        "next_due_at": pressing.due_at,
        "due_clock": pressing.clock.value,
        "due_state": pressing.state.value,
    }


def clock_facts(ticket: Ticket) -> ClockFacts:
    """What the clocks need to know of a ticket."""
    return ClockFacts(
        type=ticket.complaint_type,
        category=ticket.category,
        agency=ticket.agency,
        emergency=is_emergency(ticket),
        opened_at=ticket.round_since or ticket.created_at,
        level=ticket.level,
        level_since=ticket.level_since or ticket.created_at,
        forwarded_at=ticket.forwarded_at,
        answered_at=ticket.answered_at,
        acknowledged_at=ticket.acknowledged_at,
        resolved_at=ticket.resolved_at,
        ended_at=ticket.closed_at,
        emergency_since=ticket.emergency_since,
        pauses=ticket.pauses,
        warned=ticket.warned,
    )


def is_emergency(ticket: Ticket) -> bool:
    """Whether the clocks run day and night for this ticket."""
    return ticket.priority is Priority.EMERGENCY or ticket.complaint_type is ComplaintType.EMERGENCY
