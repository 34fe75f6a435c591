"""Emergency words in what a caller says: pure, driven by reference/emergency.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tickets.reference.loader import FOLDER

Phrase = tuple[str, ...]

_WORD = re.compile(r"[a-z]+")
_ENDINGS = ("nya", "e", "ne")
"""Endings that make a noun definite, in Indonesian and Dermayon: "ularnya", "ulae"."""


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of emergency: what speaks for it, and what only sounds like it."""

    name: str
    words: tuple[Phrase, ...]
    innocent: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class EmergencyTable:
    """The whole of emergency.toml."""

    dangers: tuple[Danger, ...]
    cries: frozenset[str]
    fillers: frozenset[str]


def emergency_words(text: str) -> tuple[str, ...]:
    """The emergency words in an utterance, in the order said, each once; empty when there is no alarm.

    Everyday phrases ("tekanan darah", "banjir diskon") don't count; a single "tolong" only when it is all that is
    said.
    """
    spoken = words_of(text)
    table = emergency_table()
    found = [hit for danger in table.dangers for hit in _hits(spoken, danger)]
    found += _cries(spoken, table)
    return tuple(dict.fromkeys(phrase for _, phrase in sorted(found)))


def words_of(text: str) -> list[str]:
    """The words in lower case, without digits and signs."""
    return _WORD.findall(text.lower())


@cache
def emergency_table() -> EmergencyTable:
    """The table, read once per process."""
    with (FOLDER / "emergency.toml").open("rb") as file:
        content = tomllib.load(file)
    dangers = tuple(Danger(d["name"], _phrases(d["words"]), _phrases(d["innocent"])) for d in content["danger"])
    cry = content["cry"]
    return EmergencyTable(dangers, frozenset(cry["words"]), frozenset(cry["fillers"]))


def _hits(spoken: Sequence[str], danger: Danger) -> Iterator[tuple[int, str]]:
    harmless = {i for phrase in danger.innocent for at in _places(spoken, phrase) for i in range(at, at + len(phrase))}
    for phrase in danger.words:
        for at in _places(spoken, phrase):
            if harmless.isdisjoint(range(at, at + len(phrase))):
                yield at, " ".join(phrase)


def _cries(spoken: Sequence[str], table: EmergencyTable) -> list[tuple[int, str]]:
    cries = [i for i, word in enumerate(spoken) if word in table.cries]
    repeated = any(i + 1 in cries for i in cries)
    alone = bool(cries) and all(word in table.cries | table.fillers for word in spoken)
    return [(cries[0], spoken[cries[0]])] if repeated or alone else []


def _places(spoken: Sequence[str], phrase: Phrase) -> Iterator[int]:
    length = len(phrase)
    return (i for i in range(len(spoken) - length + 1) if all(map(_says, spoken[i : i + length], phrase)))


def _phrases(texts: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(words_of(text)) for text in texts)


def _says(spoken: str, word: str) -> bool:
    return spoken == word or (spoken.startswith(word) and spoken[len(word) :] in _ENDINGS)
