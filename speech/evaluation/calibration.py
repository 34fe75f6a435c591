"""Pure: is a word with confidence 0.8 right in 8 of 10 cases? Bins of confidence, and how far they are off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True)
class Judged:
    """A word that was heard: how sure the recogniser was (0..1), and whether it was said there."""

    confidence: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """Heard words with a confidence from `low` up to `high`: how many, how sure on average, what share was right.

    Without words, the last two are None.
    """

    low: float
    high: float
    words: int
    mean_confidence: float | None
    share_right: float | None

    @property
    def off(self) -> float:
        """How far the confidence is from the share that was right; 0 without words."""
        return abs((self.share_right or 0.0) - (self.mean_confidence or 0.0))


@dataclass(frozen=True)
class Calibration:
    """All bins from 0 to 1, and their expected calibration error: 0 = confidences can be taken at their word."""

    bins: tuple[Bin, ...]
    expected_error: float


def calibrate(words: Iterable[Judged]) -> Calibration | None:
    """Sort heard words into BINS bins of equal width, the upper bound exclusive but for 1; None without words.

    The expected calibration error is the mean over words of |share right - mean confidence| of their bin
    (Guo et al. 2017, "On calibration of modern neural networks").
    """
    sorted_in: list[list[Judged]] = [[] for _ in range(BINS)]
    for word in words:
        sorted_in[_bin_of(word.confidence)].append(word)
    total = sum(map(len, sorted_in))
    if not total:
        return None
    bins = tuple(_summed(number, kept) for number, kept in enumerate(sorted_in))
    error = sum(one.words * one.off for one in bins) / total
    return Calibration(bins, error)


def _bin_of(confidence: float) -> int:
    """Choose by the bins' own bounds: 0.3 belongs to the bin that begins at 0.3, whatever 0.3 * BINS rounds to."""
    return max(number for number in range(BINS) if number == 0 or confidence >= number / BINS)


def _summed(number: int, words: Sequence[Judged]) -> Bin:
    count = len(words)
    mean = sum(word.confidence for word in words) / count if count else None
    right = sum(word.right for word in words) / count if count else None
    return Bin(number / BINS, (number + 1) / BINS, count, mean, right)
