"""What the classifier sees of an utterance: words, pairs of words and pieces of words, each with its weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tickets.triage.hearing import Token

LEAST_PIECES = 6

_PIECES = (3, 4, 5)
"""Letters of a piece; word borders count as one."""

Occurrences = dict[str, list[tuple[int, float]]]
"""By feature: the tokens that it lies in (where it begins) and how surely each was recognised."""


@dataclass(frozen=True, slots=True)
class Vector:
    """The known features of an utterance: their numbers, their values, and the tokens that each lies in."""

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]
    owners: tuple[tuple[int, ...], ...]
    words: int

    @property
    def says_something(self) -> bool:
        """Whether a word is known, or so many pieces that one was only heard badly."""
        return self.words > 0 or len(self.numbers) >= LEAST_PIECES


def features_of(tokens: Sequence[Token]) -> Occurrences:
    """Words ("w:keluar"), pairs ("w:tidak keluar") and pieces ("c:elua") with where they occur."""
    found: Occurrences = {}
    for name, at, trust in _named(tokens):
        found.setdefault(name, []).append((at, trust))
    return found


def vector(found: Occurrences, vocabulary: Mapping[str, int], idf: NDArray[np.float64]) -> Vector:
    """Sublinear TF-IDF, where words and pieces are each scaled to length 1 (so neither drowns the other)."""
    known = sorted((vocabulary[name], name) for name in found if name in vocabulary)
    numbers = np.array([number for number, _ in known], dtype=np.int64)
    frequency = np.array([sum(trust for _, trust in found[name]) for _, name in known])
    values = np.log1p(frequency) * idf[numbers] if known else np.zeros(0)
    is_word = np.array([name.startswith("w:") for _, name in known], dtype=bool)
    for block in (is_word, ~is_word):
        length = float(np.sqrt(np.sum(values[block] ** 2))) if known else 0.0
        if length > 0:
            values[block] /= length
    owners = tuple(tuple(at for at, _ in found[name]) for _, name in known)
    return Vector(numbers, values, owners, int(is_word.sum()))


def _named(tokens: Sequence[Token]) -> Iterator[tuple[str, int, float]]:
    for at, token in enumerate(tokens):
        yield f"w:{token.word}", at, token.trust
        if at + 1 < len(tokens) and not tokens[at + 1].pause:
            yield f"w:{token.word} {tokens[at + 1].word}", at, min(token.trust, tokens[at + 1].trust)
        bordered = f" {token.word} "
        for size in _PIECES:
            for start in range(len(bordered) - size + 1):
                yield f"c:{bordered[start : start + size]}", at, token.trust
