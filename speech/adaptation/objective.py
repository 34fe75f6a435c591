"""The lattice-free MMI objective: by how much the right words make the sound likelier than any phones; its gradient."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from speech.adaptation.forward_backward import (
    IMPOSSIBLE,
    REACHABLE,
    PhoneGraph,
    PhoneLoop,
    graph_occupancies,
    loop_occupancies,
)
from speech.adaptation.phone_arcs import PhoneArcs
from speech.adaptation.supervision import phone_graph

GRAPHS_KEPT = 10_000

Outputs = NDArray[np.float32]


@dataclass(frozen=True)
class Comparison:
    """Sum of the objective over the sentences, its gradient by the outputs, output frames compared, sentences skipped.

    A sentence too short for its words is skipped: its gradient is zero and its frames are not counted.
    """

    gradient: Outputs
    total: float
    frames: int
    skipped: int

    @property
    def per_frame(self) -> float:
        """The objective per output frame (30 ms)."""
        return self.total / max(1, self.frames)


class Objective:
    """Compares outputs of the network with what was said, several sentences at a time."""

    def __init__(self, arcs: PhoneArcs, loop: PhoneLoop, threads: int = 2) -> None:
        self.loop = loop
        self.graph = lru_cache(maxsize=GRAPHS_KEPT)(lambda words: phone_graph(words, arcs))
        self._pool = ThreadPoolExecutor(threads)

    def compare(self, outputs: Outputs, words: Sequence[tuple[str, ...]], frames: Sequence[int]) -> Comparison:
        """`outputs` is (batch, frames, pdfs); of sentence k only the first `frames[k]` frames count.

        The gradient is what the right words occupy less what the phone loop occupies (Povey et al., 2016).
        """
        gradient = np.zeros_like(outputs)
        graphs = [self.graph(said) for said in words]
        parts = [outputs[number, :length] for number, length in enumerate(frames)]
        total, counted, skipped = 0.0, 0, 0
        for number, (difference, value) in enumerate(self._pool.map(self._one, graphs, parts)):
            if value < REACHABLE:
                skipped += 1
                continue
            gradient[number, : frames[number]] = difference
            total += value
            counted += frames[number]
        return Comparison(gradient, total, counted, skipped)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def _one(self, graph: PhoneGraph, outputs: Outputs) -> tuple[Outputs, float]:
        right, right_total = graph_occupancies(graph, outputs)
        if right_total < REACHABLE:
            return right, IMPOSSIBLE
        every, every_total = loop_occupancies(self.loop, outputs)
        return right - every, right_total - every_total
