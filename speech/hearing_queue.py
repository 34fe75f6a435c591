"""A bounded queue of hearings from the recogniser to the one who listens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

import structlog

from speech.recogniser import Hearing, Partial

LARGEST = 256

log = structlog.get_logger()


class HearingQueue:
    """Rule when full: the oldest Partial goes; without one, the oldest hearing. A Partial replaces one just before it.

    Finals are thus the last to be lost, and only by a listener who has slept through hundreds of them.
    """

    def __init__(self) -> None:
        """Begin empty and open."""
        self._waiting: deque[Hearing] = deque()
        self._news = asyncio.Event()
        self._closed = False

    def put(self, hearing: Hearing) -> None:
        """Add a hearing; never blocks. After `close` it is dropped."""
        if self._closed:
            return
        if isinstance(hearing, Partial) and self._waiting and isinstance(self._waiting[-1], Partial):
            self._waiting.pop()
        if len(self._waiting) >= LARGEST:
            self._drop()
        self._waiting.append(hearing)
        self._news.set()

    def close(self) -> None:
        """Let the reader come to its end after what is waiting."""
        self._closed = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Hearing]:
        """Give the hearings in order until the queue is closed and empty."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._closed:
                return
            self._news.clear()
            await self._news.wait()

    def _drop(self) -> None:
        victim = next((hearing for hearing in self._waiting if isinstance(hearing, Partial)), self._waiting[0])
        self._waiting.remove(victim)
        log.warning("hearing_dropped", kind=type(victim).__name__)
