"""Call events at the door: `parse` makes them, and here is all that a user of them needs."""

from typing import TypeVar

from ivr.event_reading import parse, utc_now
from ivr.event_types import (
    AgentConnected,
    AgentDidNotAnswer,
    AgentEnded,
    AgentRinging,
    AgiEnded,
    AgiStarted,
    BridgeEntered,
    BridgeLeft,
    CallEvent,
    ChannelCreated,
    ChannelState,
    DialBegun,
    DialEnded,
    Digit,
    DigitEnd,
    HotlineEvent,
    HungUp,
    QueueAbandoned,
    QueueJoined,
    QueueLeft,
)

__all__ = [
    "AgentConnected",
    "AgentDidNotAnswer",
    "AgentEnded",
    "AgentRinging",
    "AgiEnded",
    "AgiStarted",
    "BridgeEntered",
    "BridgeLeft",
    "CallEvent",
    "ChannelCreated",
    "ChannelState",
    "DialBegun",
    "DialEnded",
    "Digit",
    "DigitEnd",
    "DigitReader",
    "HotlineEvent",
    "HungUp",
    "QueueAbandoned",
    "QueueJoined",
    "QueueLeft",
    "parse",
    "utc_now",
]


class DigitReader:
    """Tells one press of a key from its events: RFC 2833 gives begin and end, SIP INFO only the end.

    Asterisk may report an end twice, some 20 ms apart, while a sound plays: the second one is no press. Where the first
    one had a begin, this phone sends RFC 2833 and the rule can be wide.
    """

    _LIMIT = 1000
    DOUBLE_S = 0.06
    DOUBLE_AFTER_BEGIN_S = 0.5

    def __init__(self) -> None:
        self._begun: dict[str, str] = {}
        self._ended: dict[str, tuple[DigitEnd, bool]] = {}

    def read(self, event: CallEvent) -> Digit | None:
        """Return the press that this event stands for, if it stands for one. Raises nothing."""
        if isinstance(event, Digit):
            _remember(self._begun, event.uniqueid, event.digit, self._LIMIT)
            return event
        if isinstance(event, DigitEnd):
            return self._end(event)
        if isinstance(event, HungUp):
            self._begun.pop(event.uniqueid, None)
            self._ended.pop(event.uniqueid, None)
        return None

    def _end(self, event: DigitEnd) -> Digit | None:
        begun, before = self._begun.pop(event.uniqueid, None), self._ended.get(event.uniqueid)
        _remember(self._ended, event.uniqueid, (event, begun is not None), self._LIMIT)
        if begun == event.digit or (before is not None and self._is_echo(*before, event)):
            return None
        return Digit(
            channel=event.channel, uniqueid=event.uniqueid, linkedid=event.linkedid, at=event.at, digit=event.digit
        )

    def _is_echo(self, before: DigitEnd, had_begin: bool, event: DigitEnd) -> bool:
        window_s = self.DOUBLE_AFTER_BEGIN_S if had_begin else self.DOUBLE_S
        return before.digit == event.digit and abs((event.at - before.at).total_seconds()) < window_s


T = TypeVar("T")


def _remember(memory: dict[str, T], key: str, value: T, limit: int) -> None:
    memory[key] = value
    if len(memory) > limit:
        del memory[next(iter(memory))]
