"""After the calls: while the machine is idle, descriptions are heard again by a second recogniser.

Queue rule: the database is the queue, so a restart loses nothing: of the calls of the last day that have no second text
the newest 50 wait, the oldest of them first. A call that comes in stops the work at once; it is done again later. What
fails MOST_TRIES times keeps its first text.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from speech.errors import SpeechError
from speech.second_opinion.opinion import SecondOpinion
from speech.second_opinion.stretch import cut
from speech.transcription import Transcript
from tickets import service, stretches
from tickets.database import Database
from tickets.errors import TicketsError
from tickets.texts_model import Source, Stretch

log = structlog.get_logger()

LOOK_EVERY_S = 10.0
DATABASE_DEADLINE_S = 10.0
LOOK_BACK = timedelta(days=1)
MOST_TRIES = 3
IDLE_LOAD = 0.6
"""Runnable processes per processor, over the last minute, up to which the machine counts as idle."""
LONGEST_S = 300.0
"""A longer stretch is no description; it keeps its first text."""


def is_idle(calls: int, load: float, processors: int) -> bool:
    """Pure: whether there is time to hear something again; `load` is the system's one-minute load."""
    return calls == 0 and load <= IDLE_LOAD * max(1, processors)


def machine_load() -> float:
    """The system's one-minute load; 0 where the system tells none."""
    try:
        return os.getloadavg()[0]
    except OSError:
        return 0.0


@dataclass
class SecondOpinions:
    """The background work. `calls` tells how many are in progress; `load` is the one-minute load of the machine."""

    opinion: SecondOpinion
    database: Database
    calls: Callable[[], int]
    recordings: Path
    load: Callable[[], float] = machine_load
    look_every_s: float = LOOK_EVERY_S
    failures: Counter[int] = field(default_factory=Counter)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await asyncio.sleep(self.look_every_s)
                if is_idle(self.calls(), self.load(), os.cpu_count() or 1):
                    await self._try_next()
        finally:
            await self.opinion.close()

    async def _try_next(self) -> None:
        try:
            await self._next()
        except (TicketsError, TimeoutError) as error:
            log.warning("second_opinion_waits", reason=str(error) or "the database is slow")
        except Exception:  # the edge of the worker: whatever goes wrong here, calls go on
            log.exception("second_opinion_broken")

    async def _next(self) -> None:
        """Hear the one that has waited longest, if any. Raises TicketsError or TimeoutError."""
        waiting = await self._ask(self.database.read, stretches.waiting, Source.WHISPER, datetime.now(UTC) - LOOK_BACK)
        self._forget_all_but({stretch.call_id for stretch in waiting})
        stretch = next((one for one in waiting if self.failures[one.call_id] < MOST_TRIES), None)
        if stretch is not None:
            await self._hear(stretch)

    def _forget_all_but(self, waiting: set[int]) -> None:
        self.failures = Counter({call: tries for call, tries in self.failures.items() if call in waiting})

    async def _hear(self, stretch: Stretch) -> None:
        try:
            heard = await self._uninterrupted(stretch)
        except (SpeechError, OSError, ValueError) as error:
            self.failures[stretch.call_id] += 1
            log.warning(
                "second_opinion_failed",
                call=stretch.call_id,
                tries=self.failures[stretch.call_id],
                reason=str(error),
            )
            return
        if heard is None:
            log.info("second_opinion_interrupted", call=stretch.call_id)
            return
        kept = {"source": Source.WHISPER, "text": heard.text, "confidence": heard.confidence}
        await self._ask(self.database.run, service.add_transcript, stretch.call_id, **kept)
        log.info("second_opinion_given", call=stretch.call_id, seconds=heard.seconds, confidence=heard.confidence)

    @staticmethod
    async def _ask(way: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        async with asyncio.timeout(DATABASE_DEADLINE_S):
            return await way(*args, **kwargs)

    async def _uninterrupted(self, stretch: Stretch) -> Transcript | None:
        """The transcript, or None when a call came in meanwhile. Raises SpeechError, OSError, ValueError."""
        with tempfile.TemporaryDirectory(prefix="iceta-heard-") as folder:
            part = Path(folder) / "description.wav"
            await asyncio.to_thread(cut, own_recording(stretch, self.recordings), *_times(stretch), part)
            work = asyncio.create_task(self.opinion.transcribe(part))
            try:
                while not work.done():
                    if self.calls():
                        return None
                    await asyncio.wait([work], timeout=min(1.0, self.look_every_s))
                return work.result()
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)


def own_recording(stretch: Stretch, recordings: Path) -> Path:
    """The recording's file. Raises ValueError unless it lies in the folder of recordings."""
    path = Path(stretch.recording).resolve()
    if not path.is_relative_to(recordings.resolve()):
        raise ValueError(f"{stretch.recording}: not in {recordings}; a recording elsewhere is not read")
    return path


def _times(stretch: Stretch) -> tuple[float, float]:
    if stretch.ended_s - stretch.started_s > LONGEST_S:
        raise ValueError(f"{stretch.ended_s - stretch.started_s:.0f} s are no description; at most {LONGEST_S:.0f} s")
    return stretch.started_s, stretch.ended_s
