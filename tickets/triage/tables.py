"""Reading and checking reference/triage.toml: words of two languages, denials, place signs, and rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tickets.reference.loader import FOLDER, agencies, categories
from tickets.triage.errors import BrokenTriageFile
from tickets.vocabulary import ComplaintType, Priority

FILE = "triage.toml"
TARGETS = ("category", "agency", "type", "urgency")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Friend:
    """A word that means something else in Dermayon; the sets are neighbours that decide for one language."""

    word: str
    dermayon: str
    indonesian: str
    indonesian_before: frozenset[str]
    dermayon_before: frozenset[str]
    indonesian_after: frozenset[str]
    dermayon_after: frozenset[str]
    usually_dermayon: bool


@dataclass(frozen=True, slots=True)
class Denials:
    """How an emergency word is taken back: see the comments in triage.toml."""

    negators: frozenset[str]
    not_denials: frozenset[str]
    between: frozenset[str]
    supposing: frozenset[Phrase]
    over: frozenset[Phrase]
    lasting: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """How names of places are told from ordinary words."""

    strong: frozenset[str]
    kecamatan: frozenset[str]
    weak: frozenset[str]
    nouns: frozenset[str]
    ordinary: frozenset[str]
    not_places: frozenset[Phrase]
    traps: Mapping[str, str]
    beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that speak with `weight` (in log-odds) for the answers in `says`, by target.

    A `landmark` ("sekolah", "pasar") says little where it only tells the place ("di depan sekolah").
    """

    phrases: tuple[Phrase, ...]
    says: Mapping[str, str]
    weight: float
    landmark: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The whole of triage.toml; `synonyms` from a word to the one that it is read as."""

    dermayon: frozenset[str]
    indonesian: frozenset[str]
    synonyms: Mapping[str, str]
    friends: Mapping[str, Friend]
    denials: Denials
    places: PlaceWords
    alarms: tuple[Phrase, ...]
    innocent: tuple[Phrase, ...]
    alarm: Rule
    rules: tuple[Rule, ...]


@cache
def tables() -> Tables:
    """The packaged tables, read once per process. Raises BrokenTriageFile."""
    try:
        content = tomllib.loads((FOLDER / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenTriageFile(file=FILE, where="-", reason=str(error), cure="mend the file") from error
    return parse_tables(content)


def parse_tables(content: Mapping[str, Any]) -> Tables:
    """The content of triage.toml, checked. Raises BrokenTriageFile that names the section."""
    section = ""
    try:
        for section in ("language", "synonyms", "denial", "places", "alarm", "friend", "rule"):
            content[section]
        section = "synonyms"
        synonyms = {said: word for word, others in content["synonyms"].items() for said in others}
        section = "friend"
        friends = {entry["word"]: _friend(entry) for entry in content["friend"]}
        section = "rule"
        rules = tuple(_rule(entry) for entry in content["rule"])
        section = "denial, places or language"
        return Tables(
            frozenset(content["language"]["dermayon"]),
            frozenset(content["language"]["indonesian"]),
            synonyms,
            friends,
            _denials(content["denial"]),
            _places(content["places"]),
            _phrases(content["alarm"]["words"]),
            _phrases(content["alarm"]["innocent"]),
            _rule(content["alarm"]),
            rules,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"an entry is missing or can't be used ({error})"
        raise BrokenTriageFile(file=FILE, where=section, reason=reason, cure="see the packaged table") from error


def answers(target: str) -> frozenset[str]:
    """All codes that a target can have."""
    known: dict[str, Sequence[str]] = {
        "category": list(categories()),
        "agency": list(agencies()),
        "type": [kind.value for kind in ComplaintType],
        "urgency": [priority.value for priority in Priority],
    }
    return frozenset(known[target])


def _friend(entry: Mapping[str, Any]) -> Friend:
    return Friend(
        entry["word"],
        entry["dermayon"],
        entry.get("indonesian", entry["word"]),
        indonesian_before=frozenset(entry.get("indonesian_before", ())),
        dermayon_before=frozenset(entry.get("dermayon_before", ())),
        indonesian_after=frozenset(entry.get("indonesian_after", ())),
        dermayon_after=frozenset(entry.get("dermayon_after", ())),
        usually_dermayon=bool(entry.get("usually_dermayon", False)),
    )


def _rule(entry: Mapping[str, Any]) -> Rule:
    says = {target: entry[target] for target in TARGETS if target in entry}
    for target, code in says.items():
        if code not in answers(target):
            raise ValueError(f"there is no {target} {code}")
    if not says or not entry["words"]:
        raise ValueError("a rule says nothing or has no words")
    landmark = bool(entry.get("landmark", False))
    return Rule(_phrases(entry["words"]), says, float(entry.get("weight", 2.0)), landmark)


def _denials(entry: Mapping[str, Any]) -> Denials:
    return Denials(
        frozenset(entry["negators"]),
        frozenset(entry["not_denials"]),
        frozenset(entry["between"]),
        frozenset(_phrases(entry["supposing"])),
        frozenset(_phrases(entry["over"])),
        frozenset(entry["lasting"]),
    )


def _places(entry: Mapping[str, Any]) -> PlaceWords:
    traps = {one: other for pair in entry["traps"] for one, other in (pair, pair[::-1])}
    return PlaceWords(
        frozenset(entry["strong"]),
        frozenset(entry["kecamatan"]),
        frozenset(entry["weak"]),
        frozenset(entry["nouns"]),
        frozenset(entry["ordinary"]),
        frozenset(_phrases(entry["not_places"])),
        traps,
        frozenset(entry["beside"]),
    )


def _phrases(texts: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(text.split()) for text in texts)
