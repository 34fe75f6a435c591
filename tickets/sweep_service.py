"""The clocks act: they warn, bring tickets up the ladder and close solved ones, each step a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tickets.clocks.deadlines import deadlines
from tickets.clocks.errors import CalendarEnds
from tickets.clocks.facts import Clock, State
from tickets.clocks.sweep_rules import Close, Escalate, Warn, due_step
from tickets.database import Database
from tickets.errors import ImpossibleTransition, StaleVersion, TicketNotFound
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.life_service import close_ticket
from tickets.model import CLOCK, Status, Ticket
from tickets.rows import select_tickets, to_ticket
from tickets.schema import TicketTable
from tickets.ticket_service import confirm_ticket, escalate
from tickets.time_limits import limits_of
from tickets.transitions import ENDED
from tickets.upkeep import clock_facts, due_columns, is_emergency, keep_in_step

log = structlog.get_logger()

MOST_STEPS = 12
"""Steps that can fall due at once for one ticket: a warning and a breach of each limit, and the rungs."""
MOST_TICKETS = 1000
"""Tickets that one look takes on; the rest waits for the next."""
REASONS = {
    Clock.FORWARD: "belum diteruskan ke instansi sampai batas waktunya",
    Clock.ANSWER: "belum diterima atau dijawab instansi sampai batas waktunya",
    Clock.SOLVE: "belum selesai sampai batas waktunya",
    Clock.RUNG: "belum ditangani tingkat ini sampai batas waktunya",
}
CLOSED_BY_ITSELF = "tidak ada tanggapan pelapor sampai batas waktunya"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did, in tickets: looked at anew after a change of the rules, warned of, raised, closed."""

    renewed: int = 0
    told: int = 0
    escalated: int = 0
    closed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.renewed + other.renewed,
            self.told + other.told,
            self.escalated + other.escalated,
            self.closed + other.closed,
        )

    def __bool__(self) -> bool:
        return bool(self.renewed or self.told or self.escalated or self.closed)


def sweep(database: Database) -> Swept:
    """Do all that is due now. Several may sweep at once: every step is done once. Raises DatabaseUnreachable."""
    done = Swept(renewed=sum(_renewals(database)))
    with database.reading() as tx:
        due = due_tickets(tx)
    for ticket_id in due:
        for _ in range(MOST_STEPS):
            step = _step(database, ticket_id)
            if not step:
                break
            done += step
    return done


def due_tickets(tx: Session, limit: int = MOST_TICKETS) -> list[int]:
    """The tickets whose clocks have something to do, the longest due first."""
    due = select(TicketTable.id).where(TicketTable.next_look_at <= now(tx)).order_by(TicketTable.next_look_at)
    return list(tx.scalars(due.limit(limit)))


def take_step(tx: Session, ticket_id: int) -> Swept:
    """Do the one thing that is due for a ticket; nothing when nothing is. Raises TicketNotFound, StaleVersion."""
    ticket, limits = ticket_facts(tx, ticket_id), limits_of(tx)
    if ticket.status is Status.DRAFT and not is_emergency(ticket):
        return Swept()
    facts = clock_facts(ticket)
    match due_step(facts, deadlines(facts, limits.table, limits.calendar), now(tx)):
        case Warn(clock=clock, state=state, mark=mark):
            _tell(tx, ticket, clock, state, mark)
            return Swept(told=1)
        case Escalate(clock=clock, mark=mark):
            if ticket.status is Status.DRAFT:
                confirm_ticket(tx, ticket_id, CLOCK)
            raised = escalate(tx, ticket_id, CLOCK, REASONS[clock])
            _remember(tx, raised, mark)
            return Swept(escalated=1)
        case Close():
            close_ticket(tx, ticket_id, CLOCK, CLOSED_BY_ITSELF)
            return Swept(closed=1)
    keep_in_step(tx, ticket_id)
    return Swept()


def renew(tx: Session, limit: int = MOST_TICKETS) -> int:
    """Bring tickets in step with changed rules, at most `limit`, and return how many they were."""
    limits, moment = limits_of(tx), now(tx)
    running = TicketTable.status.not_in([status.value for status in ENDED])
    rows = tx.execute(select_tickets().where(running, TicketTable.sla_version != limits.version).limit(limit))
    found = [{"id": ticket.id} | due_columns(ticket, limits, moment) for ticket in map(to_ticket, rows)]
    if found:
        tx.execute(update(TicketTable), found)
    return len(found)


def _renewals(database: Database) -> Iterator[int]:
    while True:
        with database.reading() as tx:
            needed = renewal_needed(tx)
        if not needed:
            return
        with database.transaction() as tx:
            yield renew(tx)


def renewal_needed(tx: Session) -> bool:
    """Whether any running ticket was last looked at under other rules than now."""
    running = TicketTable.status.not_in([status.value for status in ENDED])
    stale = TicketTable.sla_version != limits_of(tx).version
    return tx.scalar(select(TicketTable.id).where(running, stale).limit(1)) is not None


def _step(database: Database, ticket_id: int) -> Swept:
    try:
        with database.transaction() as tx:
            return take_step(tx, ticket_id)
    except (StaleVersion, ImpossibleTransition, TicketNotFound, CalendarEnds) as error:
        log.info("step_not_taken", ticket=ticket_id, reason=error.english)
        return Swept()


def _tell(tx: Session, ticket: Ticket, clock: Clock, state: State, mark: str) -> None:
    record(
        tx,
        "ticket.due",
        CLOCK.name,
        call_id=ticket.call_id,
        ticket_id=ticket.id,
        clock=clock.value,
        state=state.value,
        level=ticket.level.value,
        agency=ticket.agency,
    )
    _remember(tx, ticket, mark)


def _remember(tx: Session, ticket: Ticket, mark: str) -> None:
    told = sorted(ticket.warned | {mark})
    tx.execute(update(TicketTable).where(TicketTable.id == ticket.id).values(warned=told))
    keep_in_step(tx, ticket.id)
