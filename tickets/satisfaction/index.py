"""From answers to the satisfaction index: counting them one by one, then means, weights, rounding and grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from tickets.satisfaction.errors import ElementUnanswered, NoAnswers, PrintedWeightsPartial
from tickets.satisfaction.standards import CONVERSION, Grade, Standard, Weights

Answers = Sequence[int | None]
"""What one respondent answered, 1 to 4, in the order of the standard's elements; None where nothing."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The index of some respondents.

    index           mean weighted answer, rounded to two decimals (exact weights: 1 to 4)
    ikm             the converted index, rounded to two decimals (exact weights: 25 to 100)
    per_element     the unrounded mean of each answered element, over those who answered it
    unanswered      elements that nobody answered: the index is over the others
    respondents     those with at least one answer; `silent` is the number of the others
    missing         answers that respondents left out
    """

    standard: Standard
    weights: Weights
    index: Decimal
    ikm: Decimal
    grade: Grade
    per_element: Mapping[str, Fraction]
    unanswered: tuple[str, ...]
    respondents: int
    silent: int
    missing: int


class Tally:
    """Counts answers as they come, in a memory that doesn't grow with them."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.sums = [0] * len(standard.elements)
        self.counts = [0] * len(standard.elements)
        self.respondents = 0
        self.silent = 0

    def add(self, answers: Answers) -> None:
        """Count one respondent. Raises ValueError when there aren't as many answers as elements."""
        answered = False
        for place, answer in enumerate(self._fitting(answers)):
            if answer is not None:
                answered = True
                self.sums[place] += answer
                self.counts[place] += 1
        self.respondents += answered
        self.silent += not answered

    @property
    def missing(self) -> int:
        """How many answers respondents left out; those of silent people don't count."""
        return self.respondents * len(self.counts) - sum(self.counts)

    def means(self) -> dict[str, Fraction]:
        """The unrounded mean of each element that somebody answered.

        Source: both regulations divide an element's sum by its number of filled questionnaires (nilai rata-rata unsur).
        """
        counted = zip(self.standard.codes, self.sums, self.counts, strict=True)
        return {code: Fraction(total, number) for code, total, number in counted if number}

    def _fitting(self, answers: Answers) -> Answers:
        if len(answers) != len(self.counts):
            raise ValueError(f"{len(answers)} answers for {len(self.counts)} elements: give None for no answer")
        return answers


def satisfaction(tally: Tally, weights: Weights, where: str, *, partial: bool = False) -> Satisfaction:
    """The index of what was counted; `where` names its source in errors.

    index = Σ mean × weight, ikm = index × 25, both computed from the unrounded means and rounded once, at the end, half
    up, to two decimals as the regulations print them; then the grade, since their bands leave gaps of 0.01.
    Source: KEP/25/M.PAN/2/2004 and Permenpan RB 14/2017. With `partial` elements that nobody answered are left out and
    the exact weight is one over the number of the others, as 14/2017 has it for other numbers of elements.

    Raises NoAnswers, ElementUnanswered unless `partial`, or PrintedWeightsPartial.
    """
    means = tally.means()
    _check(tally, means, weights, where, partial)
    index = sum(means.values(), Fraction(0)) * tally.standard.weight(weights, len(means))
    ikm = rounded(index * CONVERSION)
    return Satisfaction(
        tally.standard,
        weights,
        rounded(index),
        ikm,
        tally.standard.grade(ikm),
        means,
        _unanswered(tally.standard, means),
        tally.respondents,
        tally.silent,
        tally.missing,
    )


def rounded(value: Fraction) -> Decimal:
    """The value with two decimals, half up; for values that aren't negative."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def _check(tally: Tally, means: Mapping[str, Fraction], weights: Weights, where: str, partial: bool) -> None:
    if not means:
        raise NoAnswers(where=where)
    missing = ", ".join(_unanswered(tally.standard, means))
    if missing and not partial:
        raise ElementUnanswered(where=where, elements=missing)
    if missing and weights is Weights.PRINTED:
        raise PrintedWeightsPartial(standard=tally.standard.code, missing=missing)


def _unanswered(standard: Standard, means: Mapping[str, Fraction]) -> tuple[str, ...]:
    return tuple(code for code in standard.codes if code not in means)
