"""Weighing the evidence: classifier and rules add their log-odds, and each word gets its share of the answer.

The classifier is multinomial logistic regression over TF-IDF features; a rule adds its weight, times the model's trust
in rules, to the answers it names. The sum, divided by one temperature where a rule spoke and another where none did,
goes through softmax. Trust and temperatures are chosen in cross-validation so that the confidence is honest. A word's
share is what its features and rules give the chosen answer beyond what they give its rivals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tickets.triage.evidence import Evidence
from tickets.triage.features import Vector, features_of, vector
from tickets.triage.model import Suggestion
from tickets.triage.tables import tables
from tickets.triage.weights import Model, Weights

MOST_WORDS = 5
MOST_ALTERNATIVES = 3
LEAST_SHARE = 0.25
"""A word is named when it weighs at least this part of the weightiest one."""
LEAST_ALTERNATIVE = 0.02
LEAST_CONFIDENCE = 0.15
"""Below this nothing is proposed; the best answers are then only alternatives."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one model says: the probability of each of its answers, with all that went into it."""

    evidence: Evidence
    model: Model
    seen: Vector
    chances: NDArray[np.float64]
    targets: tuple[str, ...]

    def chances_of(self, target: str) -> dict[str, float]:
        """The probability of each code of one target, the likeliest first."""
        place = self.targets.index(target)
        sums: dict[str, float] = {}
        for answer, chance in zip(self.model.answers, self.chances, strict=True):
            code = answer.split("/")[place]
            sums[code] = sums.get(code, 0.0) + float(chance)
        return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def seen_by(evidence: Evidence, weights: Weights) -> Vector:
    """What the classifier sees of the evidence."""
    return vector(features_of(evidence.subject), weights.vocabulary, weights.idf)


def judge(evidence: Evidence, weights: Weights, name: str, seen: Vector) -> Judgement:
    """What the model of that name says about the evidence."""
    model = weights.models[name]
    targets = ("category", "agency") if name == "subject" else (name,)
    ruled = ruled_odds(evidence, model)
    odds = learned_odds(model, seen) + model.trust_in_rules * ruled
    return Judgement(evidence, model, seen, softmax(odds / (model.ruled if ruled.any() else model.bare)), targets)


def learned_odds(model: Model, seen: Vector) -> NDArray[np.float64]:
    """What the classifier gives each answer, in log-odds."""
    odds: NDArray[np.float64] = model.bias + seen.values @ (model.matrix[seen.numbers] * model.scale)
    return odds


def ruled_odds(evidence: Evidence, model: Model) -> NDArray[np.float64]:
    """What the rules give each answer, in log-odds."""
    odds = np.zeros(len(model.answers))
    for hit in evidence.hits:
        says = tuple(sorted(hit.rule.says.items()))
        odds += hit.weight * np.array(_named(says, model.answers))
    return odds


def softmax(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities that add up to 1."""
    raised = np.exp(odds - odds.max())
    chances: NDArray[np.float64] = raised / raised.sum()
    return chances


def suggestion(judgement: Judgement, target: str, code: str | None = None, least: float = 0.0) -> Suggestion:
    """The likeliest code (or the given one) with its words and rivals; `least` is the least confidence to claim."""
    if not (judgement.evidence.hits or judgement.seen.says_something):
        return Suggestion()
    chances = judgement.chances_of(target)
    chosen = code or next(iter(chances))
    confidence = max(least, chances.get(chosen, 0.0))
    if confidence < LEAST_CONFIDENCE:
        return Suggestion(alternatives=_rivals(chances, None))
    return Suggestion(chosen, round(confidence, 3), _words(judgement, target, chosen), _rivals(chances, chosen))


def _rivals(chances: dict[str, float], chosen: str | None) -> tuple[tuple[str, float], ...]:
    likely = [(code, round(p, 3)) for code, p in chances.items() if code != chosen and p >= LEAST_ALTERNATIVE]
    return tuple(likely[:MOST_ALTERNATIVES])


def _words(judgement: Judgement, target: str, code: str) -> tuple[str, ...]:
    shares: dict[int, float] = {}
    for at, share in _shares(judgement, target, code):
        shares[at] = shares.get(at, 0.0) + share
    heaviest = max(shares.values(), default=0.0)
    ranked = sorted(shares, key=lambda at: (-shares[at], at))
    chosen = [at for at in ranked if shares[at] > 0 and shares[at] >= LEAST_SHARE * heaviest][:MOST_WORDS]
    said = {token.at: token.said for token in judgement.evidence.heard.tokens}
    return tuple(dict.fromkeys(said[at] for at in sorted(chosen)))


def _shares(judgement: Judgement, target: str, code: str) -> Iterator[tuple[int, float]]:
    """The words of the utterance by number, each with what it gives the code beyond its rivals."""
    evidence, seen, model = judgement.evidence, judgement.seen, judgement.model
    given = seen.values * (model.matrix[seen.numbers] * model.scale @ _direction(judgement, target, code))
    for value, owners in zip(given, seen.owners, strict=True):
        for owner in owners:
            if evidence.subject[owner].said not in tables().indonesian:
                yield evidence.subject[owner].at, float(value) / len(owners)
    for hit in evidence.hits:
        if hit.rule.says.get(target) == code:
            numbers = {evidence.heard.tokens[i].at for i in hit.found.span}
            yield from ((at, model.trust_in_rules * hit.weight / len(numbers)) for at in numbers)


def _direction(judgement: Judgement, target: str, code: str) -> NDArray[np.float64]:
    place = judgement.targets.index(target)
    inside = np.array([answer.split("/")[place] == code for answer in judgement.model.answers])
    return _normed(judgement.chances * inside, inside) - _normed(judgement.chances * ~inside, ~inside)


def _normed(chances: NDArray[np.float64], members: NDArray[np.bool_]) -> NDArray[np.float64]:
    total = chances.sum()
    shares: NDArray[np.float64] = chances / total if total > 1e-12 else members / max(1, int(members.sum()))
    return shares


@cache
def _named(says: tuple[tuple[str, str], ...], answers: tuple[str, ...]) -> tuple[bool, ...]:
    """Which answers a rule speaks for: those that agree in all that it says about the model's targets."""
    targets = ("category", "agency") if "/" in answers[0] else ("type", "urgency")
    return tuple(_agrees(dict(says), answer, targets) for answer in answers)


def _agrees(says: dict[str, str], answer: str, targets: tuple[str, str]) -> bool:
    wanted = [says[target] for target in targets if target in says]
    return bool(wanted) and set(wanted) <= set(answer.split("/"))
