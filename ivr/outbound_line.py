"""One call that the hotline makes, as Asterisk's events show it: is it answered, is it over and why, which keys."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field

from ivr.agi import Channel
from ivr.ami_protocol import AmiMessage
from ivr.conversation import Key
from ivr.errors import LinkLost
from ivr.events import CallEvent, Digit, HungUp
from ivr.inbox import Inbox
from tickets.duty.call_service import Due
from tickets.duty.model import Outcome
from tickets.duty.numbers import is_extension

CONTEXT = "outbound"
"""The dialplan's context into which these calls come once they are answered."""
CARRIER = "iceta-carrier"
"""The exchange's endpoint for calls out."""
UNIQUE = "iceta-out-"
"""How the names of these channels begin, which we give them ourselves."""

_BUSY = frozenset({17, 21})
"""Q.850: user busy, call rejected."""
_NETWORK = frozenset({1, 2, 3, 22, 27, 28, 34, 38, 41, 42, 44, 47, 50, 57, 58, 65, 79, 88, 102, 111, 127})
"""Q.850: the call did not get as far as a telephone."""
_REASONS = {"5": Outcome.BUSY, "3": Outcome.NO_ANSWER}
"""Asterisk's control frames in OriginateResponse: busy, ringing (that nobody ended)."""


def outcome_of(cause: int) -> Outcome:
    """Pure: what a call came to that ended, before it was answered, with this cause of Q.850."""
    if cause in _BUSY:
        return Outcome.BUSY
    return Outcome.UNREACHABLE if cause in _NETWORK else Outcome.NO_ANSWER


def outcome_of_reason(reason: str) -> Outcome:
    """Pure: what an OriginateResponse that tells of a failure means."""
    return _REASONS.get(reason, Outcome.UNREACHABLE)


@dataclass(eq=False)
class Line:
    """`up` is the answered channel; `over` is what the call came to if it ended before, or LinkLost."""

    due: Due
    uniqueid: str
    inbox: Inbox = field(default_factory=Inbox)
    up: asyncio.Future[Channel] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    over: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @classmethod
    def of(cls, due: Due) -> Line:
        """A line with a name of its own, also when the same call is made a second time."""
        return cls(due, f"{UNIQUE}{due.call.id}-{secrets.token_hex(4)}")

    @property
    def target(self) -> str:
        """The channel that Asterisk has to make."""
        number = self.due.dialled
        return f"PJSIP/{number}" if is_extension(number) else f"PJSIP/{number}@{CARRIER}"

    def take(self, event: CallEvent, press: Digit | None) -> None:
        """Take an event of this channel, and the press of a key if it stands for one."""
        if press is not None:
            self.inbox.put(Key(press.digit))
        if isinstance(event, HungUp):
            self._end(outcome_of(event.cause))

    def refused(self, message: AmiMessage) -> None:
        """Take the news that Asterisk could not make the call."""
        self._end(outcome_of_reason(message.get("Reason")))

    def lost(self, reason: str) -> None:
        """Take the news that Asterisk is out of reach."""
        if not self.over.done():
            self.over.set_exception(LinkLost(reason))
            self.over.exception()  # nobody may be waiting for it

    def answer(self, channel: Channel) -> None:
        """Take the channel, which is answered now."""
        if not self.up.done():
            self.up.set_result(channel)

    def _end(self, outcome: Outcome) -> None:
        if not self.over.done():
            self.over.set_result(outcome)
