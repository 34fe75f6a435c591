"""What the call board tells: its changes and the calls on it, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Stage = Literal["ivr", "queued", "ringing", "talking", "message"]
Reason = Literal["ivr", "abandoned", "talked", "message", "lost"]
"""How a call ended: in the menu, waiting for an operator, after a talk, after a voice message; or we don't know."""


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A caller has come in."""

    linkedid: str
    channel: str
    caller_number: str
    caller_name: str
    dialled: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StageChanged:
    """A call has got further; `operator` is the one who is rung or talks (op1), else None."""

    linkedid: str
    stage: Stage
    at: datetime
    operator: str | None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call is over: the last of its channels hung up, or it was gone after the link had been down ("lost")."""

    linkedid: str
    at: datetime
    reason: Reason


Change = CallStarted | StageChanged | CallEnded


@dataclass(frozen=True, slots=True)
class Call:
    """One call on the board. `channels` are the Uniqueids of the people in it who have not
    hung up; `since` is when the stage began."""

    linkedid: str
    channel: str
    uniqueid: str
    caller_number: str
    caller_name: str
    dialled: str
    started_at: datetime
    since: datetime
    stage: Stage = "ivr"
    operator: str | None = None
    talked: bool = False
    channels: frozenset[str] = frozenset()
