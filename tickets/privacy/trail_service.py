"""Who looked at what: written beside every look at personal data, and read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from tickets.cleaning import clean_label, clean_name, clean_text
from tickets.fetching import ticket_facts
from tickets.journal import now
from tickets.model import Actor
from tickets.rows import columns_of
from tickets.schema import CODE_LENGTH, AccessTable

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the trail; `what` is done, as "lihat", "dengar", "export"; `subject` tells of whom or how much."""

    id: int
    at: datetime
    actor: str
    role: str | None
    ticket_id: int | None
    call_id: int | None
    subject: str
    what: str


def log_access(
    tx: Session, actor: Actor, ticket_id: int | None, what: str, *, call_id: int | None = None, subject: str = ""
) -> None:
    """Note that the actor looked at, heard or took out personal data."""
    row = {
        "at": now(tx),
        "actor": clean_name(actor.name),
        "role": actor.role.value if actor.role else None,
        "ticket_id": ticket_id,
        "call_id": call_id,
        "subject": clean_label(subject),
        "what": clean_text(what, CODE_LENGTH).text,
    }
    tx.execute(insert(AccessTable).values(row))


def trail(tx: Session, ticket_id: int) -> list[Look]:
    """Who looked at a ticket or its call, the newest first, at most MOST_ROWS. Raises TicketNotFound."""
    ticket = ticket_facts(tx, ticket_id)
    about = [AccessTable.ticket_id == ticket_id]
    if ticket.call_id is not None:
        about.append(AccessTable.call_id == ticket.call_id)
    query = select(*columns_of(AccessTable)).where(or_(*about)).order_by(AccessTable.id.desc()).limit(MOST_ROWS)
    return [Look(**row._asdict()) for row in tx.execute(query)]
