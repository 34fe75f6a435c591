"""Pure: how sure a word error rate is, by drawing the speakers anew (bootstrap)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from speech.evaluation.scoring import Score, speaker_counts

DRAWS = 2000
SEED = 20
LEVEL = 0.95


class DrawnOver(StrEnum):
    """What was drawn anew: speakers, or, when there is only one, sentences."""

    SPEAKERS = "speakers"
    SENTENCES = "sentences"


@dataclass(frozen=True)
class Interval:
    """Bounds within which 95 % of the drawn word error rates lie, and what was drawn."""

    low: float
    high: float
    over: DrawnOver


def interval(scores: Sequence[Score]) -> Interval | None:
    """Give the 95 % interval of the word error rate; None when there is nothing to draw: a single sentence, or none.

    Percentile bootstrap (Bisani and Ney 2004) over speakers, for sentences of one speaker are alike; the interval of a
    single speaker says nothing about others. Always the same for the same sentences, in whatever order.
    """
    by_speaker = list(speaker_counts(scores).values())
    if len(by_speaker) > 1:
        return Interval(*bounds(by_speaker), DrawnOver.SPEAKERS)
    if len(scores) > 1:
        return Interval(*bounds([(score.errors, score.words) for score in scores]), DrawnOver.SENTENCES)
    return None


def bounds(units: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Draw as many units (errors, words) as there are, with replacement, DRAWS times; return the interval's bounds."""
    errors, words = np.array(sorted(units), dtype=np.float64).T
    random = np.random.default_rng(SEED)
    rates = np.empty(DRAWS)
    for draw in range(DRAWS):
        drawn = random.integers(len(errors), size=len(errors))
        rates[draw] = errors[drawn].sum() / words[drawn].sum()
    low, high = np.quantile(rates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
