"""The n-gram model as the grammar transducer of the open recogniser."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pywrapfst

from speech.model.ngram import END, START, Gram, NGrams
from speech.model.openfst import to_const

EPSILON = 0
# How much the language model counts beside the sound: found on development speakers, see weights/README.md.
LANGUAGE_WEIGHT = 1.0


def _cost(probability: float) -> float:
    return -LANGUAGE_WEIGHT * math.log(probability)


class _States:
    """Grammar states by history; a history without backoff weight is cut until one has it."""

    def __init__(self, model: NGrams, graph: Any) -> None:
        self.model = model
        self.graph = graph
        self.numbers: dict[Gram, int] = {}

    def of(self, history: Gram) -> int:
        """The state for this history or its longest known ending."""
        while history and history not in self.model.backoff:
            history = history[1:]
        if history not in self.numbers:
            self.numbers[history] = self.graph.add_state()
        return self.numbers[history]


def grammar_graph(model: NGrams, labels: Mapping[str, int]) -> Any:
    """Build the acceptor over word labels: seen n-grams as arcs, backoff weights as epsilon arcs."""
    graph = pywrapfst.VectorFst()
    states = _States(model, graph)
    graph.set_start(states.of((START,)))
    for gram, probability in model.seen.items():
        history, word, cost = gram[:-1], gram[-1], _cost(probability)
        if word == END:
            graph.set_final(states.of(history), cost)
        elif word in labels:
            target = states.of(gram[1:] if len(gram) == model.order else gram)
            graph.add_arc(states.of(history), pywrapfst.Arc(labels[word], labels[word], cost, target))
    for history, weight in model.backoff.items():
        graph.add_arc(states.of(history), pywrapfst.Arc(EPSILON, EPSILON, _cost(weight), states.of(history[1:])))
    return graph.arcsort("ilabel")


def write_grammar(model: NGrams, labels: Mapping[str, int], target: Path) -> None:
    """Write the grammar to `target` in constant form."""
    scratch = target.with_suffix(".scratch")
    grammar_graph(model, labels).write(str(scratch))
    to_const(scratch, target)
    scratch.unlink()
