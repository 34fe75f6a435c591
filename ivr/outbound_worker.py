"""The calls that the hotline makes: takes those that are due, within the rules, and leads each to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from ivr.agi import Channel
from ivr.ami import AmiMessage, LinkDown
from ivr.errors import TelephoneError
from ivr.events import AgiStarted, CallEvent, Digit
from ivr.outbound_calling import Errand
from ivr.outbound_house import House
from ivr.outbound_line import UNIQUE, Line
from ivr.outbound_settings import describe
from tickets import service
from tickets.database import Database
from tickets.duty import call_service as calls
from tickets.duty.planning import calls_needed, plan_calls
from tickets.duty.queries import anything_due, outbound_call
from tickets.errors import DatabaseUnreachable

log = structlog.get_logger()

PLAN_S = 5.0
"""Pause between two looks for tickets that need a call."""
LOOK_S = 1.0
"""Pause between two looks for calls that are due."""
AWAY_S = 2.0
"""Pause while the database is away."""
HEALTH_PART = "outbound"


@dataclass
class Outbound:
    """All calls out of this bridge; `trunk` is the carrier, empty if there is none."""

    house: House
    database: Database
    name: str
    trunk: str
    lines: dict[str, Line] = field(default_factory=dict)
    _tidied: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Make calls until cancelled; first those that were left in the middle are taken up again."""
        await self._tidied.wait()
        state = describe(self.trunk, self.house.settings.extensions)
        await self.house.write(service.report_health, HEALTH_PART, "ok", state)
        async with asyncio.TaskGroup() as tasks:
            await self._guard(self._recover(tasks), "recovery")
            tasks.create_task(self._keep_planning(), name="planning calls")
            while True:
                await self._tidied.wait()
                await self._guard(self._take_up(tasks), "looking for calls")
                await asyncio.sleep(LOOK_S)

    def take(self, event: CallEvent, press: Digit | None) -> None:
        """Take an event, and the press of a key if it stands for one; other channels' pass unnoticed."""
        if (line := self.lines.get(event.uniqueid)) is not None:
            line.take(event, press)

    def note(self, message: AmiMessage | LinkDown) -> None:
        """Take the news that a call could not be made, or that Asterisk is out of reach."""
        if isinstance(message, LinkDown):
            self._tidied.clear()
            for line in self.lines.values():
                line.lost(message.reason)
        elif message.event == "OriginateResponse" and message.get("Response") == "Failure":
            for line in self.lines.values():
                if message.get("Exten") == str(line.due.call.id):
                    line.refused(message)

    def answer(self, event: AgiStarted, channel: Channel) -> bool:
        """Take a channel of ours that was answered; False if this bridge did not make the call."""
        line = self.lines.get(event.uniqueid)
        if line is not None:
            line.answer(channel)
        return line is not None

    async def tidy(self, channels: Sequence[Mapping[str, str]]) -> None:
        """Hang up the calls that a former bridge, or a lost link, left behind; then calls may be made."""
        for row in channels:
            uniqueid = row.get("Uniqueid", "")
            if uniqueid.startswith(UNIQUE) and uniqueid not in self.lines:
                log.warning("outbound_left_behind", channel=row.get("Channel"))
                with contextlib.suppress(TelephoneError):
                    await self.house.link.action("Hangup", Channel=uniqueid)
        self._tidied.set()

    async def _recover(self, tasks: asyncio.TaskGroup) -> None:
        for call_id in await self.house.write(calls.recover, self.name, self.house.rules):
            tasks.create_task(self._guard(self._settle(call_id), f"reason of {call_id}"), name=f"reason {call_id}")

    async def _settle(self, call_id: int) -> None:
        call = await self.house.write(outbound_call, call_id)
        await self.house.settle_spoken(call_id, call.recording)

    async def _keep_planning(self) -> None:
        """Plan calls wherever calls can be made at all."""
        while self.trunk or self.house.settings.extensions:
            await self._guard(self._plan(), "planning calls")
            await asyncio.sleep(PLAN_S)

    async def _plan(self) -> None:
        if await self.database.read(calls_needed):
            planned = await self.database.run(plan_calls, self.house.rules.hours)
            log.info("calls_planned", calls=planned)

    async def _take_up(self, tasks: asyncio.TaskGroup) -> None:
        free = self.house.settings.at_once - len(self.lines)
        if free <= 0 or not await self.database.read(anything_due):
            return
        for due in await self.database.run(calls.claim_outbound, self.name, self.house.rules, free):
            line = Line.of(due)
            self.lines[line.uniqueid] = line
            tasks.create_task(self._lead(line), name=line.uniqueid)

    async def _lead(self, line: Line) -> None:
        """Lead one call; what breaks in it is no other call's, and it may be made once more."""
        try:
            if not await self._guard(Errand(self.house, line).run(), f"call {line.due.call.id}"):
                again = self.house.write(calls.interrupted, line.due.call.id, self.house.rules)
                await self._guard(again, f"giving back {line.due.call.id}")
        finally:
            self.lines.pop(line.uniqueid, None)

    @staticmethod
    async def _guard(work: Coroutine[Any, Any, None], what: str) -> bool:
        """Do it, and log what goes wrong with its place; whether it went well."""
        try:
            await work
        except DatabaseUnreachable as error:
            log.warning("outbound_waits_for_database", what=what, reason=error.english)
            await asyncio.sleep(AWAY_S)
            return False
        except Exception:  # the edge of a worker of its own
            log.exception("outbound_failed", what=what)
            return False
        return True
