"""Pure: what was heard against what was said, word by word; rates over sentences, speakers and all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class Alignment:
    """The fewest edits that turn what was said into what was heard, and which words agree: (said, heard) places."""

    substitutions: int
    insertions: int
    deletions: int
    agreeing: tuple[tuple[int, int], ...]

    @property
    def errors(self) -> int:
        """All edits together."""
        return self.substitutions + self.insertions + self.deletions


@dataclass(frozen=True)
class Score:
    """One sentence: who said it, how many words, and how they were heard."""

    speaker: str
    words: int
    alignment: Alignment

    @property
    def errors(self) -> int:
        """Edits in this sentence."""
        return self.alignment.errors


@dataclass(frozen=True)
class SpeakerRange:
    """Word error rates of speakers, 1 = as many errors as words: how many speakers, the best, the middle, the worst."""

    speakers: int
    lowest: float
    middle: float
    highest: float


@dataclass(frozen=True)
class WordErrors:
    """Errors over sentences of `words` words: Levenshtein substitutions, insertions, deletions; sentences without."""

    sentences: int
    words: int
    substitutions: int
    insertions: int
    deletions: int
    exact_sentences: int
    by_speaker: SpeakerRange

    @property
    def rate(self) -> float:
        """The word error rate (S + I + D) / N; it may exceed 1."""
        return (self.substitutions + self.insertions + self.deletions) / self.words

    @property
    def sentence_accuracy(self) -> float:
        """The share of sentences without any error."""
        return self.exact_sentences / self.sentences


def align(said: Sequence[str], heard: Sequence[str]) -> Alignment:
    """Align two word sequences with the fewest substitutions, insertions and deletions (Levenshtein, all cost 1)."""
    counts = {"replace": 0, "insert": 0, "delete": 0}
    agreeing: list[tuple[int, int]] = []
    for block in Levenshtein.opcodes(said, heard):
        if block.tag == "equal":
            agreeing += zip(range(block.src_start, block.src_end), range(block.dest_start, block.dest_end), strict=True)
        else:
            counts[block.tag] += max(block.src_end - block.src_start, block.dest_end - block.dest_start)
    return Alignment(counts["replace"], counts["insert"], counts["delete"], tuple(agreeing))


def summarise(scores: Sequence[Score]) -> WordErrors | None:
    """Add up sentences, each of at least one word; None when there are none."""
    if not scores:
        return None
    alignments = [score.alignment for score in scores]
    return WordErrors(
        sentences=len(scores),
        words=sum(score.words for score in scores),
        substitutions=sum(alignment.substitutions for alignment in alignments),
        insertions=sum(alignment.insertions for alignment in alignments),
        deletions=sum(alignment.deletions for alignment in alignments),
        exact_sentences=sum(not score.errors for score in scores),
        by_speaker=_by_speaker(scores),
    )


def speaker_counts(scores: Iterable[Score]) -> dict[str, tuple[int, int]]:
    """Errors and words of each speaker."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for score in scores:
        errors, words = counts[score.speaker]
        counts[score.speaker] = (errors + score.errors, words + score.words)
    return dict(counts)


def _by_speaker(scores: Sequence[Score]) -> SpeakerRange:
    rates = [errors / words for errors, words in speaker_counts(scores).values()]
    return SpeakerRange(len(rates), min(rates), median(rates), max(rates))
