"""Who and what training never sees: speakers and sentences held out, by their names alone, to measure it with."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from speech.adaptation.corpus import Utterance

SPEAKERS, SENTENCES = 0.12, 0.1
FEWEST_SPEAKERS, FEWEST_SENTENCES = 4, 20


class Part(StrEnum):
    """What is new about a sentence that was held out."""

    TRAINING = "training"
    NEW_SPEAKER = "new speaker"
    NEW_SENTENCE = "new sentence"
    NEW_BOTH = "new speaker and sentence"


@dataclass(frozen=True)
class Split:
    """The corpus in its parts."""

    parts: Mapping[Part, tuple[Utterance, ...]] = field(default_factory=dict)

    @property
    def training(self) -> tuple[Utterance, ...]:
        """What is trained on."""
        return self.parts[Part.TRAINING]

    @property
    def held_out(self) -> dict[tuple[str, Part], list[Utterance]]:
        """The rest, by set and part."""
        groups: dict[tuple[str, Part], list[Utterance]] = defaultdict(list)
        for part, utterances in self.parts.items():
            if part is not Part.TRAINING:
                for utterance in utterances:
                    groups[utterance.collection, part].append(utterance)
        return dict(sorted(groups.items()))


def split(utterances: Sequence[Utterance]) -> Split:
    """Hold out of every set some speakers and some sentences, and both everywhere else too.

    A set with fewer than FEWEST_SPEAKERS speakers, or FEWEST_SENTENCES different sentences, gives none of them. The
    choice depends on nothing but the names and texts, so it stays when the corpus is read again.
    """
    speakers = _held(utterances, lambda one: one.speaker, SPEAKERS, FEWEST_SPEAKERS)
    sentences = _held(utterances, lambda one: one.sentence, SENTENCES, FEWEST_SENTENCES)
    parts: dict[Part, list[Utterance]] = {part: [] for part in Part}
    for utterance in utterances:
        parts[_part(utterance.speaker in speakers, utterance.sentence in sentences)].append(utterance)
    return Split({part: tuple(kept) for part, kept in parts.items()})


def _part(new_speaker: bool, new_sentence: bool) -> Part:
    if new_speaker:
        return Part.NEW_BOTH if new_sentence else Part.NEW_SPEAKER
    return Part.NEW_SENTENCE if new_sentence else Part.TRAINING


def _held(utterances: Iterable[Utterance], name: Callable[[Utterance], str], share: float, fewest: int) -> set[str]:
    names: dict[str, set[str]] = defaultdict(set)
    for utterance in utterances:
        names[utterance.collection].add(name(utterance))
    held: set[str] = set()
    for known in names.values():
        if len(known) >= fewest:
            held.update(sorted(known, key=_draw)[: max(1, round(share * len(known)))])
    return held


def _draw(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
