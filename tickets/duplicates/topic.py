"""What a text is about: its subjects, their troubles, the other words that say something, and the places named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from tickets.duplicates.tables import NO, Meaning, words
from tickets.reference import loader

LONGEST_TEXT = 2000
"""Characters that are looked at: a complaint says what it is about early."""

_WORD = re.compile(r"[a-z]+")
_LONGEST_PHRASE = 4
_LONGEST_PLACE = 3
_LEAST_STEM = 3
_SUFFIXES = ("nya", "kan", "ne", "an", "na", "e", "i")
"""Endings of Indonesian, Dermayon ("banyune") and Sundanese ("lampuna")."""
_PREFIXES = ("meng", "meny", "peng", "ber", "ter", "mem", "men", "nge", "ng", "me", "di", "ke", "ka", "se", "pe", "m")
_FUZZY_FROM = 6
"""Letters from which on a word that nobody knows may be a known one, heard a little differently."""
_FUZZY_LEAST = 86.0
_DESA_SIGNS = frozenset({"desa", "kelurahan", "kel", "kuwu"})
_KECAMATAN_SIGNS = frozenset({"kecamatan", "kec", "camat"})
_SIGNS = _DESA_SIGNS | _KECAMATAN_SIGNS


@dataclass(frozen=True, slots=True)
class Topic:
    """What a text is about; `desa` and `kecamatan` are the codes of all places that its names may mean."""

    subjects: frozenset[str]
    troubles: frozenset[str]
    rest: frozenset[str]
    desa: frozenset[str]
    kecamatan: frozenset[str]

    @property
    def silent(self) -> bool:
        """True when nothing is said that could be compared."""
        return not (self.subjects or self.troubles or self.rest)


def topic_of(text: str) -> Topic:
    """What the text is about. Case, signs and digits don't matter."""
    return _topic(text[:LONGEST_TEXT].lower())


@lru_cache(maxsize=4096)
def _topic(text: str) -> Topic:
    spoken = _WORD.findall(text)
    named = list(_named_places(spoken))
    taken = {at for start, length, _ in named for at in range(start, start + length)}
    meanings, rest = _understand([word for at, word in enumerate(spoken) if at not in taken])
    subjects = frozenset(meaning.subject for meaning in meanings if meaning.subject)
    codes = frozenset(code for _, _, found in named for code in found)
    return Topic(
        subjects - words().weak or subjects,
        frozenset(meaning.trouble for meaning in meanings if meaning.trouble),
        frozenset(rest),
        frozenset(code for code in codes if code in loader.desa()),
        frozenset(code for code in codes if code in loader.kecamatan()),
    )


def _understand(spoken: Sequence[str]) -> tuple[list[Meaning], list[str]]:
    table = words()
    said = [stem for word in spoken if word not in table.stop and (stem := _stem(word)) not in table.stop]
    meanings: list[Meaning] = []
    rest: list[str] = []
    at = 0
    while at < len(said):
        length, meaning = _longest(said, at)
        if meaning is not None:
            meanings.append(meaning)
        elif said[at] != NO and said[at] not in table.fillers:
            rest.append(said[at])
        at += length
    return meanings, rest


def _longest(said: Sequence[str], at: int) -> tuple[int, Meaning | None]:
    for length in range(min(_LONGEST_PHRASE, len(said) - at), 0, -1):
        if (meaning := _phrases().get(tuple(said[at : at + length]))) is not None:
            return length, meaning
    return 1, None


@cache
def _phrases() -> dict[tuple[str, ...], Meaning]:
    """The phrases of the table in the form that texts are brought into; the earlier one wins."""
    found: dict[tuple[str, ...], Meaning] = {}
    for phrase, meaning in words().phrases.items():
        stems = tuple(_stem(word) for word in phrase.split() if word not in words().stop)
        if set(stems) - {NO}:
            found.setdefault(stems, meaning)
    return found


@cache
def _known() -> frozenset[str]:
    table = words()
    single = {word for phrase in table.phrases for word in phrase.split()}
    return frozenset(single) | table.fillers


@cache
def _known_long() -> tuple[str, ...]:
    return tuple(sorted(word for word in _known() if len(word) >= _FUZZY_FROM))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The known word behind this one, "tidak" for every negation, else the word without its clearest ending."""
    if word in words().negators:
        return NO
    for candidate in _forms(word):
        if candidate in _known():
            return candidate
    if len(word) >= _FUZZY_FROM:
        near = extractOne(word, _known_long(), scorer=ratio, score_cutoff=_FUZZY_LEAST)
        if near is not None:
            return near[0]
    return next((word.removesuffix(end) for end in ("nya", "ne") if _can_lose(word, end)), word)


def _forms(word: str) -> Iterator[str]:
    yield word
    without_end = [word.removesuffix(end) for end in _SUFFIXES if _can_lose(word, end)]
    yield from without_end
    for form in (word, *without_end):
        for start in _PREFIXES:
            if form.startswith(start) and len(form) - len(start) >= _LEAST_STEM:
                yield form.removeprefix(start)


def _can_lose(word: str, end: str) -> bool:
    return word.endswith(end) and len(word) - len(end) >= _LEAST_STEM


def _named_places(spoken: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where places are named, over how many words, and which codes may be meant."""
    at = 0
    while at < len(spoken):
        length, codes = _longest_place(spoken, at)
        if codes:
            yield at, length, codes
        at += length


def _longest_place(spoken: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
    sign = spoken[at - 1] if at else ""
    for length in range(min(_LONGEST_PLACE, len(spoken) - at), 0, -1):
        codes = _meant(_place_names().get(tuple(spoken[at : at + length]), ()), sign)
        if codes and (length > 1 or sign in _SIGNS or spoken[at] not in words().ambiguous_places):
            return length, codes
    return 1, ()


def _meant(codes: tuple[str, ...], sign: str) -> tuple[str, ...]:
    """Those of the codes that the word before the name allows; of a bare name the larger place, if there is one."""
    larger = tuple(code for code in codes if code in loader.kecamatan())
    smaller = tuple(code for code in codes if code not in larger)
    return (smaller or larger) if sign in _DESA_SIGNS else (larger or smaller)


@cache
def _place_names() -> dict[tuple[str, ...], tuple[str, ...]]:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place in (*loader.kecamatan().values(), *loader.desa().values()):
        name = tuple(_WORD.findall(place.name.lower()))
        found[name] = (*found.get(name, ()), place.code)
    return found
