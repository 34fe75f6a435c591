"""Red flags in free text: proposals with the words that spoke for them, for a person to confirm or dismiss; pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tickets.dokmaru.vocabulary import RedFlag
from tickets.urgency import Danger, emergency_table

TABLE = Path(__file__).parent / "red_flags.toml"

_PIECE = re.compile(r"[a-z]+|[^\sa-z-]")
_ENDING = "(?:nya|e|ne)?"
_BLANK = "·"
_BEFORE = 40
"""Characters before a word of danger in which a "no" is looked for."""


@dataclass(frozen=True, slots=True)
class FlagProposal:
    """A red flag that a text seems to speak of; `denied` when each mention follows a "no" ("tidak sesak")."""

    flag: RedFlag
    words: tuple[str, ...]
    denied: bool = False


@dataclass(frozen=True, slots=True)
class _FlagRule:
    flag: RedFlag
    words: re.Pattern[str]
    innocent: re.Pattern[str]


def propose_red_flags(text: str) -> tuple[FlagProposal, ...]:
    """The red flags that a complaint seems to speak of: the asserted before the denied, else in the form's order.

    What is denied is proposed too: a comma lost by a recogniser turns "tidak, sesak napas" into "tidak sesak napas".
    """
    spoken = " ".join(_PIECE.findall(text.lower()))
    found = [proposal for rule in _rules() if (proposal := _proposal(spoken, rule)) is not None]
    return tuple(sorted(found, key=lambda proposal: proposal.denied))


def asserted(proposals: Iterable[FlagProposal]) -> tuple[RedFlag, ...]:
    """The flags among them that aren't denied."""
    return tuple(proposal.flag for proposal in proposals if not proposal.denied)


def _proposal(spoken: str, rule: _FlagRule) -> FlagProposal | None:
    told = rule.innocent.sub(_blanked, spoken)
    hits = list(rule.words.finditer(told))
    if not hits:
        return None
    denied = all(_denial().search(spoken[max(0, hit.start() - _BEFORE) : hit.start()]) for hit in hits)
    return FlagProposal(rule.flag, tuple(dict.fromkeys(hit.group() for hit in hits)), denied)


def _blanked(hit: re.Match[str]) -> str:
    return _BLANK * len(hit.group())


@cache
def _rules() -> tuple[_FlagRule, ...]:
    dangers = {danger.name: danger for danger in emergency_table().dangers}
    return tuple(_rule(entry, dangers.get(entry["danger"])) for entry in _table()["flag"])


def _rule(entry: Mapping[str, Any], danger: Danger | None) -> _FlagRule:
    words, innocent = set(entry["words"]), set(entry["innocent"])
    if danger is not None:
        words |= {" ".join(phrase) for phrase in danger.words} - set(entry["not"])
        innocent |= {" ".join(phrase) for phrase in danger.innocent}
    return _FlagRule(RedFlag(entry["name"]), _any_of(words), _any_of(innocent))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for whole words; the longest phrase wins where several begin. It matches nothing without phrases."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(_phrase, longest_first)) or '(?!)'})\b")


def _phrase(phrase: str) -> str:
    return " ".join(f"{word}{_ENDING}" for word in phrase.split())


@cache
def _denial() -> re.Pattern[str]:
    denial = _table()["denial"]
    no, between = _alternatives(denial["words"]), _alternatives(denial["between"])
    return re.compile(rf"\b(?:{no}) (?:(?:{between}) )?$")


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _table() -> dict[str, Any]:
    with TABLE.open("rb") as file:
        return tomllib.load(file)
