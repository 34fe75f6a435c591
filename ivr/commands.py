"""Carries out what operators asked for: claims command rows, acts on Asterisk, writes the result back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ivr.ami import AmiLink
from ivr.errors import TelephoneError
from ivr.live_call import LiveCall
from tickets import service
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.model import Command

log = structlog.get_logger()

POLL_S = 0.1
"""Pause between two looks for commands: the longest a key press waits before the exchange hears of it."""
AWAY_S = 1.0
"""Pause while the database is away."""
HANGUP_NORMAL = 16
"""Q.850 cause "normal call clearing"."""


class CannotDo(Exception):
    """The command makes no sense any more; the text goes to the operator."""


@dataclass
class Commands:
    """The bridge's hands. `find` gives the live call of a database id."""

    database: Database
    link: AmiLink
    find: Callable[[int], LiveCall | None]
    name: str

    async def run(self) -> None:
        """Claim and execute until cancelled."""
        while True:
            try:
                claimed = await self.database.run(service.claim_commands, self.name)
            except DatabaseUnreachable:
                await asyncio.sleep(AWAY_S)
                continue
            for command in claimed:
                await self._carry_out(command)
            await asyncio.sleep(POLL_S)

    async def _carry_out(self, command: Command) -> None:
        try:
            result, ok = await self._act(command), True
        except (TelephoneError, CannotDo) as error:
            result, ok = str(error), False
        log.info("command_done" if ok else "command_failed", verb=command.verb, actor=command.actor, result=result)
        await self.database.run(service.finish_command, command.id, ok=ok, result=result)

    async def _act(self, command: Command) -> str:
        call = self.find(command.call_id) if command.call_id is not None else None
        if call is None:
            raise CannotDo("Panggilan itu sudah selesai.")
        match command.verb:
            case "take":
                return await self._take(call, str(command.args.get("extension", "")))
            case "hangup":
                await self.link.action("Hangup", Channel=call.channel, Cause=HANGUP_NORMAL)
                return "Panggilan ditutup."
        raise CannotDo(f"Perintah {command.verb!r} tidak dikenal.")

    async def _take(self, call: LiveCall, extension: str) -> str:
        if not extension.isalnum():
            raise CannotDo("Akun Anda belum punya pesawat telepon; administrator mengisinya dengan `iceta account`.")
        if call.operator == extension:
            return "Telepon Anda sudah berdering atau tersambung."
        await self.link.action("Redirect", Channel=call.channel, Context="take", Exten=extension, Priority=1)
        return "Telepon Anda berdering."
