"""What recognition offers: the things that can be heard, and the shape of a recogniser and its streams."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

Grammar = tuple[str, ...]
"""Phrases in small letters of which one is expected; None in place of a grammar means anything may be said."""

SAMPLE_RATE = 8000
SAMPLE_BYTES = 2


@dataclass(frozen=True)
class Word:
    """One recognised word: confidence 0..1, times in seconds from the stream's first frame."""

    text: str
    confidence: float
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Partial:
    """What has been understood so far of an utterance that goes on; it may still change. `words` may be empty."""

    text: str
    words: tuple[Word, ...]
    at_s: float


@dataclass(frozen=True)
class Alternative:
    """One way to understand an utterance, and how sure it is as a whole, 0..1 (see `speech.surety`)."""

    text: str
    surety: float


@dataclass(frozen=True)
class Final:
    """A finished utterance; `confidence` is the mean over its words. It is never empty.

    `alternatives`: with a grammar, every way to understand it, the likeliest first, which is `text`; else none.
    """

    text: str
    words: tuple[Word, ...]
    confidence: float
    start_s: float
    end_s: float
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Voice:
    """The caller began to speak, or stopped."""

    speaking: bool
    at_s: float


@dataclass(frozen=True)
class Gap:
    """Sound that was not recognised, with the reason; its recording exists all the same."""

    start_s: float
    end_s: float
    reason: str


Hearing = Partial | Final | Voice | Gap
Hear = Callable[[Hearing], None]


class Stream(Protocol):
    """One caller's sound being recognised. No method blocks."""

    def feed(self, pcm: bytes) -> None:
        """Give the next 8 kHz, mono, signed 16-bit little-endian sound."""

    def skip(self, samples: int) -> None:
        """Move the stream's clock over sound that need not be recognised."""

    def listen(self, grammar: Grammar | None) -> None:
        """Expect something else from the next frame on; unfinished words of the old grammar are dropped."""

    def finish(self) -> None:
        """End the utterance now: its Final follows if it has any word."""

    async def last_words(self) -> None:
        """Finish, and wait (at most a few seconds) until the Final has been delivered."""

    def close(self) -> None:
        """Stop recognising and free the place."""


class Recogniser(Protocol):
    """A place where streams are opened."""

    @property
    def health(self) -> str:
        """Say "ok", or "degraded: " and why."""

    def open(self, grammar: Grammar | None, hear: Hear) -> Stream:
        """Open a stream whose hearings go to `hear`. Raises Overloaded when every place is taken."""
