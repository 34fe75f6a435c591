"""Who has a ticket before them: advice to the others, never a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from tickets.fetching import ticket_facts
from tickets.journal import now, ring
from tickets.model import Account
from tickets.permissions import check_allowed
from tickets.privacy.trail_service import log_access
from tickets.schema import PresenceTable

PRESENT_S = 45.0
"""Somebody who hasn't been heard of for so long has gone; consoles report about every 15 s."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A person who has the ticket open; `editing` while they type into it."""

    ticket_id: int
    account_id: int
    name: str
    editing: bool
    at: datetime


def look_at(tx: Session, ticket_id: int, account: Account, *, editing: bool = False) -> None:
    """Say that this person has the ticket before them now, and no other; the trail keeps that they looked at it.

    Raises TicketNotFound or NotAllowed.
    """
    check_allowed(account.actor, "look", ticket_facts(tx, ticket_id))
    seen = {"editing": editing, "at": now(tx), "name": account.name}
    other = (PresenceTable.ticket_id != ticket_id, PresenceTable.account_id == account.id)
    tx.execute(delete(PresenceTable).where(*other))
    mine = (PresenceTable.ticket_id == ticket_id, PresenceTable.account_id == account.id)
    if tx.execute(update(PresenceTable).where(*mine).values(seen).returning(PresenceTable.ticket_id)).first() is None:
        tx.execute(insert(PresenceTable).values(seen | {"ticket_id": ticket_id, "account_id": account.id}))
        log_access(tx, account.actor, ticket_id, "lihat")
    ring(tx)


def look_away(tx: Session, account: Account) -> None:
    """This person has no ticket before them any more, and with them go all who left without a word."""
    gone = PresenceTable.at < now(tx) - timedelta(seconds=PRESENT_S)
    tx.execute(delete(PresenceTable).where((PresenceTable.account_id == account.id) | gone))
    ring(tx)


def present(tx: Session, *, but: Account | None = None) -> list[Presence]:
    """Everybody who has a ticket before them, without one person, by ticket and name."""
    query = select(*PresenceTable.__table__.columns).where(
        PresenceTable.at >= now(tx) - timedelta(seconds=PRESENT_S),
        PresenceTable.account_id != (but.id if but else 0),
    )
    rows = tx.execute(query.order_by(PresenceTable.ticket_id, PresenceTable.name))
    return [Presence(**row._asdict()) for row in rows]
