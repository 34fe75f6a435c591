"""Call events at the door: `parse` makes them, and here is all that a user of them needs."""

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
    """Tells one press of a key from its two events: RFC 2833 gives begin and end, SIP INFO only the end."""

    _LIMIT = 1000

    def __init__(self) -> None:
        self._begun: dict[tuple[str, str], None] = {}

    def read(self, event: CallEvent) -> Digit | None:
        """Return the press that this event stands for, if it stands for one. Raises nothing."""
        if isinstance(event, Digit):
            self._remember((event.uniqueid, event.digit))
            return event
        if isinstance(event, DigitEnd) and self._begun.pop((event.uniqueid, event.digit), self) is self:
            return Digit(
                channel=event.channel, uniqueid=event.uniqueid, linkedid=event.linkedid, at=event.at, digit=event.digit
            )
        if isinstance(event, HungUp):
            self._begun = {key: None for key in self._begun if key[0] != event.uniqueid}
        return None

    def _remember(self, press: tuple[str, str]) -> None:
        self._begun[press] = None
        if len(self._begun) > self._LIMIT:
            del self._begun[next(iter(self._begun))]
