"""Forward-backward against adding up every single path, on graphs small enough for that."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from speech.adaptation.forward_backward import (
    IMPOSSIBLE,
    NO_LOOP,
    REACHABLE,
    PhoneGraph,
    PhoneLoop,
    graph_occupancies,
    loop_occupancies,
)

PDFS = 3
WEIGHTS = st.floats(-3, 0, width=32)
ARCS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.integers(0, PDFS - 1), WEIGHTS), max_size=7)
LOOPS = st.lists(st.integers(NO_LOOP, PDFS - 1), min_size=4, max_size=4)
PAIRS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 2), WEIGHTS, st.integers(0, PDFS - 1), st.integers(0, PDFS - 1)),
    min_size=1, max_size=5, unique_by=lambda pair: pair[:2],
)  # fmt: skip


def likelihoods(frames: int, seed: int):
    return (2 * np.random.default_rng(seed).standard_normal((frames, PDFS))).astype(np.float32)


def graph_of(arcs, loops, finals=(IMPOSSIBLE, IMPOSSIBLE, -0.5, 0.0)) -> PhoneGraph:
    sources, targets, pdfs, weights = zip(*arcs, strict=True) if arcs else ((), (), (), ())
    ints = (np.array(values, np.int32) for values in (sources, targets, pdfs))
    return PhoneGraph(
        *ints, np.array(weights, np.float32), np.array([NO_LOOP, *loops[1:]], np.int32), np.array(finals, np.float32)
    )


def loop_of(pairs, finals=(IMPOSSIBLE, -0.2, -1.0)) -> PhoneLoop:
    lefts, phones, weights, forward, loops = zip(*pairs, strict=True)
    ints = [np.array(values, np.int32) for values in (lefts, phones, forward, loops)]
    return PhoneLoop(ints[0], ints[1], np.array(weights, np.float32), ints[2], ints[3], np.array(finals, np.float32))


def paths_of_graph(graph: PhoneGraph, frames: int):
    """Every path of that many frames: its emitted pdfs and its log weight without the likelihoods."""
    alive = [(0, (), 0.0)]
    for _ in range(frames):
        grown = []
        for state, emitted, weight in alive:
            if graph.loops[state] >= 0:
                grown.append((state, (*emitted, int(graph.loops[state])), weight))
            for arc in np.flatnonzero(graph.sources == state):
                grown.append((graph.targets[arc], (*emitted, int(graph.pdfs[arc])), weight + graph.weights[arc]))
        alive = grown
    return [
        (emitted, weight + graph.finals[state]) for state, emitted, weight in alive if graph.finals[state] > REACHABLE
    ]


def paths_of_loop(loop: PhoneLoop, frames: int):
    alive = [(NO_LOOP, 0, (), 0.0)]
    for _ in range(frames):
        grown = []
        for pair, phone, emitted, weight in alive:
            if pair != NO_LOOP:
                grown.append((pair, phone, (*emitted, int(loop.loops[pair])), weight))
            for k in np.flatnonzero(loop.lefts == phone):
                grown.append((k, loop.phones[k], (*emitted, int(loop.forward[k])), weight + loop.weights[k]))
        alive = grown
    return [
        (emitted, weight + loop.finals[phone]) for _, phone, emitted, weight in alive if loop.finals[phone] > REACHABLE
    ]


def summed(paths, scores):
    """Occupancies and total log likelihood by adding up the paths."""
    values = [weight + sum(float(scores[t, pdf]) for t, pdf in enumerate(emitted)) for emitted, weight in paths]
    total = max(values) + math.log(sum(math.exp(value - max(values)) for value in values))
    occupancies = np.zeros(scores.shape)
    for (emitted, _), value in zip(paths, values, strict=True):
        for t, pdf in enumerate(emitted):
            occupancies[t, pdf] += math.exp(value - total)
    return occupancies, total


@settings(max_examples=60, deadline=None)
@given(arcs=ARCS, loops=LOOPS, frames=st.integers(1, 4), seed=st.integers(0, 99))
def test_a_graph_is_the_sum_of_its_paths(arcs, loops, frames, seed):
    graph, scores = graph_of(arcs, loops), likelihoods(frames, seed)
    paths = paths_of_graph(graph, frames)
    occupancies, total = graph_occupancies(graph, scores)
    if not paths:
        assert total < REACHABLE
        assert not occupancies.any()
        return
    expected, expected_total = summed(paths, scores)
    assert total == pytest.approx(expected_total, abs=1e-4)
    np.testing.assert_allclose(occupancies, expected, atol=1e-4)
    np.testing.assert_allclose(occupancies.sum(axis=1), 1, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(pairs=PAIRS, frames=st.integers(1, 4), seed=st.integers(0, 99))
def test_a_phone_loop_is_the_sum_of_its_paths(pairs, frames, seed):
    loop, scores = loop_of(pairs), likelihoods(frames, seed)
    paths = paths_of_loop(loop, frames)
    occupancies, total = loop_occupancies(loop, scores)
    if not paths:
        assert total < REACHABLE
        return
    expected, expected_total = summed(paths, scores)
    assert total == pytest.approx(expected_total, abs=1e-4)
    np.testing.assert_allclose(occupancies, expected, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(pairs=PAIRS, frames=st.integers(1, 4), seed=st.integers(0, 99), chosen=st.integers(0, 999))
def test_a_graph_that_is_part_of_the_loop_is_never_likelier(pairs, frames, seed, chosen):
    """Numerator ≤ denominator, when the numerator's one path has its weight in the denominator."""
    loop, scores = loop_of(pairs), likelihoods(frames, seed)
    paths = paths_of_loop(loop, frames)
    if not paths:
        return
    emitted, weight = paths[chosen % len(paths)]
    line = [(t, t + 1, pdf, weight if t == 0 else 0.0) for t, pdf in enumerate(emitted)]
    finals = [IMPOSSIBLE] * frames + [0.0]
    graph = graph_of(line, [NO_LOOP] * (frames + 1), finals)
    assert graph_occupancies(graph, scores)[1] <= loop_occupancies(loop, scores)[1] + 1e-4


def test_occupancies_are_the_gradient_of_the_totals():
    """Finite differences of numerator less denominator, as LF-MMI has it."""
    graph = graph_of([(0, 1, 0, -0.1), (1, 2, 1, -0.3), (0, 2, 2, -1.0), (2, 3, 0, 0.0)], [NO_LOOP, 0, 1, 2])
    loop = loop_of([(0, 1, -0.1, 0, 1), (1, 2, -0.7, 1, 2), (2, 1, -0.2, 2, 0), (1, 1, -0.9, 0, 0)])
    scores = likelihoods(6, 3)

    def objective(values):
        return graph_occupancies(graph, values)[1] - loop_occupancies(loop, values)[1]

    gradient = graph_occupancies(graph, scores)[0] - loop_occupancies(loop, scores)[0]
    step = np.float32(1 / 64)
    for place in itertools.product(range(6), range(PDFS)):
        up, down = scores.copy(), scores.copy()
        up[place] += step
        down[place] -= step
        assert (objective(up) - objective(down)) / (2 * step) == pytest.approx(gradient[place], abs=2e-3)
