"""Recovers which transition a phone uses after each left neighbour, by walking a finished decoding graph.

The package carries no phonetic decision tree; but its graph was expanded with it, so each arc shows one answer.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from speech.model.const_fst import ConstFst
from speech.model.transitions import TransitionModel

# Left neighbours are phone ids below 256 (194 in the base model); 0 stands for the start of the sound.
LEFTS = 256
START = 0

Ints = npt.NDArray[np.int64]
Contexts = dict[tuple[int, int], int]


def phones_of_labels(model: TransitionModel, labels: int) -> Ints:
    """For each input label up to `labels` its phone, or -1 for labels that are no transition."""
    phones = np.full(labels + 1, -1, np.int64)
    ids = np.arange(1, min(model.transitions, labels) + 1)
    phones[ids] = np.array([entry[0] for entry in model.tuples])[(ids - 1) // 2]
    return phones


def _arcs_of(fst: ConstFst, states: Ints) -> tuple[Ints, Ints]:
    """The arc numbers leaving the states, and for each arc the index of its state in `states`."""
    counts = fst.states["arcs"][states].astype(np.int64)
    owners = np.repeat(np.arange(len(states)), counts)
    begins = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return np.arange(len(owners)) + np.repeat(fst.states["first"][states] - begins, counts), owners


def _steps(fst: ConstFst, phones: Ints) -> Iterator[Ints]:
    """Walk breadth first over pairs (state, last phone); yields packed left*2^40 + phone*2^32 + transition."""
    seen = np.zeros(len(fst.states) * LEFTS, np.bool_)
    front = np.array([fst.start * LEFTS + START])
    seen[front] = True
    while len(front):
        arcs, owners = _arcs_of(fst, front // LEFTS)
        left = (front % LEFTS)[owners]
        label = fst.arcs["input"][arcs].astype(np.int64)
        phone = phones[label]
        forward = (phone < 0) | (label % 2 == 0)
        arcs, left, label, phone = arcs[forward], left[forward], label[forward], phone[forward]
        real = phone >= 0
        yield np.unique((left[real] << 40) | (phone[real] << 32) | label[real])
        following = fst.arcs["target"][arcs].astype(np.int64) * LEFTS + np.where(real, phone, left)
        front = np.unique(following[~seen[following]])
        seen[front] = True


def recover_contexts(fst: ConstFst, model: TransitionModel) -> Contexts:
    """Map (left phone, phone) to the forward transition id, for every pair the graph holds."""
    phones = phones_of_labels(model, int(fst.arcs["input"].max(initial=model.transitions)))
    packed = np.unique(np.concatenate(list(_steps(fst, phones))))
    keys = zip((packed >> 40).tolist(), ((packed >> 32) & 0xFF).tolist(), (packed & 0xFFFFFFFF).tolist(), strict=True)
    return {(left, phone): transition for left, phone, transition in keys}
