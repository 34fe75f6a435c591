"""Pure: when a caller has been silent for too long after the prompts; times are monotonic seconds."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.conversation import Silence, TimeUp
from ivr.menu import Kind, Step

MUMBLE_S = 0.6
"""A voice shorter than this (a cough, a bump) is not counted as speech."""


@dataclass
class SilenceClock:
    """Follows one step: prompts, voice, words and keys in; the moment of Silence or TimeUp out."""

    step: Step
    entered_s: float
    quiet_since_s: float | None = None
    voice_since_s: float | None = None
    spoke: bool = False

    def played(self, now_s: float) -> None:
        """The prompts are over, played to the end or cut short."""
        if self.quiet_since_s is None:
            self.quiet_since_s = now_s
            self.entered_s = now_s

    def voice(self, speaking: bool, now_s: float) -> None:
        """A voice began or ended."""
        if not speaking and self.voice_since_s is not None:
            self.spoke |= now_s - self.voice_since_s >= MUMBLE_S
        self.voice_since_s = now_s if speaking else None
        self.touched(now_s)

    def touched(self, now_s: float) -> None:
        """A word or a key came: silence starts anew."""
        if self.quiet_since_s is not None:
            self.quiet_since_s = now_s

    def understood(self, now_s: float) -> None:
        """A word was recognised."""
        self.spoke = True
        self.touched(now_s)

    def patience_s(self) -> float:
        """How long the silence may be: a description that has begun ends sooner than one that has not."""
        return self.step.silence_s if self.step.kind is Kind.DESCRIBE and self.spoke else self.step.timeout_s

    def due_s(self) -> float | None:
        """The next moment at which `ring` may have something to say; None while the prompts play."""
        if self.quiet_since_s is None:
            return None
        over = self.entered_s + self.step.max_s
        return over if self.voice_since_s is not None else min(over, self.quiet_since_s + self.patience_s())

    def ring(self, now_s: float) -> Silence | TimeUp | None:
        """What has happened by now, if anything."""
        due = self.due_s()
        if due is None or now_s < due:
            return None
        return TimeUp() if now_s >= self.entered_s + self.step.max_s else Silence(self.spoke)
