"""The live side: follows the feed, loads what changed, and hands changes to the screen at a bounded rate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from agent_console.changes import Dirty
from agent_console.loading import load
from agent_console.store import Store
from tickets.database import Database, DatabaseTrouble
from tickets.errors import TicketsError
from tickets.feed import changes

log = structlog.get_logger()

LIST_PERIOD_S = 0.25
"""Lists are painted at most four times a second."""
LIVE_PERIOD_S = 0.1
"""The transcript is painted at most ten times a second."""
LOAD_DEADLINE_S = 5.0
HEARTBEAT_S = 2.0
"""Health rows and ended calls change without an event, so everything is looked at this often."""
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
TROUBLE = (TicketsError, DatabaseTrouble, OSError, TimeoutError)
"""What the database may throw while it is away."""


class Live:
    """Keeps a store true to the database. `show` is called in the event loop with what changed."""

    def __init__(
        self, database: Database, store: Store, show: Callable[[Dirty], None], clock: Callable[[], datetime]
    ) -> None:
        self._database, self._store, self._show, self._clock = database, store, show, clock
        self._rows, self._live = Dirty(), Dirty()
        self._everything = False
        self._rows_wake, self._live_wake = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled; a database that goes away is waited for with a growing pause."""
        failures = 0
        while True:
            try:
                await self._follow()
                failures = 0
            except* TROUBLE as group:
                failures = 0 if self._was_well() else failures + 1
                self._mark_broken(group.exceptions[0])
            await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])

    def nudge(self, *, everything: bool = False) -> None:
        """Load again soon: the selection or the filter changed, or something was just written."""
        self._everything = self._everything or everything
        self._rows_wake.set()

    async def _follow(self) -> None:
        self._everything = True
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear(), name="feed")
            group.create_task(self._paint_rows(), name="rows")
            group.create_task(self._paint_live(), name="live words")
            group.create_task(self._beat(), name="heartbeat")

    async def _hear(self) -> None:
        async for batch in changes(self._database, after=self._store.last_id or None):
            dirty = self._store.apply(batch)
            self._live |= Dirty(live=dirty.live)
            self._rows |= Dirty(calls=dirty.calls, tickets=dirty.tickets, health=dirty.health)
            if dirty.live:
                self._live_wake.set()
            if dirty.rows:
                self._rows_wake.set()
            if dirty.outcomes:
                self._show(Dirty(outcomes=dirty.outcomes))

    async def _paint_rows(self) -> None:
        self._rows_wake.set()
        while True:
            await self._rows_wake.wait()
            self._rows_wake.clear()
            await self._load()
            await asyncio.sleep(LIST_PERIOD_S)

    async def _load(self) -> None:
        dirty, everything = self._rows, self._everything
        self._rows, self._everything = Dirty(), False
        question = self._store.question(None if everything else dirty)
        try:
            async with asyncio.timeout(LOAD_DEADLINE_S):
                loaded = await self._database.read(load, question)
        except BaseException:
            self._rows, self._everything = self._rows | dirty, self._everything or everything
            raise
        recovered, first = self._store.broken, self._store.heard_at is None
        changed = self._store.put(loaded, self._clock())
        if changed or everything or recovered:
            # Those that waited before this console was opened, or while it was away, ring no bell.
            quiet = replace(changed, waiting=frozenset()) if first or recovered else changed
            self._show(quiet | Dirty(health=everything or recovered))

    async def _paint_live(self) -> None:
        while True:
            await self._live_wake.wait()
            self._live_wake.clear()
            live, self._live = self._live, Dirty()
            self._show(live)
            await asyncio.sleep(LIVE_PERIOD_S)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            self._rows_wake.set()

    def _was_well(self) -> bool:
        return not self._store.broken and self._store.heard_at is not None

    def _mark_broken(self, error: BaseException) -> None:
        if not self._store.broken:
            log.warning("database_away", error=str(error))
        self._store.broken = True
        self._show(Dirty(health=True))
