"""The competition: all phones in any order, as likely as the corpus makes each follow another (a phone bigram)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from speech.adaptation.forward_backward import IMPOSSIBLE, PhoneLoop
from speech.adaptation.phone_arcs import PhoneArcs
from speech.adaptation.supervision import variants
from speech.model.contexts import START
from speech.model.phone_ids import PhoneSet

# Of the variants of a word, one that costs c is said exp(-VARIANT_SCALE·c) times as often as the best.
VARIANT_SCALE = 0.5
PAUSE = 0.25
"""How often a silence stands between two words."""
END = -1

Pairs = defaultdict[tuple[int, int], float]


def phone_loop(sentences: Iterable[Sequence[str]], arcs: PhoneArcs) -> PhoneLoop:
    """The phone loop of a corpus; every pair that a graph of its words can use is in it, however rare."""
    counts = pair_counts(sentences, arcs.phones)
    leaving: defaultdict[int, float] = defaultdict(float)
    for (left, _), count in counts.items():
        leaving[left] += count
    finals = np.full(max(phone for _, phone in counts) + 1, IMPOSSIBLE, np.float32)
    kept = []
    for (left, phone), count in sorted(counts.items()):
        weight = math.log(count / leaving[left])
        if phone == END:
            finals[left] = weight
        else:
            kept.append((left, phone, weight, *arcs.pdfs(left, phone)))
    lefts, phones, weights, forward, loops = zip(*kept, strict=True)
    return PhoneLoop(
        lefts=np.array(lefts, np.int32),
        phones=np.array(phones, np.int32),
        weights=np.array(weights, np.float32),
        forward=np.array(forward, np.int32),
        loops=np.array(loops, np.int32),
        finals=finals,
    )


def pair_counts(sentences: Iterable[Sequence[str]], phones: PhoneSet) -> Pairs:
    """How often each phone is expected after another, over all variants and pauses; START and END count as phones."""
    words: Counter[str] = Counter()
    neighbours: Counter[tuple[str, str]] = Counter()
    edges: Counter[tuple[str, str]] = Counter()
    number = 0
    for sentence in sentences:
        number += 1
        if sentence:
            words.update(sentence)
            neighbours.update(pairwise(sentence))
            edges[sentence[0], sentence[-1]] += 1
    counts: Pairs = defaultdict(float, {(START, phones.silence): number, (phones.silence, END): number})
    for word, times in words.items():
        _inside(word, times, phones, counts)
    for (word, following), times in neighbours.items():
        _between(word, following, times, phones, counts)
    for (first, last), times in edges.items():
        _silences(last, first, times, phones, counts)
    return counts


def _shares(word: str, phones: PhoneSet) -> list[tuple[tuple[int, ...], float]]:
    """The variants of a word, each with how often it is said."""
    said = [(variant, math.exp(-VARIANT_SCALE * cost)) for variant, cost in variants(word, phones)]
    total = sum(share for _, share in said)
    return [(variant, share / total) for variant, share in said]


def _inside(word: str, times: int, phones: PhoneSet, counts: Pairs) -> None:
    for variant, share in _shares(word, phones):
        for pair in pairwise(variant):
            counts[pair] += times * share


def _between(word: str, following: str, times: int, phones: PhoneSet, counts: Pairs) -> None:
    for variant, share in _shares(word, phones):
        for after, part in _shares(following, phones):
            counts[variant[-1], after[0]] += times * share * part * (1 - PAUSE)
    _silences(word, following, times * PAUSE, phones, counts)


def _silences(before: str, after: str, times: float, phones: PhoneSet, counts: Pairs) -> None:
    """Silence after one word and before another."""
    for variant, share in _shares(before, phones):
        counts[variant[-1], phones.silence] += times * share
    for variant, share in _shares(after, phones):
        counts[phones.silence, variant[0]] += times * share
