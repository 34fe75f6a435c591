"""The diary: one event row in the same transaction as the change it tells of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from tickets.cleaning import clean_json, clean_name
from tickets.schema import EventTable

NOTIFY_CHANNEL = "iceta_changes"
"""The PostgreSQL channel that readers of the feed listen on."""


def now(tx: Session) -> datetime:
    """The present by the database's clock, aware UTC."""
    clock = tx.info.get("clock")
    moment: datetime = clock() if clock else datetime.now(UTC)
    return moment


def record(
    tx: Session,
    kind: str,
    actor: str,
    *,
    call_id: int | None = None,
    ticket_id: int | None = None,
    at: datetime | None = None,
    **detail: Any,
) -> None:
    """Write one event. What is None or empty in `detail` is left out."""
    kept = {key: value for key, value in detail.items() if value not in (None, "", (), {}, [])}
    tx.execute(
        insert(EventTable).values(
            at=at or now(tx),
            kind=kind,
            call_id=call_id,
            ticket_id=ticket_id,
            actor=clean_name(actor),
            detail=clean_json(kept),
        )
    )
    ring(tx)


def ring(tx: Session) -> None:
    """Wake the readers of the feed when this transaction commits (SQLite's readers notice by themselves)."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text(f"NOTIFY {NOTIFY_CHANNEL}"))
