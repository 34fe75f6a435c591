"""One person's session: their store, their live feed, their drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from agent_console.catalogue import Texts
from agent_console.changes import Dirty, Outcome
from agent_console.deeds import Deeds, Desk
from agent_console.drafts import Drafts
from agent_console.live import Live
from agent_console.presence import PresenceTeller
from agent_console.settings import ConsoleSettings
from agent_console.store import Store
from agent_console.visit_deeds import VisitDeeds, VisitDesk
from agent_console.visit_drafts import VisitDrafts
from agent_console.visit_live import VisitLive
from agent_console.visit_store import VisitStore
from tickets.database import Database
from tickets.model import Account

log = structlog.get_logger()
RESTART_S = 2.0
"""Pause before the live side is started again after an error nobody foresaw."""


class Session:
    """Everything between login and quit."""

    def __init__(
        self,
        account: Account,
        database: Database,
        settings: ConsoleSettings,
        texts: Texts,
        clock: Callable[[], datetime],
        show: Callable[[Dirty], None],
    ) -> None:
        self.texts, self._settings, self._database, self._clock = texts, settings, database, clock
        self.store = Store(account, readonly=settings.readonly)
        self.drafts = Drafts(settings.drafts_folder, account.login)
        self._show = show
        self.live = Live(database, self.store, show, clock)
        self._presence = PresenceTeller(database, self.store)
        self._tasks: list[asyncio.Task[None]] = []

    async def restore(self) -> None:
        """Read the drafts of the last time."""
        await asyncio.get_running_loop().run_in_executor(None, self.drafts.load)
        self.store.edits = self.drafts.fields()

    def start(self) -> None:
        """Start to follow the database."""
        self._tasks = [
            asyncio.create_task(self.keep(self.live.run), name="live"),
            asyncio.create_task(self._presence.run(), name="presence"),
        ]

    async def stop(self) -> None:
        """Stop following, and write what is not yet on disk."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._presence.leave()
        await self.drafts.close()

    async def keep(self, follow: Callable[[], Awaitable[None]]) -> None:
        """Follow the database until cancelled, whatever goes wrong meanwhile."""
        while True:
            try:
                await follow()
            except Exception as error:
                # The edge of the worker: the screen must stay, with a visible mark, whatever went wrong here.
                log.exception("live_failed", error=str(error))
                self.store.broken = True
                self._show(Dirty(health=True))
            await asyncio.sleep(RESTART_S)

    def deeds(self, desk: Desk) -> Deeds:
        """Return what the actions of this session do."""
        return Deeds(desk, self._database, self.store, self.drafts, self.texts, self._clock, self._settings.home)

    def visits(self) -> VisitStore:
        """Return an empty Dokmaru screen's store, which takes up the drafts of the last time."""
        return VisitStore(self.store.me, VisitDrafts(self.drafts).edits)

    def visit_live(self, visits: VisitStore, show: Callable[[], None]) -> VisitLive:
        """Return what keeps that store true to the database."""
        return VisitLive(self._database, visits, show)

    def visit_deeds(self, desk: VisitDesk, visits: VisitStore) -> VisitDeeds:
        """Return what the actions on visits do."""
        return VisitDeeds(desk, self._database, visits, self.drafts, self.texts)

    def keep_visit(self, visits: VisitStore) -> None:
        """Keep what is typed in the visit's form on disk."""
        VisitDrafts(self.drafts).keep(visits.subject, visits.edits())

    def keep_fields(self) -> None:
        """Keep what is typed in the forms on disk."""
        self.drafts.keep_fields(self.store.edits)

    def ring(self, bell: Callable[[], None]) -> None:
        """Ring for a new waiting call, unless this computer is to be quiet."""
        if self._settings.bell:
            bell()

    def unanswered(self) -> list[str]:
        """Give up commands that the bridge has not answered, with a sentence for each."""
        overdue = self.store.overdue(self._clock())
        for _, call_id in overdue:
            self.store.give_up(call_id)
        return [self.texts("error.no_bridge", verb=self.texts(f"action.{verb}.label")) for verb, _ in overdue]

    def outcome_text(self, outcome: Outcome) -> str:
        """Say how a command went, in the bridge's own words where it has any."""
        key = f"outcome.{outcome.verb}.{'done' if outcome.ok else 'failed'}"
        if outcome.result == "expired":
            return self.texts("error.no_bridge", verb=self.texts(f"action.{outcome.verb}.label"))
        return f"{self.texts(key)} {outcome.result}".strip()
