"""The nouns of a description's texts: who made them, where their sound lies, and what is mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Who made a text of what a caller described."""

    LIVE = "live"
    WHISPER = "whisper"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where in a call's recording the description lies, in seconds from its start."""

    call_id: int
    recording: str
    started_s: float
    ended_s: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """One text of a description; `chosen_by` made it the ticket's, `author` wrote it (a person's text only)."""

    id: int
    call_id: int
    ticket_id: int
    source: Source
    text: str
    confidence: float
    started_s: float
    ended_s: float
    author: str
    created_at: datetime
    chosen_by: str | None
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's text of a stretch of sound that its caller lets be learned from."""

    stretch: Stretch
    text: str
    caller_number: str
