"""Reading call events: the headers of one of Asterisk's events become a frozen value, or None."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypedDict
from urllib.parse import unquote

from ivr.ami_protocol import AmiMessage, Headers
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

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PLACEHOLDERS = frozenset({"<unknown>", "<none>"})
_ENV_PREFIX = "agi_"
_CHANNEL_HEADERS = frozenset(
    name.lower()
    for name in (
        *("Event", "Privilege", "Timestamp", "SequenceNumber", "SystemName", "UserEvent", "CallId"),
        *("Channel", "ChannelState", "ChannelStateDesc", "Context", "Exten", "Priority", "Uniqueid", "Linkedid"),
        *("CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName", "Language", "AccountCode"),
    )
)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, for events to which Asterisk gave no time."""
    return datetime.now(UTC)


def parse(message: AmiMessage, clock: Clock = utc_now) -> CallEvent | None:
    """Turn a message into its event; None for an event that is of no use here or names no channel. Raises nothing."""
    reader = _READERS.get(message.event.lower())
    headers = message.headers
    if reader is None or not (headers.get("Channel") and headers.get("Uniqueid")):
        return None
    return reader(headers, _where_and_when(headers, clock))


class _Common(TypedDict):
    channel: str
    uniqueid: str
    linkedid: str
    at: datetime


def _where_and_when(headers: Headers, clock: Clock) -> _Common:
    uniqueid = headers["Uniqueid"]
    return {
        "channel": headers["Channel"],
        "uniqueid": uniqueid,
        "linkedid": headers.get("Linkedid") or uniqueid,
        "at": _time(headers.get("Timestamp", ""), clock),
    }


def _time(timestamp: str, clock: Clock) -> datetime:
    try:
        return datetime.fromtimestamp(float(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return clock()


def _number(headers: Headers, name: str) -> float:
    try:
        return max(0.0, float(headers.get(name, "")))
    except ValueError:
        return 0.0


def _count(headers: Headers, name: str) -> int:
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _known(headers: Headers, name: str) -> str:
    value = headers.get(name, "")
    return "" if value in _PLACEHOLDERS else value


class _Caller(TypedDict):
    caller_number: str
    caller_name: str


def _caller(headers: Headers) -> _Caller:
    return {"caller_number": _known(headers, "CallerIDNum"), "caller_name": unescaped(_known(headers, "CallerIDName"))}


def unescaped(name: str) -> str:
    """A caller's name as he gave it: Asterisk writes names in events with the escapes of C, \\' for an apostrophe."""
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), name)


def _created(headers: Headers, common: _Common) -> CallEvent:
    return ChannelCreated(
        **common, **_caller(headers), context=headers.get("Context", ""), dialled=headers.get("Exten", "")
    )


def _state(headers: Headers, common: _Common) -> CallEvent:
    return ChannelState(**common, state=headers.get("ChannelStateDesc", ""))


def _agi_started(headers: Headers, common: _Common) -> CallEvent:
    lines = (line.partition(": ") for line in unquote(headers.get("Env", "")).split("\n"))
    env = {name.removeprefix(_ENV_PREFIX): value for name, colon, value in lines if colon}
    dialled = env.get("dnid", "")
    return AgiStarted(
        **common,
        **_caller(headers),
        context=headers.get("Context", ""),
        dialled=dialled if dialled and dialled != "unknown" else headers.get("Exten", ""),
        env=env,
    )


def _agi_ended(headers: Headers, common: _Common) -> CallEvent:
    return AgiEnded(**common)


def _digit(headers: Headers, common: _Common) -> CallEvent | None:
    return Digit(**common, digit=headers["Digit"]) if _pressed_here(headers) else None


def _digit_end(headers: Headers, common: _Common) -> CallEvent | None:
    return DigitEnd(**common, digit=headers["Digit"]) if _pressed_here(headers) else None


def _pressed_here(headers: Headers) -> bool:
    """Only what came from the channel's own phone counts; the other direction is what Asterisk sends to it."""
    return headers.get("Direction", "").lower() == "received" and len(headers.get("Digit", "")) == 1


def _joined(headers: Headers, common: _Common) -> CallEvent:
    return QueueJoined(
        **common, **_caller(headers), queue=headers.get("Queue", ""), position=_count(headers, "Position")
    )


def _left(headers: Headers, common: _Common) -> CallEvent:
    return QueueLeft(**common, queue=headers.get("Queue", ""))


def _abandoned(headers: Headers, common: _Common) -> CallEvent:
    return QueueAbandoned(**common, queue=headers.get("Queue", ""), waited_s=_number(headers, "HoldTime"))


class _Agent(TypedDict):
    queue: str
    member: str


def _agent(headers: Headers) -> _Agent:
    member = headers.get("Interface") or headers.get("DestChannel", "")
    return {"queue": headers.get("Queue", ""), "member": member}


def _agent_called(headers: Headers, common: _Common) -> CallEvent:
    return AgentRinging(
        **common,
        **_agent(headers),
        agent_channel=headers.get("DestChannel", ""),
        agent_uniqueid=headers.get("DestUniqueid", ""),
    )


def _agent_silent(headers: Headers, common: _Common) -> CallEvent:
    return AgentDidNotAnswer(**common, **_agent(headers))


def _agent_connected(headers: Headers, common: _Common) -> CallEvent:
    return AgentConnected(
        **common,
        **_agent(headers),
        agent_channel=headers.get("DestChannel", ""),
        agent_uniqueid=headers.get("DestUniqueid", ""),
        waited_s=_number(headers, "HoldTime"),
        rang_s=_number(headers, "RingTime"),
    )


def _agent_ended(headers: Headers, common: _Common) -> CallEvent:
    return AgentEnded(
        **common, **_agent(headers), talked_s=_number(headers, "TalkTime"), reason=headers.get("Reason", "")
    )


def _dial_begun(headers: Headers, common: _Common) -> CallEvent:
    return DialBegun(
        **common, dialled_channel=headers.get("DestChannel", ""), dialled_uniqueid=headers.get("DestUniqueid", "")
    )


def _dial_ended(headers: Headers, common: _Common) -> CallEvent:
    return DialEnded(
        **common,
        dialled_channel=headers.get("DestChannel", ""),
        dialled_uniqueid=headers.get("DestUniqueid", ""),
        status=headers.get("DialStatus", "").upper(),
    )


def _bridge_entered(headers: Headers, common: _Common) -> CallEvent:
    return BridgeEntered(**common, bridge=headers.get("BridgeUniqueid", ""))


def _bridge_left(headers: Headers, common: _Common) -> CallEvent:
    return BridgeLeft(**common, bridge=headers.get("BridgeUniqueid", ""))


def _hung_up(headers: Headers, common: _Common) -> CallEvent:
    return HungUp(**common, cause=_count(headers, "Cause"))


def _hotline(headers: Headers, common: _Common) -> CallEvent:
    fields: Mapping[str, str] = {name: value for name, value in headers.items() if name.lower() not in _CHANNEL_HEADERS}
    return HotlineEvent(
        **common,
        **_caller(headers),
        name=headers.get("UserEvent", ""),
        call_id=headers.get("CallId") or common["uniqueid"],
        dialled=headers.get("Exten", ""),
        fields=fields,
    )


_READERS: Mapping[str, Callable[[Headers, _Common], CallEvent | None]] = {
    "newchannel": _created,
    "newstate": _state,
    "asyncagistart": _agi_started,
    "asyncagiend": _agi_ended,
    "dtmfbegin": _digit,
    "dtmfend": _digit_end,
    "queuecallerjoin": _joined,
    "queuecallerleave": _left,
    "queuecallerabandon": _abandoned,
    "agentcalled": _agent_called,
    "agentringnoanswer": _agent_silent,
    "agentconnect": _agent_connected,
    "agentcomplete": _agent_ended,
    "dialbegin": _dial_begun,
    "dialend": _dial_ended,
    "bridgeenter": _bridge_entered,
    "bridgeleave": _bridge_left,
    "hangup": _hung_up,
    "userevent": _hotline,
}
