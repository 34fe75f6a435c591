"""The call events that the bridge knows, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEvent:
    """What every event says: which channel, which call (Linkedid), and when (UTC, Asterisk's clock if it says)."""

    channel: str
    uniqueid: str
    linkedid: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelCreated(CallEvent):
    """A channel exists; `context` and `dialled` are where it enters the dialplan."""

    context: str
    dialled: str
    caller_number: str
    caller_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelState(CallEvent):
    """A channel's state changed: Down, Ring, Ringing, Up, Busy."""

    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgiStarted(CallEvent):
    """A channel waits in AGI(agi:async) for commands. `env` is the AGI environment, without the `agi_` prefix."""

    context: str
    caller_number: str
    caller_name: str
    dialled: str
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgiEnded(CallEvent):
    """A channel has left AGI: no AGI command reaches it any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digit(CallEvent):
    """The other end of the channel pressed a key."""

    digit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DigitEnd(CallEvent):
    """A key was let go; a press of its own only if no Digit came before it. See DigitReader."""

    digit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueJoined(CallEvent):
    """The caller waits in a queue; `position` counts from 1."""

    queue: str
    position: int
    caller_number: str
    caller_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueLeft(CallEvent):
    """The caller is no longer in the queue, for whatever reason."""

    queue: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueAbandoned(CallEvent):
    """Nobody took the caller: he hung up, or the time was over, or he was withdrawn; Asterisk does not say which."""

    queue: str
    waited_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentRinging(CallEvent):
    """The queue rings a member for this caller. `member` is its interface (PJSIP/op1)."""

    queue: str
    member: str
    agent_channel: str
    agent_uniqueid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentDidNotAnswer(CallEvent):
    """The member let it ring, or is busy; the caller waits on."""

    queue: str
    member: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentConnected(CallEvent):
    """The member talks with the caller. `waited_s` in the queue, `rang_s` of it at this member."""

    queue: str
    member: str
    agent_channel: str
    agent_uniqueid: str
    waited_s: float
    rang_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentEnded(CallEvent):
    """The talk with the member is over. `reason` is caller, agent or transfer; with transfers it may never come."""

    queue: str
    member: str
    talked_s: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DialBegun(CallEvent):
    """`channel` (may be empty) rings `dialled_channel`."""

    dialled_channel: str
    dialled_uniqueid: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DialEnded(CallEvent):
    """The ringing is over. `status` is ANSWER, NOANSWER, BUSY, CANCEL, CONGESTION, CHANUNAVAIL, …"""

    dialled_channel: str
    dialled_uniqueid: str
    status: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgeEntered(CallEvent):
    """A channel is joined with the others of a bridge: they hear each other."""

    bridge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BridgeLeft(CallEvent):
    """A channel has left a bridge."""

    bridge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HungUp(CallEvent):
    """A channel no longer exists. `cause` is the number of Q.850, 16 a normal clearing, 0 if not given."""

    cause: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HotlineEvent(CallEvent):
    """What our own dialplan reports: IcetaArrived, IcetaFallback, IcetaMessage, IcetaHangup, IcetaTaken, …

    `call_id` is the Uniqueid of the caller's channel, `fields` are the other headers that the dialplan gave.
    """

    name: str
    call_id: str
    dialled: str
    caller_number: str
    caller_name: str
    fields: Mapping[str, str] = field(default_factory=dict)
