"""Says a list of prompts on a channel, one after the other, until done or stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import structlog

from ivr.agi import Channel
from ivr.errors import PromptMissing

log = structlog.get_logger()

STOP_DEADLINE_S = 2.0
"""A playback that was told to stop must have ended after this."""
FOLDER = "iceta"
"""The exchange knows our prompts under this folder of its sounds."""


class Playback:
    """One run of prompts. `finished` is set when the last sound is over, for whatever reason."""

    def __init__(self, channel: Channel, names: Sequence[str], plays: Callable[[str | None], Awaitable[None]]) -> None:
        """`plays` is told the name of each prompt before it begins, and None when nothing plays any more."""
        self._channel, self._names, self._plays = channel, tuple(names), plays
        self._stopped = False
        self.finished = asyncio.Event()
        self._task = asyncio.create_task(self._play(), name=f"playback {channel.name}")

    async def _play(self) -> None:
        try:
            for name in self._names:
                if self._stopped:
                    return
                try:
                    await self._plays(name)
                    await self._channel.play(f"{FOLDER}/{name}")
                except PromptMissing:
                    log.error("prompt_missing", prompt=name, cure="run `iceta setup`")
        finally:
            await self._plays(None)
            self.finished.set()

    async def stop(self) -> None:
        """Silence at once: the sound that plays ends, the rest is not said."""
        self._stopped = True
        if not self.finished.is_set():
            await self._channel.stop_playing()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.finished.wait(), STOP_DEADLINE_S)

    async def close(self) -> None:
        """End the playback whatever happens. Raises ChannelGone if the channel went away while it played."""
        if not self._task.done():
            self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def failure(self) -> BaseException | None:
        """The error that ended the playback, if one did."""
        return None if not self._task.done() or self._task.cancelled() else self._task.exception()
