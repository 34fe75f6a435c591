"""Gives each call its parallel ear: a copy of the caller's own voice, from answer to hangup."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import structlog

from ivr.ami import AmiLink
from ivr.errors import TelephoneError
from ivr.journal import Journal
from ivr.listening import Listener
from ivr.live_call import LiveCall
from speech.ear import Ear
from speech.source import EarServer
from speech.vosk_engine import VoskEngine
from tickets import service

log = structlog.get_logger()

CONNECT_DEADLINE_S = 4.0
"""An ear that Asterisk has not connected by then is given up; the call goes on by keys."""
ORIGINATE_TIMEOUT_MS = 3000


@dataclass
class Ears:
    """The recogniser, the server its sound comes in by, and the folder the sound is kept in."""

    engine: VoskEngine
    server: EarServer
    link: AmiLink
    journal: Journal
    recordings: Path
    host: str = "127.0.0.1"

    async def start(self) -> None:
        """Load the models, then open the ears' port."""
        await self.engine.start()
        await self.server.start()

    async def stop(self) -> None:
        """Close the ears, then the recogniser."""
        await self.server.stop()
        await self.engine.stop()

    async def follow(self, call: LiveCall) -> None:
        """Hear one call until its sound ends."""
        path = self._recording(call)
        ear = self.server.expect(uuid4(), path)
        try:
            await self._connect(call, ear)
        except (TelephoneError, TimeoutError) as error:
            log.error("call_without_ear", call=call.linkedid, reason=str(error) or type(error).__name__)
            return
        call.hear_by(ear)
        self.journal.about(call.linkedid, service.attach_recording, path=str(path))
        await Listener(call, self.journal).run()

    async def _connect(self, call: LiveCall, ear: Ear) -> None:
        address = f"{self.host}:{self.server.port}"
        await self.link.action(
            "Originate",
            Channel=f"AudioSocket/{address}/{ear.ear_id}/c(slin)",
            Application="ChanSpy",
            Data=f"{call.channel},qSo",
            Async="true",
            Timeout=ORIGINATE_TIMEOUT_MS,
        )
        await asyncio.wait_for(ear.connected.wait(), CONNECT_DEADLINE_S)

    def _recording(self, call: LiveCall) -> Path:
        """One file per ear; an adopted call gets a second one, so nothing is overwritten."""
        folder = self.recordings / call.started_at.strftime("%Y/%m/%d")
        name = "".join(char if char.isalnum() else "-" for char in call.linkedid)
        part = 1
        while (path := folder / f"{name}-{part}.wav").exists():
            part += 1
        return path
