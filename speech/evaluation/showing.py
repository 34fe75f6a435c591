"""Pure: how long after its end a word is first shown to whoever reads along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from speech.evaluation.scoring import align
from speech.recogniser import Word


@dataclass(frozen=True)
class Showing:
    """A text shown while the utterance goes on: where the stream was, in seconds, and how long its chunk took."""

    at_s: float
    processing_s: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A word's first showing: `behind_s` seconds of sound after the word's end, and then `processing_s` of work."""

    behind_s: float
    processing_s: float


def first_shown(showings: Iterable[Showing], final: Sequence[Word]) -> list[Shown]:
    """For the words of a finished utterance, its showings in order given, the first one that has the word.

    A showing has a word when aligning it with the final text puts the same word there. Words that no showing had are
    left out: they were first read in the final text. A word may be shown before its end: then `behind_s` is negative.
    Showings from before the utterance's first word are passed over: they belong to one that came to nothing.
    """
    said = [word.text for word in final]
    first: dict[int, Showing] = {}
    for showing in (one for one in showings if final and one.at_s > final[0].start_s):
        for place, _ in align(said, showing.words).agreeing:
            first.setdefault(place, showing)
    return [Shown(one.at_s - final[place].end_s, one.processing_s) for place, one in sorted(first.items())]
