"""Forward-backward over phone graphs: how likely the sound is, and how long each pdf is occupied, compiled by numba.

Every arc consumes one output frame. In both graphs a state may stay: it then emits its self-loop pdf.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

IMPOSSIBLE = -1e30
REACHABLE = -1e29
NO_LOOP = -1
# In the denominator a pdf this much less likely than the frame's best counts as that much.
FLOOR = -60.0

Logs = NDArray[np.float32]
Ints = NDArray[np.int32]
Occupancies = NDArray[np.float32]
Result = tuple[Occupancies, float]


@dataclass(frozen=True)
class PhoneGraph:
    """What may be said: arcs between states (state 0 starts), log weights, self-loop pdfs and final log weights."""

    sources: Ints
    targets: Ints
    pdfs: Ints
    weights: Logs
    loops: Ints
    finals: Logs


@dataclass(frozen=True)
class PhoneLoop:
    """All phones in any order, by a bigram: pair k goes from phone `lefts[k]` (0 = start) to `phones[k]`.

    A pair emits `forward[k]` once and `loops[k]` while it stays; `finals` holds the log weight to end after a phone.
    """

    lefts: Ints
    phones: Ints
    weights: Logs
    forward: Ints
    loops: Ints
    finals: Logs


def graph_occupancies(graph: PhoneGraph, likelihoods: Logs) -> Result:
    """Occupancy of every pdf in every frame, shape (frames, pdfs), and the total log likelihood.

    `likelihoods` are the network's outputs, shape (frames, pdfs). The total is IMPOSSIBLE, and the occupancies zero,
    if no path is as short as the sound.
    """
    return _graph(
        graph.sources, graph.targets, graph.pdfs, graph.weights, graph.loops, graph.finals, _contiguous(likelihoods)
    )


def loop_occupancies(loop: PhoneLoop, likelihoods: Logs) -> Result:
    """The same for the phone loop; if no phone may end the sound, any may."""
    return _loop(loop.lefts, loop.phones, loop.weights, loop.forward, loop.loops, loop.finals, _contiguous(likelihoods))


def _contiguous(likelihoods: Logs) -> Logs:
    return np.ascontiguousarray(likelihoods, np.float32)


def _add_logs(one: float, other: float) -> float:
    if one < other:
        one, other = other, one
    if other < REACHABLE:
        return one
    return one + math.log1p(math.exp(other - one))


def _graph_pass(
    sources: Ints, targets: Ints, pdfs: Ints, weights: Logs, loops: Ints, finals: Logs, likelihoods: Logs
) -> Result:
    frames, states, arcs = len(likelihoods), len(loops), len(sources)
    forward = np.full((frames + 1, states), IMPOSSIBLE)
    forward[0, 0] = 0.0
    for t in range(frames):
        for state in range(states):
            if loops[state] >= 0 and forward[t, state] > REACHABLE:
                stay = forward[t, state] + likelihoods[t, loops[state]]
                forward[t + 1, state] = add_logs(forward[t + 1, state], stay)
        for arc in range(arcs):
            if forward[t, sources[arc]] > REACHABLE:
                go = forward[t, sources[arc]] + weights[arc] + likelihoods[t, pdfs[arc]]
                forward[t + 1, targets[arc]] = add_logs(forward[t + 1, targets[arc]], go)
    occupancies = np.zeros(likelihoods.shape, np.float32)
    total = IMPOSSIBLE
    backward = finals.astype(np.float64)
    for state in range(states):
        if forward[frames, state] > REACHABLE and backward[state] > REACHABLE:
            total = add_logs(total, forward[frames, state] + backward[state])
    if total < REACHABLE:
        return occupancies, total
    for t in range(frames - 1, -1, -1):
        earlier = np.full(states, IMPOSSIBLE)
        for state in range(states):
            if loops[state] >= 0 and backward[state] > REACHABLE:
                stay = likelihoods[t, loops[state]] + backward[state]
                earlier[state] = add_logs(earlier[state], stay)
                if forward[t, state] > REACHABLE:
                    occupancies[t, loops[state]] += math.exp(forward[t, state] + stay - total)
        for arc in range(arcs):
            if backward[targets[arc]] > REACHABLE:
                go = weights[arc] + likelihoods[t, pdfs[arc]] + backward[targets[arc]]
                earlier[sources[arc]] = add_logs(earlier[sources[arc]], go)
                if forward[t, sources[arc]] > REACHABLE:
                    occupancies[t, pdfs[arc]] += math.exp(forward[t, sources[arc]] + go - total)
        backward = earlier
    return occupancies, total


def _loop_pass(
    lefts: Ints, phones: Ints, weights: Logs, forward_pdfs: Ints, loop_pdfs: Ints, finals: Logs, likelihoods: Logs
) -> Result:
    """Plain probabilities, scaled to sum to one in every frame; `by_phone` sums the pairs that end in a phone."""
    frames, pairs, ids = len(likelihoods), len(phones), len(finals)
    chances, ends = np.exp(weights.astype(np.float64)), np.exp(finals.astype(np.float64))
    emitted = np.empty(likelihoods.shape)
    total = 0.0
    for t in range(frames):
        best = likelihoods[t].max()
        total += best
        for pdf in range(likelihoods.shape[1]):
            emitted[t, pdf] = math.exp(max(likelihoods[t, pdf] - best, FLOOR))
    forward, by_phone, scales = np.zeros((frames + 1, pairs)), np.zeros((frames + 1, ids)), np.zeros(frames)
    by_phone[0, 0] = 1.0
    occupancies = np.zeros(likelihoods.shape, np.float32)
    for t in range(frames):
        mass = 0.0
        for k in range(pairs):
            come = by_phone[t, lefts[k]] * chances[k] * emitted[t, forward_pdfs[k]]
            here = come + forward[t, k] * emitted[t, loop_pdfs[k]]
            forward[t + 1, k] = here
            mass += here
        if mass <= 0.0:
            return occupancies, IMPOSSIBLE
        scales[t] = 1.0 / mass
        total += math.log(mass)
        for k in range(pairs):
            forward[t + 1, k] *= scales[t]
            by_phone[t + 1, phones[k]] += forward[t + 1, k]
    mass = 0.0
    for k in range(pairs):
        mass += forward[frames, k] * ends[phones[k]]
    if mass <= 0.0:
        ends[:] = 1.0
        mass = 1.0
    total += math.log(mass)
    backward = np.empty(pairs)
    for k in range(pairs):
        backward[k] = ends[phones[k]] / mass
    for t in range(frames - 1, -1, -1):
        leaving = np.zeros(ids)
        for k in range(pairs):
            go = chances[k] * emitted[t, forward_pdfs[k]] * backward[k] * scales[t]
            stay = emitted[t, loop_pdfs[k]] * backward[k] * scales[t]
            leaving[lefts[k]] += go
            occupancies[t, forward_pdfs[k]] += by_phone[t, lefts[k]] * go
            occupancies[t, loop_pdfs[k]] += forward[t, k] * stay
            backward[k] = stay
        for k in range(pairs):
            backward[k] += leaving[phones[k]]
    return occupancies, total


# Without the interpreter's lock, so that a thread pool spreads the utterances of a batch over the cores.
add_logs: Callable[[float, float], float] = numba.njit(cache=True, nogil=True)(_add_logs)
_graph: Callable[..., Result] = numba.njit(cache=True, nogil=True)(_graph_pass)
_loop: Callable[..., Result] = numba.njit(cache=True, nogil=True, fastmath=True)(_loop_pass)
