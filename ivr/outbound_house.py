"""What all calls out share: the link, the database, the rules, and how an answer comes to be written for certain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from ivr.ami import AmiLink
from ivr.outbound_hearing import words_of
from ivr.outbound_settings import OutboundSettings
from speech.settings import SpeechSettings
from speech.vosk_engine import VoskEngine
from tickets.database import Database
from tickets.duty import call_service as calls
from tickets.duty.ladder import CallingRules
from tickets.errors import DatabaseUnreachable

log = structlog.get_logger()

AWAY_S = 1.0
"""Pause before a verb is tried again while the database is away."""


@dataclass
class House:
    """What all calls share."""

    link: AmiLink
    database: Database
    settings: OutboundSettings
    rules: CallingRules
    speech: SpeechSettings
    engine: VoskEngine
    hotline: str
    questions: tuple[str, ...]

    async def write(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do a verb, as often as it takes until the database is there."""
        while True:
            try:
                return await self.database.run(verb, *args, **kwargs)
            except DatabaseUnreachable as error:
                log.warning("outbound_waits_for_database", reason=error.english)
                await asyncio.sleep(AWAY_S)

    async def settle_spoken(self, call_id: int, recording: str | None) -> None:
        """Put a recorded reason into words and let the answer count."""
        said = await words_of(Path(recording), self.engine) if recording else ""
        outcome = await self.write(calls.settle_spoken, call_id, said, self.rules)
        log.info("outbound_spoken", outbound=call_id, outcome=str(outcome), words=len(said.split()))
