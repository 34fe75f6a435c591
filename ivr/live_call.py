"""One call in the bridge: who rings, what it is called in the database, its ear and its inbox."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime

from ivr.inbox import Inbox
from speech.ear import Ear
from speech.echo import Bands, still_to_come
from speech.patience import USUAL, Patience
from speech.prompt_sounds import PromptSounds

TALK_STEP = "talk"
"""The step of words spoken outside the menu: while waiting for, or talking with, an operator."""


@dataclass
class LiveCall:
    """Everything the bridge holds about a call that is not over. `wanted` is the grammar that its ear listens with.

    `playing` is the prompt that plays and when it began (monotonic seconds): the ear must know, for the line echoes it.
    """

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
    patience: Patience = USUAL
    sounds: PromptSounds | None = None
    playing: tuple[Bands, float] | None = None
    inbox: Inbox = field(default_factory=Inbox)
    operator: str | None = None
    emergency: tuple[str, ...] = ()
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def listen(self, grammar: tuple[str, ...] | None, patience: Patience = USUAL) -> None:
        """Listen for these phrases from now on (None: for everything), or as soon as there is an ear."""
        self.wanted, self.patience = grammar, patience
        if self.ear is not None and not self.ear.closed.is_set():
            self.ear.listen(grammar, patience)

    def hear_by(self, ear: Ear) -> None:
        """Use this ear from now on, and tell it what is expected and what plays."""
        self.ear = ear
        self.listen(self.wanted, self.patience)
        if self.playing is not None:
            prompt, since = self.playing
            ear.prompt_begins(still_to_come(prompt, time.monotonic() - since))

    async def plays(self, name: str | None) -> None:
        """Note that this prompt begins to play; None: that none plays any more."""
        prompt = await asyncio.to_thread(self.sounds.envelope, name) if name and self.sounds else None
        self.playing = None if prompt is None else (prompt, time.monotonic())
        if self.ear is None or self.ear.closed.is_set():
            return
        if prompt is None:
            self.ear.prompt_over()
        else:
            self.ear.prompt_begins(prompt)
