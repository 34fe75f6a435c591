"""The call board: which calls there are and how far each has got, from events alone. Pure: no clock, no network."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ivr.call_signs import (
    NOT_PEOPLE,
    News,
    Who,
    duration_of,
    is_person,
    linkedid_of,
    news_of,
    operator_of,
    people_of,
    reason_of,
    seen_in,
    shows_caller,
)
from ivr.call_types import Call, CallEnded, CallStarted, Change, Reason, Stage, StageChanged
from ivr.events import CallEvent, HungUp, utc_now

__all__ = ["Call", "CallBoard", "CallEnded", "CallStarted", "Change", "Reason", "Stage", "StageChanged", "operator_of"]

REMEMBERED = 4096
"""How many ended calls and channels are remembered, so that a late or doubled event does not bring them back."""


class CallBoard:
    """All calls that go on. One instance, fed with every event in order; it never raises on what Asterisk sends.

    A call is a caller's channel with what is linked to it (same Linkedid). It may be met in the middle: whatever
    shows that a caller is there starts it. Ears and other channels without a person are no part of any call.
    """

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self._call_of: dict[str, str] = {}
        self._over = _Recent()

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that go on, oldest first."""
        return tuple(self._calls.values())

    def apply(self, event: CallEvent) -> tuple[Change, ...]:
        """Take one event and return what it changed, in order."""
        if event.channel.startswith(NOT_PEOPLE):
            return ()
        if isinstance(event, HungUp):
            return self._hang_up(event)
        started = self._start(event)
        call = self._calls.get(self._call_of.get(event.uniqueid, event.linkedid))
        if call is None:
            return ()
        call = self._join(call, *people_of(event))
        return started + self._move(call, news_of(event, call), event.at)

    def rebuild(
        self,
        channels: Iterable[Mapping[str, str]],
        queue_entries: Iterable[Mapping[str, str]],
        at: datetime | None = None,
    ) -> tuple[Change, ...]:
        """Make the board agree with Asterisk's own lists (CoreShowChannels, QueueStatus) and return what changed.

        Calls that vanished end with the reason "lost"; calls that nobody knew start now, `at` less their duration.
        """
        now = at or utc_now()
        people = {row["Uniqueid"]: row for row in channels if is_person(row)}
        rows = [row for uniqueid, row in people.items() if not self._over.has(uniqueid)]
        waiting = {row.get("Uniqueid", "") for row in queue_entries if row.get("Event") == "QueueEntry"}
        living = set(people)
        changes = [change for call in self.calls for change in self._lose(call, living, now)]
        for caller in filter(self._is_caller, rows):
            changes += self._restore(
                caller, [row for row in rows if linkedid_of(row) == linkedid_of(caller)], waiting, now
            )
        return tuple(changes)

    def _start(self, event: CallEvent) -> tuple[Change, ...]:
        """Start a call if this event shows a caller whom we did not know."""
        known = event.linkedid in self._calls or event.uniqueid in self._call_of
        if known or not shows_caller(event) or self._over.has(event.linkedid) or self._over.has(event.uniqueid):
            return ()
        return (self._add(event.linkedid, event.channel, event.uniqueid, Who.of(event), event.at),)

    def _add(self, linkedid: str, channel: str, uniqueid: str, who: Who, at: datetime) -> CallStarted:
        call = Call(linkedid, channel, uniqueid, who.number, who.name, who.dialled, at, at)
        self._calls[linkedid] = call
        self._join(call, uniqueid)
        return CallStarted(linkedid, channel, who.number, who.name, who.dialled, at)

    def _join(self, call: Call, *uniqueids: str) -> Call:
        new = [each for each in uniqueids if each not in self._call_of and not self._over.has(each)]
        if new:
            self._call_of.update(dict.fromkeys(new, call.linkedid))
            call = self._calls[call.linkedid] = replace(call, channels=call.channels.union(new))
        return call

    def _move(self, call: Call, news: News | None, at: datetime) -> tuple[Change, ...]:
        if news is None or (news.stage, news.operator) == (call.stage, call.operator):
            return ()
        talked = call.talked or news.stage == "talking"
        self._calls[call.linkedid] = replace(call, stage=news.stage, operator=news.operator, since=at, talked=talked)
        return (StageChanged(call.linkedid, news.stage, at, news.operator),)

    def _hang_up(self, event: HungUp) -> tuple[Change, ...]:
        self._over.add(event.uniqueid)
        call = self._calls.get(self._call_of.pop(event.uniqueid, ""))
        if call is None:
            return ()
        call = self._calls[call.linkedid] = replace(call, channels=call.channels - {event.uniqueid})
        return () if call.channels else self._end(call, reason_of(call), event.at)

    def _end(self, call: Call, reason: Reason, at: datetime) -> tuple[Change, ...]:
        del self._calls[call.linkedid]
        self._over.add(call.linkedid)
        return (CallEnded(call.linkedid, at, reason),)

    def _lose(self, call: Call, living: set[str], now: datetime) -> tuple[Change, ...]:
        for gone in call.channels - living:
            del self._call_of[gone]
            self._over.add(gone)
        left = call.channels & living
        self._calls[call.linkedid] = replace(call, channels=left)
        return () if left else self._end(call, "lost", now)

    def _is_caller(self, row: Mapping[str, str]) -> bool:
        known = self._call_of.get(row["Uniqueid"])
        if known is not None:
            return self._calls[known].uniqueid == row["Uniqueid"]
        return row["Uniqueid"] == linkedid_of(row) and operator_of(row["Channel"]) is None

    def _restore(
        self, caller: Mapping[str, str], linked: list[Mapping[str, str]], waiting: set[str], now: datetime
    ) -> list[Change]:
        changes: list[Change] = []
        call = self._calls.get(self._call_of.get(caller["Uniqueid"], linkedid_of(caller)))
        if call is None:
            began = now - duration_of(caller.get("Duration", ""))
            changes.append(
                self._add(linkedid_of(caller), caller["Channel"], caller["Uniqueid"], Who.of_row(caller), began)
            )
            call = self._calls[linkedid_of(caller)]
        call = self._join(call, *(row["Uniqueid"] for row in linked))
        return [*changes, *self._move(call, seen_in(caller, linked, waiting), now)]


class _Recent:
    """The last REMEMBERED names."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def add(self, name: str) -> None:
        self._names[name] = None
        if len(self._names) > REMEMBERED:
            del self._names[next(iter(self._names))]

    def has(self, name: str) -> bool:
        return name in self._names
