"""Writes what happens in calls to the database, in order, and keeps it on disk while the database is away."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from tickets import service
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.model import Word
from tickets.spool import Spool
from tickets.spool_verbs import VERBS as SPOOLED

log = structlog.get_logger()

ANSWER_DEADLINE_S = 4.0
"""A caller who waits for an answer from the database is not kept longer than this."""
CAPACITY = 5_000
"""Entries that may wait. Rule when full: the oldest goes to the spool if it can, else it is dropped."""
RETRY_S = 1.0
"""Pause between two looks whether the database is back."""


class JournalAway(Exception):
    """The database gave no answer in time; the call goes on without it."""


CallVerb = Callable[..., Any]
"""A service verb about one call: the transaction first, the call's id second (`start_call`: the new call)."""


@dataclass
class _Entry:
    linkedid: str
    verb: Callable[..., Any]
    kwargs: dict[str, Any]
    answer: asyncio.Future[Any] | None = None


@dataclass
class _LiveText:
    step: str
    text: str
    words: tuple[Word, ...]


@dataclass
class Journal:
    """One ordered writer: `about` writes and forgets, `ask` waits for the answer; of live text the newest is kept."""

    database: Database
    spool: Spool
    away: str = ""
    _entries: deque[_Entry] = field(default_factory=deque)
    _live: dict[str, _LiveText] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)
    _work: asyncio.Event = field(default_factory=asyncio.Event)

    def about(self, linkedid: str, verb: CallVerb, **kwargs: Any) -> None:
        """Write a verb about a call when its turn comes."""
        self._add(_Entry(linkedid, verb, kwargs))

    async def ask(self, linkedid: str, verb: CallVerb, **kwargs: Any) -> Any:
        """Write a verb about a call and wait for what it returns. Raises JournalAway after ANSWER_DEADLINE_S."""
        entry = _Entry(linkedid, verb, kwargs, asyncio.get_running_loop().create_future())
        self._add(entry)
        assert entry.answer is not None
        try:
            return await asyncio.wait_for(entry.answer, ANSWER_DEADLINE_S)
        except TimeoutError as error:
            raise JournalAway(f"the database gave no answer within {ANSWER_DEADLINE_S:.0f} s") from error

    def live(self, linkedid: str, step: str, text: str, words: tuple[Word, ...]) -> None:
        """Show what a caller is saying right now; replaced by the next words, never spooled."""
        self._live[linkedid] = _LiveText(step, text, words)
        self._work.set()

    def plain(self, verb: Callable[..., Any], **kwargs: Any) -> None:
        """Write a verb that is about no call when its turn comes."""
        self._add(_Entry("", verb, kwargs))

    async def read(self, query: Callable[..., Any], *args: Any) -> Any:
        """Ask the database, beside the ordered writing. Raises JournalAway when it is away or too slow."""
        try:
            return await asyncio.wait_for(self.database.read(query, *args), ANSWER_DEADLINE_S)
        except (TimeoutError, DatabaseUnreachable) as error:
            raise JournalAway(f"the database gave no answer: {error or 'too slow'}") from error

    def id_of(self, linkedid: str) -> int | None:
        """The database id of a call, once it is written."""
        return self._ids.get(linkedid)

    def _add(self, entry: _Entry) -> None:
        if len(self._entries) >= CAPACITY:
            self._put_away(self._entries.popleft(), "journal_full")
        self._entries.append(entry)
        self._work.set()

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._entries or self._live:
                await self._write_next()

    async def _write_next(self) -> None:
        try:
            if self.away or self.spool.waiting():
                await self._come_back()
            if self._entries:
                await self._write(self._entries[0])
                self._entries.popleft()
            elif self._live:
                await self._write_live()
        except DatabaseUnreachable as error:
            await self._stay_away(error)

    async def _come_back(self) -> None:
        await asyncio.to_thread(self.spool.replay, self.database)
        if self.away:
            log.info("database_back")
        self.away = ""

    async def _stay_away(self, error: DatabaseUnreachable) -> None:
        if not self.away:
            log.error("database_away", reason=str(error))
        self.away = str(error)
        while self._entries:
            self._put_away(self._entries.popleft(), "database_away")
        self._live.clear()
        await asyncio.sleep(RETRY_S)
        self._work.set()

    async def _write(self, entry: _Entry) -> None:
        try:
            result = await self._run(entry)
        except DatabaseUnreachable:
            raise
        except Exception as error:  # the edge of the writer: one bad entry must not stop all others
            log.exception("journal_entry_failed", verb=entry.verb.__name__, call=entry.linkedid)
            if entry.answer and not entry.answer.done():
                entry.answer.set_exception(error)
            return
        if entry.answer and not entry.answer.done():
            entry.answer.set_result(result)

    async def _run(self, entry: _Entry) -> Any:
        if entry.verb is service.start_call:
            call_id = await self.database.run(service.start_call, entry.kwargs["call"])
            self._ids[entry.linkedid] = call_id
            return call_id
        if not entry.linkedid:
            return await self.database.run(entry.verb, **entry.kwargs)
        call_id = await self._call_id(entry.linkedid)
        result = await self.database.run(entry.verb, call_id, **entry.kwargs)
        if entry.verb is service.end_call:
            self._ids.pop(entry.linkedid, None)
            self._live.pop(entry.linkedid, None)
        return result

    async def _call_id(self, linkedid: str) -> int:
        if linkedid not in self._ids:
            self._ids[linkedid] = await self.database.read(service.call_by_linkedid, linkedid)
        return self._ids[linkedid]

    async def _write_live(self) -> None:
        linkedid = next(iter(self._live))
        live = self._live.pop(linkedid)
        if linkedid in self._ids:
            await self.database.run(service.show_live_text, self._ids[linkedid], live.step, live.text, live.words)

    def _put_away(self, entry: _Entry, why: str) -> None:
        if entry.verb.__name__ in SPOOLED:
            self.spool.put(entry.verb.__name__, _spooled(entry))
        else:
            log.warning("entry_not_spooled", verb=entry.verb.__name__, call=entry.linkedid, why=why)
        if entry.answer and not entry.answer.done():
            entry.answer.set_exception(JournalAway(why))


def _spooled(entry: _Entry) -> dict[str, Any]:
    return dict(entry.kwargs) if entry.verb is service.start_call else {"linkedid": entry.linkedid, **entry.kwargs}
