"""One call in the bridge: who rings, what it is called in the database, its ear and its inbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from ivr.inbox import Inbox
from speech.ear import Ear

TALK_STEP = "talk"
"""The step of words spoken outside the menu: while waiting for, or talking with, an operator."""


@dataclass
class LiveCall:
    """Everything the bridge holds about a call that is not over. `wanted` is the grammar that its ear listens with."""

    linkedid: str
    channel: str
    caller_number: str
    caller_name: str
    dialled: str
    started_at: datetime
    stage: str = "ivr"
    step: str = TALK_STEP
    in_menu: bool = False
    ear: Ear | None = None
    wanted: tuple[str, ...] | None = None
    inbox: Inbox = field(default_factory=Inbox)
    operator: str | None = None
    emergency: tuple[str, ...] = ()
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def listen(self, grammar: tuple[str, ...] | None) -> None:
        """Listen for these phrases from now on (None: for everything), or as soon as there is an ear."""
        self.wanted = grammar
        if self.ear is not None and not self.ear.closed.is_set():
            self.ear.listen(grammar)
