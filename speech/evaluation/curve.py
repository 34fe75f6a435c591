"""Pure: from which confidence on an answer may be believed: false accepts, false rejects, a point between."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

MOST_FALSE_ACCEPTS = 0.01
MOST_FALSE_QUESTIONS = 0.1
"""A question "…, benar?" about what nobody said costs a moment; a wrong answer that is believed, much more."""
NOTHING_BELIEVED = 1.01
"""Above every confidence."""


@dataclass(frozen=True)
class Trial:
    """One utterance: how surely it was heard (0..1; 0: not at all), and whether what was heard was right.

    `expected`: what was said stands in the grammar. What does not can never be right.
    """

    confidence: float
    right: bool
    expected: bool = True


@dataclass(frozen=True)
class Point:
    """What happens if everything from `confidence` on is believed, as shares (0..1).

    `false_accept`: of the unexpected utterances, those believed; `wrong`: of the expected ones, those believed though
    misheard; `false_reject`: of the expected ones, those not believed. A share of nothing is None.
    """

    confidence: float
    false_accept: float | None
    wrong: float | None
    false_reject: float | None


def curve(trials: Iterable[Trial]) -> tuple[Point, ...]:
    """The points at every confidence above 0 that occurs, the lowest first; the last one believes nothing.

    False accepts and wrong answers never rise along it, false rejects never fall.
    """
    trials = list(trials)
    wild = sorted(trial.confidence for trial in trials if not trial.expected)
    right = sorted(trial.confidence for trial in trials if trial.expected and trial.right)
    wrong = sorted(trial.confidence for trial in trials if trial.expected and not trial.right)
    expected = len(right) + len(wrong)
    levels = sorted({trial.confidence for trial in trials if trial.confidence > 0})
    return tuple(
        Point(
            level,
            _share(_from(wild, level), len(wild)),
            _share(_from(wrong, level), expected),
            _share(expected - _from(right, level) - _from(wrong, level), expected),
        )
        for level in [*levels, NOTHING_BELIEVED]
    )


def propose(points: Iterable[Point], most: float = MOST_FALSE_ACCEPTS) -> Point:
    """The lowest point with at most this share of false accepts, and of wrong answers: it rejects the fewest.

    Without unexpected utterances only the wrong answers count. Raises ValueError without points.
    """
    return next(point for point in _rising(points) if (point.false_accept or 0) <= most and (point.wrong or 0) <= most)


def _rising(points: Iterable[Point]) -> list[Point]:
    found = sorted(points, key=lambda point: point.confidence)
    if not found or found[-1].confidence < NOTHING_BELIEVED:
        raise ValueError("a curve ends with the point that believes nothing")
    return found


def _from(rising: list[float], level: float) -> int:
    """How many are at the level or above."""
    return len(rising) - bisect_left(rising, level)


def _share(count: int, of: int) -> float | None:
    return count / of if of else None


def at_least(points: Iterable[Point], confidence: float) -> Point:
    """The first point at this confidence or above: what happens if everything from it on is believed."""
    return next(point for point in _rising(points) if point.confidence >= confidence)
