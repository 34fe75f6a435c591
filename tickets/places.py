"""Names of places as they were heard, matched with the official ones: proposals with a score, never a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio

from tickets.errors import UnknownPlace
from tickets.reference.loader import Place, desa_of, kecamatan

__all__ = ["Match", "Place", "find_desa", "find_kecamatan"]

MOST_MATCHES = 5
LEAST_SCORE = 0.7
"""Below this two names have little more in common than their length."""

_WORD = re.compile(r"[a-z]+")
_NOT_A_NAME = frozenset(
    {"kecamatan", "desa", "kelurahan", "kel", "kec", "di", "ning", "dari", "saya", "reang", "blok", "dusun", "rt", "rw"}
)
_MOST_WORDS = 12
"""Words of an utterance that are looked at; a place is named early or not at all."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that may be meant; `score` from 0 to 1, where 1 is the exact name."""

    place: Place
    score: float


def find_kecamatan(heard: str) -> tuple[Match, ...]:
    """The kecamatan that may be meant, the best first, at most MOST_MATCHES."""
    return _best(heard, kecamatan().values())


def find_desa(heard: str, kecamatan_code: str) -> tuple[Match, ...]:
    """The desa and kelurahan of that kecamatan that may be meant, the best first. Raises UnknownPlace for the code."""
    if kecamatan_code not in kecamatan():
        raise UnknownPlace(place=kecamatan_code)
    return _best(heard, desa_of(kecamatan_code))


def _best(heard: str, places: Iterable[Place]) -> tuple[Match, ...]:
    words = [word for word in _WORD.findall(heard.lower()) if word not in _NOT_A_NAME][:_MOST_WORDS]
    matches = [Match(place, _score(words, place.name)) for place in places]
    likely = sorted((m for m in matches if m.score >= LEAST_SCORE), key=lambda m: (-m.score, m.place.code))
    return tuple(likely[:MOST_MATCHES])


def _score(words: Sequence[str], name: str) -> float:
    target = "".join(_WORD.findall(name.lower()))
    return max((_likeness(part, target) for part in _stretches(words, len(name.split()))), default=0.0)


def _stretches(words: Sequence[str], length: int) -> Iterator[str]:
    # A recogniser splits and joins names ("kedokanbunder", "loh bener"): try one word more and one less as well.
    for size in range(max(1, length - 1), length + 2):
        for start in range(len(words) - size + 1):
            yield "".join(words[start : start + size])


def _likeness(part: str, target: str) -> float:
    # The first letters are heard best, which Jaro-Winkler rewards; the plain ratio punishes missing syllables.
    return (JaroWinkler.similarity(part, target) + ratio(part, target) / 100) / 2
