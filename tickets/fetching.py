"""Fetching the rows that a verb works on, or saying that there are none."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from tickets.errors import CallNotFound, TicketNotFound
from tickets.model import Ticket
from tickets.rows import columns_of, select_tickets, to_ticket
from tickets.schema import CallTable, TicketTable


def call_facts(tx: Session, call_id: int) -> Row[Any]:
    """The call's row as stored. Raises CallNotFound."""
    row = tx.execute(select(*columns_of(CallTable)).where(CallTable.id == call_id)).one_or_none()
    if row is None:
        raise CallNotFound(call=call_id)
    return row


def ticket_facts(tx: Session, ticket_id: int) -> Ticket:
    """The ticket. Raises TicketNotFound."""
    row = tx.execute(select_tickets().where(TicketTable.id == ticket_id)).one_or_none()
    if row is None:
        raise TicketNotFound(ticket=ticket_id)
    return to_ticket(row)
