"""Pure: whether a spoken answer is taken, asked back, asked again, or asked for by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from speech.thresholds import QuestionKind, thresholds

V = TypeVar("V")

SPEAKING_TRIES = 1
"""So often an answer that was not understood is asked for by voice again; after that, keys."""


@dataclass(frozen=True)
class Alternative:
    """One way an utterance may be understood: its words, and how sure that is (0..1, over the whole utterance)."""

    text: str
    surety: float


@dataclass(frozen=True)
class Context(Generic[V]):
    """What was asked: its kind, how words become its value (None: they are no answer), and what happened before.

    `failures` counts the answers to this question that were not understood; `refused` are values the caller has
    denied. `checked`: `read` gives only values whose check digit fits. `askable`: there is a way to say the value, so
    that it can be asked back; what can't is taken only when it is sure.
    """

    kind: QuestionKind
    read: Callable[[str], V | None]
    failures: int = 0
    refused: frozenset[V] = field(default_factory=frozenset)
    checked: bool = False
    askable: Callable[[V], bool] = lambda _: True


@dataclass(frozen=True)
class Accept(Generic[V]):
    """The answer is this."""

    value: V


@dataclass(frozen=True)
class Confirm(Generic[V]):
    """The answer is probably this: ask "…, benar?"."""

    value: V


@dataclass(frozen=True)
class AskAgain:
    """Nothing was understood; ask once more."""


@dataclass(frozen=True)
class UseKeys:
    """Nothing was understood again; ask for keys."""


Decision = Accept[V] | Confirm[V] | AskAgain | UseKeys


def decide(alternatives: Sequence[Alternative], context: Context[V]) -> Decision[V]:
    """What to do with an utterance whose alternatives come with the likeliest first.

    The likeliest is taken from its kind's threshold on. What is less sure is asked back, and so is a later alternative
    where the likeliest is no answer (a code whose check digit is wrong), for then something was misheard. A later
    alternative with a fitting check digit needs no surety, for nine wrong codes of ten have none. What the caller has
    denied is never offered again.
    """
    limit = thresholds()[context.kind]
    for rank, alternative in enumerate(alternatives):
        value = context.read(alternative.text)
        if value is None or value in context.refused:
            continue
        if rank == 0 and alternative.surety >= limit.accept:
            return Accept(value)
        likely = alternative.surety >= limit.ask or (context.checked and alternative.surety > 0)
        if likely and context.askable(value):
            return Confirm(value)
    return AskAgain() if context.failures < SPEAKING_TRIES else UseKeys()
