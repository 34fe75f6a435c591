"""From an utterance to words as they are meant: spelling, Dermayon, and the words that the two languages share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tickets.triage.model import Reading
from tickets.triage.tables import Friend, tables

LONGEST_TEXT = 4000
"""Characters that are looked at: a complaint says what it is about early."""

_PIECE = re.compile(r"[a-z]+|[.,;:!?\n]")
_ENDINGS = ("nya", "ne", "e")
_LEAST_STEM = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as `said` (the `at`-th of the utterance), as it is meant, and how surely it was recognised, 0 to 1.

    `pause` is True when a sign of punctuation stands before it.
    """

    at: int
    said: str
    word: str
    trust: float = 1.0
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance as tokens; a word may be meant as two ("laka": "tidak ada"), which share their `at`."""

    tokens: tuple[Token, ...]
    dermayon: bool
    readings: tuple[Reading, ...]
    cut: int


def hear(text: str, trust: Mapping[str, float] | None = None) -> Heard:
    """The utterance, word by word; `trust` has the confidence of recognised words, others count as sure."""
    spoken = _spoken(text[:LONGEST_TEXT])
    words = [word for word, _ in spoken]
    dermayon = is_dermayon(words)
    readings: list[Reading] = []
    tokens: list[Token] = []
    for at, (said, pause) in enumerate(spoken):
        meant = _meant(words, at, dermayon)
        if said in tables().friends:
            readings.append(Reading(said, meant))
        sure = min(1.0, max(0.0, (trust or {}).get(said, 1.0)))
        tokens += [Token(at, said, word, sure, pause and not i) for i, word in enumerate(meant.split())]
    return Heard(tuple(tokens), dermayon, tuple(dict.fromkeys(readings)), max(0, len(text) - LONGEST_TEXT))


def is_dermayon(words: Sequence[str]) -> bool:
    """Whether an utterance is rather Dermayon than Indonesian, by words that only one of them has."""
    table = tables()
    own = sum(word in table.dermayon or _stem(word) in table.dermayon for word in words)
    other = sum(word in table.indonesian for word in words)
    return own > 0 and own * 2 >= other


def _spoken(text: str) -> list[tuple[str, bool]]:
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return list(_words_with_pauses(_PIECE.findall(plain)))


def _words_with_pauses(pieces: Sequence[str]) -> Iterator[tuple[str, bool]]:
    pause = True
    for piece in pieces:
        if piece.isalpha():
            yield piece, pause
        pause = not piece.isalpha()


def _meant(words: Sequence[str], at: int, dermayon: bool) -> str:
    word = words[at]
    friend = tables().friends.get(word)
    if friend is not None:
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        return friend.dermayon if _in_dermayon(friend, before, after, dermayon) else friend.indonesian
    synonyms = tables().synonyms
    return synonyms.get(word) or synonyms.get(_stem(word)) or word


def _in_dermayon(friend: Friend, before: str, after: str, dermayon: bool) -> bool:
    """The nearest neighbour that decides wins, the word before first; then the language of the whole utterance."""
    if before in friend.indonesian_before:
        return False
    if before in friend.dermayon_before or after in friend.dermayon_after:
        return True
    if after in friend.indonesian_after:
        return False
    return dermayon or friend.usually_dermayon


def _stem(word: str) -> str:
    """The word without an ending that makes a noun definite: "banyune", "dalane"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            stem = word.removesuffix(ending)
            if stem in tables().synonyms or stem in tables().dermayon:
                return stem
    return word
