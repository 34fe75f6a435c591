"""Tells the others which ticket this person has before them, and whether they are typing into it."""

from __future__ import annotations

import asyncio
import time

import structlog

from agent_console.store import Store
from tickets import service
from tickets.database import Database, DatabaseTrouble
from tickets.errors import TicketsError

log = structlog.get_logger()

LOOK_EVERY_S = 0.5
"""How soon a new ticket in view is told; moving through a list tells only where it rests."""
REPEAT_S = 15.0
"""Said again this often, well within the time after which the others take one for gone."""
WRITE_DEADLINE_S = 3.0

Seen = tuple[int, bool] | None
"""The ticket in view and whether it is typed into; None for no ticket."""


class PresenceTeller:
    """Runs beside the live side; a database that is away is simply tried again later."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database, self._store = database, store
        self._told: Seen = None
        self._told_at_s = 0.0

    async def run(self) -> None:
        """Tell until cancelled."""
        before = seen(self._store)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = seen(self._store)
            if now == before and self._is_news(now):
                await self._tell(now)
            before = now

    async def leave(self) -> None:
        """Say that this person has gone, as far as the database can be told."""
        if self._told is not None:
            await self._tell(None)

    def _is_news(self, now: Seen) -> bool:
        return now != self._told or (now is not None and time.monotonic() - self._told_at_s > REPEAT_S)

    async def _tell(self, now: Seen) -> None:
        try:
            async with asyncio.timeout(WRITE_DEADLINE_S):
                if now is None:
                    await self._database.run(service.look_away, self._store.me)
                else:
                    await self._database.run(service.look_at, now[0], self._store.me, editing=now[1])
        except (TicketsError, DatabaseTrouble, TimeoutError) as error:
            log.info("presence_not_told", reason=str(error))
        self._told, self._told_at_s = now, time.monotonic()


def seen(store: Store) -> Seen:
    """What this person has before them; nobody is told of a console that only watches."""
    if store.ticket is None or store.readonly:
        return None
    return store.ticket.id, bool(store.edits.get(store.subject))
