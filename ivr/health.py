"""The bridge's heartbeat: tells Asterisk that it lives, and the console how every part is."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from ivr.ami import AmiLink
from ivr.ears import Ears
from ivr.errors import TelephoneError
from ivr.journal import Journal
from tickets import service

BEAT_S = 2.0
"""The dialplan takes a heartbeat older than 6 s for a dead bridge."""
BEAT_DEADLINE_S = 1.5


@dataclass
class HealthReport:
    """One beat every BEAT_S."""

    link: AmiLink
    journal: Journal
    ears: Ears

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            asterisk = await self._beat()
            self._report("asterisk", "ok" if asterisk == "" else "down", asterisk)
            self._report("bridge", "ok", "")
            state, _, detail = self.ears.engine.health.partition(": ")
            self._report("speech", state if state in ("ok", "down") else "degraded", detail)
            await asyncio.sleep(BEAT_S)

    async def first_beat(self) -> None:
        """From here on the dialplan hands calls to this bridge. Raises TelephoneError."""
        await self._set(int(time.time()))

    async def last_beat(self) -> None:
        """Tell the dialplan at once that there is no bridge, instead of letting it wait for a stale beat."""
        await self._set(0)

    async def _beat(self) -> str:
        try:
            await self._set(int(time.time()))
        except TelephoneError as error:
            return str(error)
        return ""

    async def _set(self, beat: int) -> None:
        await self.link.action("Setvar", timeout_s=BEAT_DEADLINE_S, Variable="ICETA_BEAT", Value=beat)

    def _report(self, part: str, state: str, detail: str) -> None:
        self.journal.plain(service.report_health, part=part, state=state, detail=detail)
