"""The console as a Textual application: login, then the operator screen; it never talks to the telephone exchange."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import structlog
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from agent_console.catalogue import Texts
from agent_console.plain import utc_now
from agent_console.screens.login import LoginScreen
from agent_console.settings import ConsoleSettings
from agent_console.theme import PALETTES, Pen, themes
from agent_console.why import error_text
from tickets.errors import TicketsError

if TYPE_CHECKING:
    from agent_console.changes import Dirty
    from agent_console.screens.operator import OperatorScreen
    from agent_console.session import Session
    from tickets.database import Database
    from tickets.model import Account

log = structlog.get_logger()
LOGIN_DEADLINE_S = 10.0
LATER = ("agent_console.session", "agent_console.screens.operator", "agent_console.palette")
"""Half of the start is the import of these; the login screen is painted before."""


def action_commands() -> type[Provider]:
    """Return the palette's provider, imported when the palette is first opened."""
    from agent_console.palette import ActionCommands

    return ActionCommands


class ConsoleApp(App[None]):
    """One per person. `open_database` is called in the executor, after the first paint."""

    CSS_PATH = "console.tcss"
    COMMANDS: ClassVar = {action_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "answer", show=False, priority=True),
        Binding("ctrl+q", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        settings: ConsoleSettings,
        open_database: Callable[[], Database],
        *,
        login: str = "",
        password: str = "",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        self.title = "I-Ceta"
        self._settings, self._open_database, self._clock = settings, open_database, clock
        self._login, self._password = login, password
        self.texts = Texts(settings.language)
        self.session: Session | None = None
        self._database: Database | None = None
        self.desk: OperatorScreen | None = None
        for theme in themes():
            self.register_theme(theme)
        self.theme = settings.theme

    def on_mount(self) -> None:
        """Start with the login screen."""
        self.push_screen(LoginScreen(self.texts, self.log_in, name=self._login, password=self._password))
        self.call_after_refresh(self._import_the_rest)

    def pen(self) -> Pen:
        """Return what painters need at this moment."""
        return Pen(self.texts, PALETTES.get(self.theme, PALETTES["iceta-dark"]), self._clock())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer nothing but our own actions."""
        return ()

    async def _import_the_rest(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, _import_later)

    async def log_in(self, name: str, password: str) -> str:
        """Try a login; return the sentence that says what is wrong, empty when the operator screen is on."""
        from tickets.database import DatabaseTrouble

        try:
            async with asyncio.timeout(LOGIN_DEADLINE_S):
                account = await self._authenticate(name, password)
        except TicketsError as error:
            return error_text(error, self.texts)
        except TimeoutError:
            return self.texts("error.slow")
        except (DatabaseTrouble, OSError) as error:
            log.error("login_failed", error=str(error))
            return self.texts("error.database")
        # The login screen goes away with the worker that waits here, so the app itself must change the screens.
        self.call_later(self._open, account)
        return ""

    async def _authenticate(self, name: str, password: str) -> Account:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, _import_later)
        from tickets import service

        if self._database is None:
            self._database = await loop.run_in_executor(None, self._checked)
        return await self._database.read(service.authenticate, name, password)

    def _checked(self) -> Database:
        database = self._open_database()
        try:
            database.check()
        except BaseException:
            database.close()
            raise
        return database

    async def _open(self, account: Account) -> None:
        from agent_console.screens.operator import OperatorScreen
        from agent_console.session import Session

        if self._database is None or self.session is not None:
            return
        self.session = Session(account, self._database, self._settings, self.texts, self._clock, self._changed)
        await self.session.restore()
        self.desk = OperatorScreen(self.session, self.pen)
        await self.switch_screen(self.desk)
        self.session.start()

    def _changed(self, dirty: Dirty) -> None:
        if self.desk is not None and self.desk.is_mounted:
            self.desk.changed(dirty)

    def do(self, name: str) -> None:
        """Do an action of the table, wherever the focus is."""
        if self.desk is not None:
            self.desk.action_do(name)

    def action_answer(self) -> None:
        """Take the most urgent call, even while a dialog is open."""
        self.do("answer")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say in the status line when a deed failed in a way nobody foresaw."""
        if event.state is WorkerState.ERROR:
            log.error("deed_failed", deed=event.worker.name, error=repr(event.worker.error))
            if self.desk is not None:
                self.desk.say(self.texts("error.unexpected"), "alarm")

    async def on_unmount(self) -> None:
        """Leave nothing unsaved and nothing running."""
        if self.session is not None:
            await self.session.stop()
        if self._database is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._database.close)


def _import_later() -> None:
    for name in LATER:
        importlib.import_module(name)
