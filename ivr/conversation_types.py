"""What goes into the conversation's decisions and what comes out: where a caller stands, what he did, what follows."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.spoken_decision import Alternative


@dataclass(frozen=True)
class Facts:
    """What the caller has told so far; places are official codes."""

    category: str | None = None
    district: str | None = None
    village: str | None = None
    said: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()
    code: str = ""
    consent: bool = False


@dataclass(frozen=True)
class Position:
    """Where a caller stands in the conversation.

    `asked` is the answer that he is asked to confirm (an option's key, a place's code, digits); `refused` are those
    that he has denied at this step.
    """

    step: str
    failures: int = 0
    keys: str = ""
    facts: Facts = field(default_factory=Facts)
    asked: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """The caller pressed a key (0-9, *, #)."""

    digit: str


@dataclass(frozen=True)
class Spoken:
    """The caller said something; lower-case words. `surety` (0..1) is that of the whole, `others` may be meant too."""

    text: str
    surety: float = 1.0
    others: tuple[Alternative, ...] = ()

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Everything that may have been said, the likeliest first."""
        return (Alternative(self.text, self.surety), *self.others)


@dataclass(frozen=True)
class Silence:
    """Nothing came in time. `spoke`: a voice was heard, though no word was understood."""

    spoke: bool = False


@dataclass(frozen=True)
class TimeUp:
    """The longest time of the step is over."""


@dataclass(frozen=True)
class Said:
    """All prompts of the step were played to their end."""


@dataclass(frozen=True)
class Emergency:
    """Emergency words were heard."""

    words: tuple[str, ...]


Heard = Key | Spoken | Silence | TimeUp | Said | Emergency


@dataclass(frozen=True)
class Stay:
    """Go on as before, at a position that may know more."""

    position: Position


@dataclass(frozen=True)
class Go:
    """Enter the position's step."""

    position: Position


@dataclass(frozen=True)
class Again:
    """Say `prompt` (if any), then the step's own prompts once more."""

    position: Position
    prompt: str = ""


@dataclass(frozen=True)
class Leave:
    """The conversation is over: on to the operators' queue or to the goodbye."""

    position: Position
    to: str
    reason: str


Move = Stay | Go | Again | Leave
