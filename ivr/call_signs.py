"""What one event, or one row of Asterisk's lists, says about a call: pure readings for the call board."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ivr.call_types import Call, Reason, Stage
from ivr.event_reading import unescaped
from ivr.events import (
    AgentConnected,
    AgentDidNotAnswer,
    AgentRinging,
    AgiStarted,
    BridgeEntered,
    CallEvent,
    ChannelCreated,
    DialBegun,
    DialEnded,
    HotlineEvent,
    QueueJoined,
)

ENTRY_CONTEXT = "from-trunk"
"""The dialplan's context for calls from outside."""
NOT_PEOPLE = (
    *("AudioSocket/", "Local/", "Message/", "Snoop/", "Surrogate/", "Announcer/", "Recorder/", "CBAnn/"),
    "PJSIP/iceta-carrier-",
)
"""Channels that are nobody's call to us: ears, watchdogs, Asterisk's own, and whom the hotline rings by its carrier."""

_OPERATOR = re.compile(r"PJSIP/(op\d+)(?:-|$)")


def operator_of(channel: str) -> str | None:
    """Return the operator (op1) whose telephone a channel or a queue member is, else None."""
    match = _OPERATOR.match(channel)
    return match[1] if match else None


@dataclass(frozen=True, slots=True)
class News:
    """Where a call is now, and with which operator."""

    stage: Stage
    operator: str | None = None


_STAGE_OF_CONTEXT: Mapping[str, News] = {
    ENTRY_CONTEXT: News("ivr"),
    "fallback": News("ivr"),
    "queue": News("queued"),
    "voice-message": News("message"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who calls, and which number; each "" where Asterisk does not know."""

    number: str
    name: str
    dialled: str

    @classmethod
    def of(cls, event: CallEvent) -> "Who":
        """Read it from the event that started the call."""
        dialled = getattr(event, "dialled", "")
        return cls(getattr(event, "caller_number", ""), getattr(event, "caller_name", ""), _number(dialled))

    @classmethod
    def of_row(cls, row: Mapping[str, str]) -> "Who":
        """Read it from a row of CoreShowChannels."""
        texts = (row.get("CallerIDNum", ""), row.get("CallerIDName", ""))
        number, name = ("" if text.startswith("<") else text for text in texts)
        return cls(number, unescaped(name), _number(row.get("Exten", "")))


def _number(exten: str) -> str:
    """Return a dialled number; a dialplan's own labels (s, resume) were not dialled by anybody."""
    return exten if exten[:1].isdigit() or exten[:1] == "+" else ""


def shows_caller(event: CallEvent) -> bool:
    """Whether the event proves that its channel is a caller's."""
    if operator_of(event.channel) is not None:
        return False
    if isinstance(event, ChannelCreated | AgiStarted):
        return event.context == ENTRY_CONTEXT
    if isinstance(event, HotlineEvent):
        return event.name == "IcetaArrived"
    return isinstance(event, QueueJoined | AgentRinging | AgentConnected)


def people_of(event: CallEvent) -> tuple[str, ...]:
    """The Uniqueids of the people whom this event shows in the call."""
    if isinstance(event, AgentRinging | AgentConnected):
        others = [(event.agent_channel, event.agent_uniqueid)]
    elif isinstance(event, DialBegun | DialEnded):
        others = [(event.dialled_channel, event.dialled_uniqueid)]
    else:
        others = []
    return (event.uniqueid, *(unique for name, unique in others if unique and not name.startswith(NOT_PEOPLE)))


def news_of(event: CallEvent, call: Call) -> News | None:
    """What an event says about the call's stage, if it says anything."""
    match event:
        case AgiStarted(uniqueid=call.uniqueid):
            return News("ivr")
        case QueueJoined():
            return News("queued")
        case AgentRinging(member=member, agent_channel=channel):
            return News("ringing", operator_of(channel) or operator_of(member))
        case AgentConnected(member=member, agent_channel=channel):
            return News("talking", operator_of(channel) or operator_of(member))
        case AgentDidNotAnswer(member=member):
            return _stopped_ringing(call, operator_of(member))
        case DialBegun() | DialEnded() | BridgeEntered():
            return _dial_news(event, call)
        case HotlineEvent(name="IcetaMessage"):
            return News("message")
    return None


def _dial_news(event: DialBegun | DialEnded | BridgeEntered, call: Call) -> News | None:
    if isinstance(event, BridgeEntered):
        operator = operator_of(event.channel)
        return News("talking", operator) if operator else None
    operator = operator_of(event.dialled_channel)
    if operator is None:
        return None
    if isinstance(event, DialBegun):
        return News("ringing", operator)
    return News("talking", operator) if event.status == "ANSWER" else _stopped_ringing(call, operator)


def _stopped_ringing(call: Call, operator: str | None) -> News | None:
    return News("queued") if (call.stage, call.operator) == ("ringing", operator) else None


def reason_of(call: Call) -> Reason:
    """How a call ended whose last channel has hung up now."""
    if call.talked:
        return "talked"
    if call.stage == "message":
        return "message"
    return "ivr" if call.stage == "ivr" else "abandoned"


def is_person(row: Mapping[str, str]) -> bool:
    """Whether a row of CoreShowChannels is somebody's telephone."""
    return bool(row.get("Uniqueid")) and bool(row.get("Channel")) and not row["Channel"].startswith(NOT_PEOPLE)


def linkedid_of(row: Mapping[str, str]) -> str:
    """The call to which a row of CoreShowChannels belongs."""
    return row.get("Linkedid") or row["Uniqueid"]


def seen_in(caller: Mapping[str, str], linked: list[Mapping[str, str]], waiting: set[str]) -> News | None:
    """The stage that Asterisk's lists show for a caller and the channels linked to it; None if they don't tell."""
    operators = [(operator_of(row["Channel"]), row) for row in linked if operator_of(row["Channel"])]
    for operator, row in operators:
        if row.get("BridgeId") and row["BridgeId"] == caller.get("BridgeId"):
            return News("talking", operator)
    for operator, row in operators:
        if row.get("ChannelStateDesc") == "Ringing":
            return News("ringing", operator)
    if caller["Uniqueid"] in waiting:
        return News("queued")
    return _STAGE_OF_CONTEXT.get(caller.get("Context", ""))


def duration_of(text: str) -> timedelta:
    """Read Asterisk's duration, HH:MM:SS; what is none counts as no time."""
    match = re.fullmatch(r"(\d{1,6}):(\d\d):(\d\d)", text, re.ASCII)
    if match is None:
        return timedelta()
    hours, minutes, seconds = map(int, match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
