"""How well a network does on sound that it was not trained on: the objective by set, and words wrong by speaker."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from speech.adaptation.corpus import Utterance
from speech.adaptation.examples import held_out_example
from speech.adaptation.held_out import Split
from speech.adaptation.ivectors import IvectorExtractor
from speech.adaptation.learner import Learner

MOST_MEASURED = 60
"""Sentences measured of each set and part, spread evenly over it."""
BATCH = 16

Recognise = Callable[[Path], str]


@dataclass(frozen=True)
class HeldOutFigure:
    """The objective per output frame of held-out sentences of one set, and what is new about them."""

    collection: str
    part: str
    sentences: int
    objective: float


@dataclass(frozen=True)
class SpeakerErrors:
    """Words of one held-out speaker: how many were said, and how many edits the recogniser's text needs."""

    speaker: str
    sentences: int
    words: int
    wrong: int

    @property
    def rate(self) -> float:
        """The word error rate, 1 = as many errors as words."""
        return self.wrong / max(1, self.words)


@dataclass(frozen=True)
class WordErrors:
    """The errors by speaker, worst first, and the words most often taken for others: (said, heard, times)."""

    speakers: tuple[SpeakerErrors, ...]
    confusions: tuple[tuple[str, str, int], ...]

    @property
    def rate(self) -> float:
        """The word error rate over all speakers."""
        return sum(one.wrong for one in self.speakers) / max(1, sum(one.words for one in self.speakers))


def held_out_figures(learner: Learner, corpus: Split, extractor: IvectorExtractor) -> tuple[HeldOutFigure, ...]:
    """The objective, with the averaged weights, over a clean telephone line."""
    figures = []
    for (collection, part), utterances in corpus.held_out.items():
        chosen = sorted(spread(utterances, MOST_MEASURED), key=lambda one: one.seconds)
        total, frames = 0.0, 0
        for first in range(0, len(chosen), BATCH):
            examples = [held_out_example(one, extractor) for one in chosen[first : first + BATCH]]
            comparison = learner.measure(examples)
            total, frames = total + comparison.total, frames + comparison.frames
        figures.append(HeldOutFigure(collection, part.value, len(chosen), total / max(1, frames)))
    return tuple(figures)


def word_errors(utterances: Iterable[Utterance], recognise: Recognise, shown: int = 10) -> WordErrors:
    """What `recognise` makes of each sound file, compared with what was said."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    confused: Counter[tuple[str, str]] = Counter()
    for utterance in utterances:
        heard = recognise(utterance.audio).split()
        edits = Levenshtein.editops(utterance.words, heard)
        for edit in edits:
            if edit.tag == "replace":
                confused[utterance.words[edit.src_pos], heard[edit.dest_pos]] += 1
        for place, more in enumerate((1, len(utterance.words), len(edits))):
            counts[utterance.speaker][place] += more
    speakers = [SpeakerErrors(speaker, *numbers) for speaker, numbers in counts.items()]
    worst = sorted(speakers, key=lambda one: (-one.rate, one.speaker))
    often = sorted(confused.items(), key=lambda item: (-item[1], item[0]))[:shown]
    return WordErrors(tuple(worst), tuple((said, heard, times) for (said, heard), times in often))


def spread(utterances: Sequence[Utterance], most: int) -> list[Utterance]:
    """At most so many of them, evenly over their order."""
    if len(utterances) <= most:
        return list(utterances)
    return [utterances[at * len(utterances) // most] for at in range(most)]
