"""A whole hotline for tests: its own exchange, bridge and database in a temporary home, driven only from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from iceta import Settings, ephemeral_home, home_folder, load_settings
from ivr.menu import Menu, load
from ivr.phone import Phone, operator_phone
from ivr.sample_call import sample_number
from tickets import queries, service
from tickets.database import Database
from tickets.model import Account, CallRow, Event, Role, Ticket
from tickets.schema import EventTable

READY_DEADLINE_S = 60.0
LOOK_S = 0.05
OPERATOR_PASSWORD = "rahasia-petugas-1"


@dataclass
class Hotline:
    """What a test may touch: the settings, the processes' ids, and the database that the console reads."""

    settings: Settings
    database: Database
    wavs: Path
    process: subprocess.Popen[bytes]
    operators: dict[str, Account] = field(default_factory=dict)

    @property
    def bridge_pid(self) -> int:
        return int((self.settings.home / "bridge.pid").read_text())

    @property
    def asterisk_pid(self) -> int:
        from dialplans.process import running_pid

        pid = running_pid(self.settings.exchange.folder)
        assert pid is not None
        return pid

    @contextlib.asynccontextmanager
    async def citizen(
        self, name: str = "Warga", number: str | None = None, record: Path | None = None
    ) -> AsyncIterator[Caller]:
        """A caller whose call has been answered; hangs up at the end."""
        number = number or sample_number()
        async with Phone(number, name=name, record=record) as phone:
            await phone.call(self.settings.exchange.hotline, "127.0.0.1", self.settings.exchange.sip_port)
            yield Caller(self, phone, number)

    @contextlib.asynccontextmanager
    async def operator(self, extension: str = "op1", **options: Any) -> AsyncIterator[Phone]:
        """An operator's registered phone; answers by itself after half a second unless told otherwise."""
        secret = self.settings.exchange.phone_passwords[extension].get_secret_value()
        options = {"answer": 200, "answer_delay": 0.5, **options}
        async with operator_phone(extension, secret, "127.0.0.1", self.settings.exchange.sip_port, **options) as phone:
            yield phone

    async def until(self, look: Callable[[], Any], what: str, timeout_s: float = 20.0) -> Any:
        """Wait until `look` gives something true."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if found := await asyncio.to_thread(look):
                return found
            await asyncio.sleep(LOOK_S)
        raise AssertionError(f"not within {timeout_s} s: {what}; bridge log: {self.log_tail()}")

    def menu(self) -> Menu:
        return load(self.settings.ivr.menu)

    def log_tail(self) -> str:
        log = self.settings.home / "log" / "bridge.log"
        return log.read_text(errors="replace")[-1500:] if log.exists() else "(none)"

    def log_mark(self) -> int:
        """Where the bridge's log ends now."""
        return len((self.settings.home / "log" / "bridge.log").read_text(errors="replace"))

    def log_has(self, *words: str, after: int = 0) -> bool:
        log = (self.settings.home / "log" / "bridge.log").read_text(errors="replace")[after:]
        return any(all(word in line for word in words) for line in log.splitlines())

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        with self.database.reading() as tx:
            return query(tx, *args)


@dataclass
class Caller:
    """One citizen on the line, with eyes on what the database says of his call."""

    hotline: Hotline
    phone: Phone
    number: str

    def row(self) -> CallRow | None:
        with self.hotline.database.reading() as tx:
            return next((row for row in queries.live_calls(tx) if row.caller_number == self.number), None)

    async def at(self, step: str, timeout_s: float = 30.0) -> CallRow:
        """Wait until the conversation has come to a step."""
        return await self.hotline.until(lambda: self._came_to(step), f"step {step}", timeout_s)

    def _came_to(self, step: str) -> CallRow | None:
        row = self.row()
        if row is None:
            return None
        with self.hotline.database.reading() as tx:
            query = select(EventTable.detail).where(EventTable.call_id == row.id, EventTable.kind == "call.step")
            return row if any(detail["step"] == step for detail in tx.scalars(query)) else None

    async def in_stage(self, stage: str, timeout_s: float = 30.0) -> CallRow:
        """Wait until the call is in a stage."""
        return await self.hotline.until(
            lambda: (row := self.row()) and row.stage == stage and row, f"stage {stage}", timeout_s
        )

    async def says(self, wav: str) -> None:
        await self.phone.say(self.hotline.wavs / f"{wav}.wav")

    async def answers(self, wav: str, then: str) -> CallRow:
        """Say it until the conversation has come to the next step: like people, up to three times."""
        for _ in range(2):
            await self.says(wav)
            with contextlib.suppress(AssertionError):
                return await self.at(then, 6.0)
        await self.says(wav)
        return await self.at(then)

    async def hangs_up(self) -> CallRow:
        await self.phone.hang_up()
        return await self.in_stage("ended")

    async def ticket(self, timeout_s: float = 20.0) -> Ticket:
        """The call's ticket, once it exists."""
        row = await self.hotline.until(lambda: (row := self.row()) and row.ticket_id and row, "a ticket", timeout_s)
        return self.hotline.ask(queries.ticket, row.ticket_id)

    def said(self) -> dict[str, str]:
        """What the transcript holds, by step."""
        row = self.row()
        assert row is not None
        words: dict[str, str] = {}
        for segment in self.hotline.ask(queries.segments, row.id):
            words[segment.step] = f"{words.get(segment.step, '')} {segment.text}".strip()
        return words


@contextlib.contextmanager
def running_hotline(wavs: Path) -> Iterator[Hotline]:
    """Start a hotline as its user does (`iceta run`), and stop it."""
    with ephemeral_home(load_settings(home_folder())) as settings:
        environment = {**os.environ, "ICETA_HOME": str(settings.home)}
        with (settings.home / "run.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "iceta", "run", "--no-sample"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
            )  # fmt: skip
        database = Database(settings.tickets.database_url)
        hotline = Hotline(settings, database, wavs, process)
        try:
            _wait_ready(hotline)
            _employ(hotline)
            yield hotline
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            database.close()


def _wait_ready(hotline: Hotline) -> None:
    end = time.monotonic() + READY_DEADLINE_S
    log = hotline.settings.home / "log" / "bridge.log"
    while not (log.exists() and b"bridge_ready" in log.read_bytes()):
        told = (hotline.settings.home / "run.log").read_text(errors="replace")
        assert hotline.process.poll() is None, f"the hotline did not start: {told}"
        assert time.monotonic() < end, f"the hotline is not ready: {told} {hotline.log_tail()}"
        time.sleep(LOOK_S)


def _employ(hotline: Hotline) -> None:
    with hotline.database.transaction() as tx:
        for extension in ("op1", "op2"):
            account = service.create_account(
                tx, f"uji{extension}", extension, Role.OPERATOR, OPERATOR_PASSWORD, extension=extension
            )
            hotline.operators[extension] = account


def events_of(hotline: Hotline, ticket: Ticket) -> list[Event]:
    """A ticket's history."""
    found: list[Event] = hotline.ask(queries.history, ticket.id)
    return found
