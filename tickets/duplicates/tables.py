"""Reading and checking the two tables that duplicates are found by: words.toml and weights.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tickets.duplicates_errors import BrokenLikenessTable

FOLDER = Path(__file__).parent
WORDS = "words.toml"
WEIGHTS = "weights.toml"
NO = "tidak"
"""What every negator is turned into."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for: a subject, a trouble, or both, by the word that people read."""

    subject: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The whole of words.toml; `phrases` from spaced lower-case words to their meaning."""

    stop: frozenset[str]
    negators: frozenset[str]
    fillers: frozenset[str]
    ambiguous_places: frozenset[str]
    phrases: Mapping[str, Meaning]
    wide: frozenset[str]
    personal: frozenset[str]
    weak: frozenset[str]


@dataclass(frozen=True, slots=True)
class Places:
    """The factors of two reports' places, 0 to 1."""

    same_desa: float
    same_kecamatan: float
    other_desa: float
    unknown: float
    other: float


@dataclass(frozen=True, slots=True)
class Weights:
    """The whole of weights.toml; `windows_h` from a category (or "unknown") to hours."""

    least: float
    alike: float
    text: Mapping[str, float]
    category: Mapping[str, float]
    wide: Places
    local: Places
    reporter: Mapping[str, float]
    burst_reports: int
    burst_minutes: float
    windows_h: Mapping[str, float]

    def window_h(self, category: str | None) -> float:
        """Hours after which a report of this category speaks no longer for a new one."""
        return self.windows_h.get(category or "unknown", self.windows_h["unknown"])


@cache
def words() -> Words:
    """The words, read once per process. Raises BrokenLikenessTable."""
    return parse_words(_read(FOLDER / WORDS))


@cache
def weights() -> Weights:
    """The weights, read once per process. Raises BrokenLikenessTable."""
    return parse_weights(_read(FOLDER / WEIGHTS))


def parse_words(content: Mapping[str, Any]) -> Words:
    """The content of words.toml, checked. Raises BrokenLikenessTable: a list is missing, a phrase has two meanings."""
    for name in ("stop", "negators", "fillers", "ambiguous_places", "subject", "trouble", "both"):
        if not isinstance(content.get(name), list):
            raise BrokenLikenessTable(file=WORDS, where=name, reason="the list is missing", cure="write it, even empty")
    phrases: dict[str, Meaning] = {}
    for where, meaning, said in _meanings(content):
        if phrases.setdefault(said, meaning) != meaning:
            reason = f"“{said}” has another meaning already"
            raise BrokenLikenessTable(file=WORDS, where=where, reason=reason, cure="keep it in one list")
    return Words(
        frozenset(content["stop"]),
        frozenset(content["negators"]),
        frozenset(content["fillers"]),
        frozenset(content["ambiguous_places"]),
        phrases,
        wide=_flagged(content["subject"], "wide"),
        personal=_flagged(content["subject"], "personal"),
        weak=_flagged(content["subject"], "weak"),
    )


def parse_weights(content: Mapping[str, Any]) -> Weights:
    """The content of weights.toml, checked. Raises BrokenLikenessTable: a number is missing or out of its bounds."""
    try:
        wide, local = (Places(**content["place"][name]) for name in ("wide", "local"))
        found = Weights(
            float(content["least"]),
            float(content["alike"]),
            content["text"],
            content["category"],
            wide,
            local,
            content["reporter"],
            int(content["burst"]["least_reports"]),
            float(content["burst"]["minutes"]),
            content["window_hours"],
        )
        _check(found)
    except (KeyError, TypeError, ValueError) as error:
        reason = f"a number is missing or is none ({error})"
        raise BrokenLikenessTable(file=WEIGHTS, where="-", reason=reason, cure="see the packaged table") from error
    return found


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenLikenessTable(file=file.name, where="-", reason=str(error), cure="mend the file") from error


def _meanings(content: Mapping[str, Any]) -> Iterator[tuple[str, Meaning, str]]:
    for kind in ("subject", "trouble"):
        for entry in content[kind]:
            name = _name(entry, kind)
            for said in entry["words"]:
                yield f"{kind} {name}", Meaning(**{kind: name}), said
    for entry in content["both"]:
        for said in entry["words"]:
            yield "both", Meaning(entry["subject"], entry["trouble"]), said


def _name(entry: Mapping[str, Any], kind: str) -> str:
    if not entry.get("words"):
        raise BrokenLikenessTable(file=WORDS, where=kind, reason="an entry has no words", cure="write at least one")
    return str(entry["words"][0])


def _flagged(entries: Sequence[Mapping[str, Any]], flag: str) -> frozenset[str]:
    return frozenset(str(entry["words"][0]) for entry in entries if entry.get(flag))


def _check(found: Weights) -> None:
    shares = [found.least, found.alike, *found.category.values()]
    shares += [getattr(places, name) for places in (found.wide, found.local) for name in Places.__slots__]
    shares += [value for name, value in found.text.items() if name != "fuzzy"]
    if bad := [share for share in shares if not 0 <= share <= 1]:
        raise ValueError(f"{bad[0]} is outside 0..1")
    if abs(sum(found.text[part] for part in ("subject", "trouble", "rest")) - 1) > 1e-9:
        raise ValueError("subject, trouble and rest don't add up to 1")
    if bad := [hours for hours in (*found.windows_h.values(), found.burst_minutes) if hours <= 0]:
        raise ValueError(f"{bad[0]} is no length of time")
    if found.burst_reports < 2:
        raise ValueError("a burst has at least two reports")
