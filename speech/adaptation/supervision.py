"""From the words of an utterance to the graph of all ways to say them: pronunciation variants, optional silences."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from speech.adaptation.forward_backward import IMPOSSIBLE, NO_LOOP, PhoneGraph
from speech.adaptation.phone_arcs import PhoneArcs
from speech.model.contexts import START
from speech.model.phone_ids import PhoneSet
from speech.model.phones import pronunciations

VARIANTS = 16
# A variant's lexicon cost counts this much; a silence between two words costs that.
VARIANT_SCALE = 0.3
SILENCE_COST = 0.7


class Branch(NamedTuple):
    """A phone within a word that leads to this node of the word's trie; `cost` if the word may end here, else None."""

    phone: int
    node: int
    cost: float | None
    goes_on: bool


class _State(NamedTuple):
    """Before word `word`, at `node` of its trie, having said the phone `left`, which emits `loop` while it stays."""

    word: int
    node: int
    left: int
    loop: int


@lru_cache(maxsize=50_000)
def variants(word: str, phones: PhoneSet) -> tuple[tuple[tuple[int, ...], float], ...]:
    """The phone ids of a word's pronunciations with their costs; empty if nothing in it can be said."""
    return tuple((tuple(phones.word(said)), cost) for said, cost in pronunciations(word, VARIANTS))


@lru_cache(maxsize=20_000)
def _trie(word: str, phones: PhoneSet) -> tuple[tuple[Branch, ...], ...]:
    """A word's variants merged at their beginnings: for each node, the root first, its branches."""
    children: list[dict[int, int]] = [{}]
    ends: dict[int, float] = {}
    for said, cost in variants(word, phones):
        node = 0
        for phone in said:
            if phone not in children[node]:
                children.append({})
                children[node][phone] = len(children) - 1
            node = children[node][phone]
        ends[node] = min(cost, ends.get(node, cost))
    return tuple(
        tuple(Branch(phone, child, ends.get(child), bool(children[child])) for phone, child in branches.items())
        for branches in children
    )


class _Steps:
    """Where the graph of one utterance leads from each state: (phone, next word, next node, cost)."""

    def __init__(self, words: Sequence[str], phones: PhoneSet) -> None:
        self.tries = [_trie(word, phones) for word in words]
        self.silence = phones.silence

    def ends(self, state: _State) -> bool:
        """Every utterance ends with silence after its last word."""
        return state.word == len(self.tries) and state.left == self.silence

    def after(self, state: _State) -> Iterator[tuple[int, int, int, float]]:
        """Silence may stand between words, and must stand at both ends."""
        at_edge = state.left == START or state.word == len(self.tries)
        if state.node == 0 and state.left != self.silence:
            yield self.silence, state.word, 0, 0.0 if at_edge else SILENCE_COST
        if state.word < len(self.tries) and state.left != START:
            for phone, node, cost, goes_on in self.tries[state.word][state.node]:
                if cost is not None:
                    yield phone, state.word + 1, 0, VARIANT_SCALE * cost
                if goes_on:
                    yield phone, state.word, node, 0.0


def phone_graph(words: Sequence[str], arcs: PhoneArcs) -> PhoneGraph:
    """The graph of an utterance. A word without pronunciation makes it impossible: check words beforehand."""
    steps = _Steps(words, arcs.phones)
    start = _State(0, 0, START, NO_LOOP)
    numbers, waiting, found = {start: 0}, [start], []
    while waiting:
        state = waiting.pop()
        for phone, word, node, cost in steps.after(state):
            forward, loop = arcs.pdfs(state.left, phone)
            target = _State(word, node, phone, loop)
            if target not in numbers:
                numbers[target] = len(numbers)
                waiting.append(target)
            found.append((numbers[state], numbers[target], forward, -cost))
    sources, targets, pdfs, weights = zip(*found, strict=True)
    return PhoneGraph(
        sources=np.array(sources, np.int32),
        targets=np.array(targets, np.int32),
        pdfs=np.array(pdfs, np.int32),
        weights=np.array(weights, np.float32),
        loops=np.array([state.loop for state in numbers], np.int32),
        finals=np.array([0.0 if steps.ends(state) else IMPOSSIBLE for state in numbers], np.float32),
    )


def fewest_frames(words: Sequence[str], phones: PhoneSet) -> int:
    """The fewest output frames in which the words can be said, with the silences at both ends."""
    return 2 + sum(min((len(said) for said, _ in variants(word, phones)), default=0) for word in words)
