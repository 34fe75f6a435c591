"""An n-gram language model with interpolated Kneser-Ney smoothing (Kneser and Ney 1995; Chen and Goodman 1999)."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = "<s>"
END = "</s>"
DISCOUNT = 0.75
# Of the words' own probabilities: the share that follows how often people use them anywhere, and the share spread
# evenly over the vocabulary, so that words without a sentence can be heard.
BACKGROUND_SHARE = 0.25
UNIFORM_SHARE = 0.03

Gram = tuple[str, ...]


@dataclass(frozen=True)
class NGrams:
    """Probabilities of seen n-grams, and for each seen history the weight of its shorter history."""

    order: int
    vocabulary: frozenset[str]
    seen: dict[Gram, float]
    backoff: dict[Gram, float]

    def probability(self, history: Gram, word: str) -> float:
        """P(word | history); the word is one of the vocabulary or END."""
        known = self.seen.get((*history, word))
        if known is not None:
            return known
        return self.backoff.get(history, 1.0) * self.probability(history[1:], word)

    def perplexity(self, sentences: Iterable[str]) -> float:
        """exp of the mean cost per word; words outside the vocabulary are skipped."""
        costs = [cost for sentence in sentences for cost in self._costs(sentence)]
        return math.exp(sum(costs) / len(costs)) if costs else math.inf

    def _costs(self, sentence: str) -> list[float]:
        words = [START, *sentence.split(), END]
        known = self.vocabulary | {END}
        spans = [(tuple(words[max(0, at - self.order + 1) : at]), words[at]) for at in range(1, len(words))]
        return [-math.log(self.probability(history, word)) for history, word in spans if word in known]


def count(sentences: Iterable[str], order: int) -> list[Counter[Gram]]:
    """Counts of n-grams for n = 0 (empty) to `order`, with sentence marks."""
    counts: list[Counter[Gram]] = [Counter() for _ in range(order + 1)]
    for sentence in sentences:
        words = (START, *sentence.split(), END)
        for size in range(1, order + 1):
            counts[size].update(words[at : at + size] for at in range(len(words) - size + 1))
    return counts


def _continuations(counts: list[Counter[Gram]], order: int) -> list[Counter[Gram]]:
    """Below the highest order, count in how many contexts an n-gram occurs; sentence starts keep their counts."""
    adjusted: list[Counter[Gram]] = [Counter() for _ in range(order)] + [counts[order]]
    for size in range(1, order):
        adjusted[size].update(gram[1:] for gram in counts[size + 1])
        adjusted[size].update({gram: times for gram, times in counts[size].items() if gram[0] == START})
    return adjusted


def _unigrams(counts: Counter[Gram], vocabulary: frozenset[str], frequencies: Mapping[str, float]) -> dict[Gram, float]:
    words = vocabulary | {END}
    total = sum(times for gram, times in counts.items() if gram[0] in words)
    known = {word: frequencies[word] for word in sorted(vocabulary) if frequencies.get(word, 0) > 0}
    everywhere = sum(known.values())
    share = BACKGROUND_SHARE if known else 0.0
    even = UNIFORM_SHARE / len(words)
    own = 1 - UNIFORM_SHARE - share
    scale = share / everywhere if known else 0.0
    return {(word,): even + own * counts[word,] / total + scale * known.get(word, 0.0) for word in sorted(words)}


def train(
    sentences: Iterable[str],
    vocabulary: Iterable[str],
    order: int = 3,
    frequencies: Mapping[str, float] | None = None,
) -> NGrams:
    """Train on sentences whose words all belong to the vocabulary; the vocabulary may hold more words.

    `frequencies` says how often words are used in the language at large; words it lacks are only rarer.
    For every history the probabilities of all vocabulary words and END sum to one.
    Raises ValueError if there is no sentence or a sentence has a word outside the vocabulary.
    """
    words = frozenset(vocabulary)
    counts = count(sentences, order)
    strangers = {gram[0] for gram in counts[1]} - words - {START, END}
    if strangers or not counts[1]:
        reason = f"words outside the vocabulary: {sorted(strangers)}" if strangers else "no sentence to train on"
        raise ValueError(reason)
    adjusted = _continuations(counts, order)
    model = NGrams(order, words, _unigrams(adjusted[1], words, frequencies or {}), {})
    for size in range(2, order + 1):
        followers: dict[Gram, list[tuple[str, int]]] = defaultdict(list)
        for gram, times in adjusted[size].items():
            if gram[-1] != START:
                followers[gram[:-1]].append((gram[-1], times))
        for history, following in followers.items():
            total = sum(times for _word, times in following)
            shorter = DISCOUNT * len(following) / total
            for word, times in following:
                lower = model.probability(history[1:], word)
                model.seen[*history, word] = (times - DISCOUNT) / total + shorter * lower
            model.backoff[history] = shorter
    return model
