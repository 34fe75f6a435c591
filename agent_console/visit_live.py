"""Keeps the Dokmaru screen true to the database while it is open: it follows the feed and loads again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from agent_console.live import BACK_OFF_S, LIST_PERIOD_S, LOAD_DEADLINE_S, TROUBLE
from agent_console.visit_loading import load_visits
from agent_console.visit_store import VisitStore
from tickets.database import Database
from tickets.feed import changes
from tickets.model import Event

log = structlog.get_logger()


class VisitLive:
    """`show` is called in the event loop after each load."""

    def __init__(self, database: Database, visits: VisitStore, show: Callable[[], None]) -> None:
        self._database, self._visits, self._show = database, visits, show
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Run until cancelled; a database that goes away is waited for with a growing pause."""
        failures = 0
        while True:
            self._loaded = False
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._hear(), name="visits: feed")
                    group.create_task(self._load(), name="visits: rows")
            except* TROUBLE as trouble:
                failures = 0 if self._loaded else failures + 1
                log.warning("visits_not_loaded", error=str(trouble.exceptions[0]))
            await asyncio.sleep(BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)])

    def nudge(self) -> None:
        """Load again soon: the selection changed, or something was just written."""
        self._wake.set()

    async def _hear(self) -> None:
        async for batch in changes(self._database):
            if any(concerns_visits(event) for event in batch.events):
                self._wake.set()

    async def _load(self) -> None:
        self._wake.set()
        while True:
            await self._wake.wait()
            self._wake.clear()
            question = self._visits.question()
            async with asyncio.timeout(LOAD_DEADLINE_S):
                loaded = await self._database.read(load_visits, question)
            self._loaded = True
            # What was asked for may be out of view by now: then the answer is an old one.
            if question != self._visits.question() or self._visits.put(loaded):
                self._wake.set()
            self._show()
            await asyncio.sleep(LIST_PERIOD_S)


def concerns_visits(event: Event) -> bool:
    """Whether an event may change what the screen shows: a visit's, its ticket's, or that of the list of puskesmas."""
    return event.ticket_id is not None or event.kind == "puskesmas.imported"
