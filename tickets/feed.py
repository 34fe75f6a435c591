"""What changes in the database, live: events in order, and what callers are saying."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tickets.bell import bell
from tickets.database import Database
from tickets.model import Event, LiveText
from tickets.rows import columns_of, select_events, to_event, to_live_text
from tickets.schema import EventTable, LiveTextTable

MOST_EVENTS = 500
"""The largest batch; what is beyond it comes in the next one, at once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed; give `last_id` as `after` to go on from here after a break."""

    events: tuple[Event, ...]
    live: tuple[LiveText, ...]
    last_id: int


@dataclass(frozen=True, slots=True)
class _Place:
    event_id: int
    revision: int


async def changes(database: Database, *, after: int | None = None) -> AsyncIterator[Batch]:
    """Batches of all events after the id `after` (None: from now on), each once and in order.

    The first batch comes at once, possibly without events, and brings all live texts of the moment; later ones bring
    those that changed. Raises DatabaseUnreachable when the database is gone: start again with the last batch's
    `last_id`.
    """
    async with bell(database) as ringing:
        place = await database.read(_start, after)
        first = True
        while True:
            batch, place = await database.read(_next, place)
            if first or batch.events or batch.live:
                yield batch
            first = False
            if len(batch.events) < MOST_EVENTS and len(batch.live) < MOST_EVENTS:
                await ringing.heard()


def _start(tx: Session, after: int | None) -> _Place:
    if after is None:
        after = tx.scalar(select(func.max(EventTable.id))) or 0
    return _Place(after, 0)


def _next(tx: Session, place: _Place) -> tuple[Batch, _Place]:
    events = tuple(
        to_event(row)
        for row in tx.execute(
            select_events().where(EventTable.id > place.event_id).order_by(EventTable.id).limit(MOST_EVENTS)
        )
    )
    live = tuple(
        to_live_text(row)
        for row in tx.execute(
            select(*columns_of(LiveTextTable))
            .where(LiveTextTable.revision > place.revision)
            .order_by(LiveTextTable.revision)
            .limit(MOST_EVENTS)
        )
    )
    after = _Place(events[-1].id if events else place.event_id, live[-1].revision if live else place.revision)
    return Batch(events, live, after.event_id), after
