"""What one call hears while it is in the conversation: a bounded queue of keys and hearings, in order."""

from __future__ import annotations

import asyncio

import structlog

from ivr.conversation import Emergency, Key
from speech.recogniser import Final, Partial, Voice

log = structlog.get_logger()

Item = Key | Emergency | Partial | Final | Voice
CAPACITY = 200
"""Items a call may have unread, some 20 s of talk. Rule when full: the oldest partial goes, else the oldest item."""


class Inbox:
    """Ordered, bounded, and never lets a key wait behind a stale partial."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._items: list[Item] = []
        self._capacity = capacity
        self._arrived = asyncio.Event()

    def put(self, item: Item) -> None:
        """Add an item; a partial replaces the partial before it."""
        if isinstance(item, Partial) and self._items and isinstance(self._items[-1], Partial):
            self._items.pop()
        elif len(self._items) >= self._capacity:
            self._drop_oldest()
        self._items.append(item)
        self._arrived.set()

    def _drop_oldest(self) -> None:
        index = next((n for n, item in enumerate(self._items) if isinstance(item, Partial)), 0)
        log.warning("inbox_full", dropped=type(self._items.pop(index)).__name__)

    async def get(self) -> Item:
        """Wait for the next item; the caller of this sets the deadline."""
        while not self._items:
            self._arrived.clear()
            await self._arrived.wait()
        return self._items.pop(0)

    def clear_speech(self) -> None:
        """Forget unread speech (it was meant for a question that is over); keys typed ahead stay."""
        self._items = [item for item in self._items if isinstance(item, (Key, Emergency))]
