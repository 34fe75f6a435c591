"""Pure: how sure an utterance is as a whole: likelihoods of its alternatives, and what a free recogniser made of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from speech.recogniser import Word


@dataclass(frozen=True)
class Hypothesis:
    """One way to understand an utterance: its words with their times (confidence unset), log likelihood, pure or not.

    `pure`: nothing in it had to be left to the garbage word.
    """

    words: tuple[Word, ...]
    likelihood: float
    pure: bool

    @property
    def text(self) -> str:
        """The words, a blank between."""
        return " ".join(word.text for word in self.words)


def posteriors(likelihoods: Sequence[float]) -> tuple[float, ...]:
    """The probability of each alternative among them all, from their log likelihoods."""
    top = max(likelihoods, default=0.0)
    weights = [math.exp(likelihood - top) for likelihood in likelihoods]
    return tuple(weight / sum(weights) for weight in weights)


def word_confidences(hypotheses: Sequence[Hypothesis]) -> tuple[float, ...]:
    """For each word of the first hypothesis, the summed probability of those that have it at that place."""
    shares = posteriors([hypothesis.likelihood for hypothesis in hypotheses])
    return tuple(
        sum(share for share, other in zip(shares, hypotheses, strict=True) if _holds(other, word))
        for word in hypotheses[0].words
    )


def _holds(hypothesis: Hypothesis, word: Word) -> bool:
    return any(
        other.text == word.text and other.start_s < word.end_s and word.start_s < other.end_s
        for other in hypothesis.words
    )


def agreement(words: Sequence[str], freely: Sequence[str]) -> float:
    """How alike an answer is to what a recogniser without grammar heard (0..1, Levenshtein over letters); 0 if nothing.

    Over letters, not words: free speech knows no context in an answer of one word and spells its own way ("loh bener").
    """
    return Levenshtein.normalized_similarity("".join(words), "".join(freely)) if words and freely else 0.0
