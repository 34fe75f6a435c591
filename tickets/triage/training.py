"""Learning the weights from examples: the only importer of scikit-learn, and only when it is asked to train."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tickets.triage.errors import TrainingImpossible
from tickets.triage.evidence import Evidence, gather
from tickets.triage.examples import Example, folds, in_order
from tickets.triage.features import Vector, features_of, vector
from tickets.triage.judging import learned_odds, ruled_odds, seen_by
from tickets.triage.measuring import Outcome, accuracy, outcomes
from tickets.triage.tables import TARGETS
from tickets.triage.weights import MODELS, Model, Weights, quantised

FOLDS = 5
_STRENGTH = 30.0
"""Inverse of the L2 penalty, chosen by cross-validation on the packaged examples."""
_WORD_IN, _PIECE_IN = 2, 3
"""In so many examples a word, or a piece of one, must occur to be learned: a name that was said once is not."""
_MOST_WORDS, _MOST_PIECES = 8_000, 12_000
_TEMPERATURES = tuple(step / 100 for step in range(20, 201, 5))
_TRUSTS = tuple(step / 10 for step in range(0, 21))
_NEVER = -1e9
"""The log-odds of an answer that a fold's examples don't hold."""


@dataclass(frozen=True, slots=True)
class Trained:
    """New weights, and how each example came out in the fold that had not seen it."""

    weights: Weights
    outcomes: tuple[Outcome, ...]


def train(examples: Sequence[Example], progress: Callable[[str], None] = lambda step: None) -> Trained:
    """Weights from the examples, with five-fold cross-validation. The same examples give the same bytes.

    `progress` is told what is being done. Raises TrainingImpossible without scikit-learn.
    """
    _require_sklearn()
    ordered = in_order(examples)
    evidence = [gather(example.text) for example in ordered]
    fold_of = folds(ordered, FOLDS)
    halves = []
    for fold in range(FOLDS):
        progress(f"lipatan {fold + 1} dari {FOLDS}")
        learned = [i for i, f in enumerate(fold_of) if f != fold]
        halves.append(_fit([ordered[i] for i in learned], [evidence[i] for i in learned]))
    settled = {name: _settled(_unseen(name, ordered, evidence, fold_of, halves)) for name in MODELS}
    halves = [_tuned(weights, settled) for weights in halves]
    results = tuple(outcomes(ordered[i], evidence[i], halves[fold_of[i]]) for i in range(len(ordered)))
    progress("semua contoh")
    return Trained(_finished(_tuned(_fit(ordered, evidence), settled), results), results)


def _finished(weights: Weights, results: Sequence[Outcome]) -> Weights:
    digest = hashlib.sha256("".join(outcome.example.fingerprint for outcome in results).encode()).hexdigest()[:8]
    hits = {outcome.example.fingerprint: outcome.hits for outcome in results}
    shares = {target: accuracy(results, target) for target in TARGETS}
    return replace(weights, accuracy=shares, hits=hits, name=f"{len(results)}-{digest}")


def _tuned(weights: Weights, settled: Mapping[str, tuple[float, float, float]]) -> Weights:
    models = {}
    for name, model in weights.models.items():
        bare, ruled, trust = settled[name]
        models[name] = replace(model, bare=bare, ruled=ruled, trust_in_rules=trust)
    return replace(weights, models=models)


def _fit(examples: Sequence[Example], evidence: Sequence[Evidence]) -> Weights:
    found = [features_of(e.subject) for e in evidence]
    counts = Counter(name for features in found for name in features)
    vocabulary = _vocabulary(counts)
    idf = np.array([round(float(np.log((1 + len(found)) / (1 + counts[name]))) + 1, 3) for name in vocabulary])
    vectors = [vector(features, vocabulary, idf) for features in found]
    models = {}
    for name in MODELS:
        labelled = [(v, e.answer(name)) for v, e in zip(vectors, examples, strict=True) if e.answer(name)]
        models[name] = _model([v for v, _ in labelled], [a for _, a in labelled], len(vocabulary))
    return Weights(vocabulary, idf, models, {}, {}, "")


def _vocabulary(counts: Mapping[str, int]) -> dict[str, int]:
    def chosen(kind: str, least: int, most: int) -> list[str]:
        frequent = [name for name, count in counts.items() if name.startswith(kind) and count >= least]
        return sorted(frequent, key=lambda name: (-counts[name], name))[:most]

    names = sorted(chosen("w:", _WORD_IN, _MOST_WORDS) + chosen("c:", _PIECE_IN, _MOST_PIECES))
    return {name: number for number, name in enumerate(names)}


def _model(vectors: Sequence[Vector], wanted: Sequence[str], features: int) -> Model:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in another order would end in other last digits
        learner = LogisticRegression(C=_STRENGTH, max_iter=1000, tol=1e-3)
        learner.fit(_rows(vectors, features), list(wanted))
    codes = tuple(str(code) for code in learner.classes_)
    if len(codes) == 2:
        half = learner.coef_[0] / 2
        return quantised(codes, np.array([-1, 1]) * learner.intercept_[0] / 2, np.stack([-half, half], axis=1))
    return quantised(codes, learner.intercept_, learner.coef_.T)


def _rows(vectors: Sequence[Vector], features: int) -> Any:
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(v.numbers) for v in vectors)])
    values, numbers = (np.concatenate([getattr(v, part) for v in vectors]) for part in ("values", "numbers"))
    return csr_array((values, numbers, starts), shape=(len(vectors), features))


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What classifier and rules give each answer (columns) of examples (rows) they hadn't seen, and which is right."""

    learned: NDArray[np.float64]
    ruled: NDArray[np.float64]
    right: NDArray[np.int64]

    def surprise(self, temperature: float, trust: float) -> float:
        """How unlikely the right answers are under these settings: the sum of their negative logarithms."""
        odds = (self.learned + trust * self.ruled) / temperature
        odds -= odds.max(axis=1, keepdims=True)
        chances = np.exp(odds[np.arange(len(odds)), self.right]) / np.exp(odds).sum(axis=1)
        return -float(np.log(chances + 1e-12).sum())

    def of(self, chosen: NDArray[np.bool_]) -> _Unseen:
        """Some of the rows."""
        return _Unseen(self.learned[chosen], self.ruled[chosen], self.right[chosen])


def _settled(unseen: _Unseen) -> tuple[float, float, float]:
    """The temperatures (bare, ruled) and the trust in rules under which the unseen examples are likeliest."""
    spoke: NDArray[np.bool_] = np.any(unseen.ruled != 0, axis=1)
    bare, ruled = unseen.of(~spoke), unseen.of(spoke)
    calm = min(_TEMPERATURES, key=lambda temperature: (bare.surprise(temperature, 0.0), temperature))
    settings = ((temperature, trust) for trust in _TRUSTS for temperature in _TEMPERATURES)
    temperature, trust = min(settings, key=lambda setting: (ruled.surprise(*setting), setting))
    return calm, temperature, trust


def _unseen(
    name: str,
    examples: Sequence[Example],
    evidence: Sequence[Evidence],
    fold_of: Sequence[int],
    halves: Sequence[Weights],
) -> _Unseen:
    answers = sorted({answer for weights in halves for answer in weights.models[name].answers})
    rows = [i for i, example in enumerate(examples) if example.answer(name) in answers]
    learned, ruled = np.full((len(rows), len(answers)), _NEVER), np.zeros((len(rows), len(answers)))
    for row, i in enumerate(rows):
        model = halves[fold_of[i]].models[name]
        columns = [answers.index(answer) for answer in model.answers]
        learned[row, columns] = learned_odds(model, seen_by(evidence[i], halves[fold_of[i]]))
        ruled[row, columns] = ruled_odds(evidence[i], model)
    return _Unseen(learned, ruled, np.array([answers.index(examples[i].answer(name)) for i in rows], dtype=np.int64))


def _require_sklearn() -> None:
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise TrainingImpossible(reason=str(error)) from error
