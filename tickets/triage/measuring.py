"""How well triage does: accuracy beside the commonest answer, honest confidence, and old weights against new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tickets.triage.evidence import Evidence, gather
from tickets.triage.examples import Example
from tickets.triage.model import Suggestion
from tickets.triage.suggesting import propose
from tickets.triage.tables import TARGETS
from tickets.triage.weights import Weights

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
COMPARED = ("category", "agency", "type")
"""What decides whether new weights are better: urgency follows the emergency words and hardly the weights."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was proposed for one example, by target."""

    example: Example
    proposed: Mapping[str, Suggestion]

    def right(self, target: str) -> bool:
        """Whether the proposal is the right answer."""
        return self.proposed[target].code == self.example.answer(target)

    def known(self, target: str) -> bool:
        """Whether the right answer is known."""
        return bool(self.example.answer(target))

    @property
    def hits(self) -> str:
        """A 1 for each target that came out right, in the order of TARGETS, else 0."""
        return "".join("1" if self.right(target) else "0" for target in TARGETS)


@dataclass(frozen=True, slots=True)
class Line:
    """One target's figures: shares from 0 to 1, and how many examples they rest on."""

    target: str
    accuracy: float
    commonest: float
    examples: int
    among_three: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Proposals whose confidence lay between `low` and `high`: how sure they were, and how often right."""

    low: float
    high: float
    proposals: int
    confidence: float
    right: float


def evaluate(examples: Sequence[Example], weights: Weights) -> list[Outcome]:
    """The proposals for examples that the weights should not have been trained on."""
    return [outcomes(example, gather(example.text), weights) for example in examples]


def outcomes(example: Example, evidence: Evidence, weights: Weights) -> Outcome:
    """The proposals for one example whose evidence is gathered already."""
    found = propose(evidence, weights)
    return Outcome(
        example,
        {"category": found.category, "agency": found.agency, "type": found.type, "urgency": found.urgency},
    )


def accuracy(results: Sequence[Outcome], target: str) -> float:
    """The share of right proposals among those whose answer is known; 0 when none is."""
    known = [outcome for outcome in results if outcome.known(target)]
    return sum(outcome.right(target) for outcome in known) / max(1, len(known))


def summary(results: Sequence[Outcome]) -> list[Line]:
    """The figures of each target; `commonest` is what always proposing the commonest answer would reach."""
    return [_line(results, target) for target in TARGETS]


def reliability(results: Sequence[Outcome], target: str) -> list[Bin]:
    """Confidence against truth, by bins of confidence; empty bins are left out."""
    made = [o for o in results if o.known(target) and o.proposed[target].code is not None]
    found = []
    for low, high in pairwise(BINS):
        inside = [
            o
            for o in made
            if low <= o.proposed[target].confidence < high or (high == o.proposed[target].confidence == 1)
        ]
        if inside:
            sure = sum(o.proposed[target].confidence for o in inside) / len(inside)
            found.append(Bin(low, high, len(inside), sure, sum(o.right(target) for o in inside) / len(inside)))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: the mean gap between confidence and truth, 0 to 1 (Guo et al. 2017, eq. 3)."""
    total = sum(found.proposals for found in bins)
    return sum(found.proposals * abs(found.confidence - found.right) for found in bins) / max(1, total)


def old_against_new(old: Weights, results: Sequence[Outcome]) -> tuple[float, float]:
    """The mean accuracy of old and new weights on the same examples, 0 to 1.

    An example that the old weights were trained on counts for them as it came out in their own cross-validation, so
    that having seen it is no advantage.
    """
    places = [TARGETS.index(target) for target in COMPARED]
    old_right = new_right = total = 0
    for outcome in results:
        hits = old.hits.get(outcome.example.fingerprint)
        if hits is None:
            hits = outcomes(outcome.example, gather(outcome.example.text), old).hits
        for place in places:
            if outcome.known(TARGETS[place]):
                total += 1
                old_right += hits[place] == "1"
                new_right += outcome.hits[place] == "1"
    return old_right / max(1, total), new_right / max(1, total)


def _line(results: Sequence[Outcome], target: str) -> Line:
    known = [outcome for outcome in results if outcome.known(target)]
    commonest = Counter(outcome.example.answer(target) for outcome in known).most_common(1)
    share = commonest[0][1] / len(known) if commonest else 0.0
    near = sum(_among_three(outcome, target) for outcome in known) / max(1, len(known))
    return Line(target, accuracy(results, target), share, len(known), near)


def _among_three(outcome: Outcome, target: str) -> bool:
    found = outcome.proposed[target]
    codes = [code for code in (found.code, *(code for code, _ in found.alternatives)) if code]
    return outcome.example.answer(target) in codes[:3]
