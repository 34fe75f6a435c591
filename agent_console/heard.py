"""What the caller's own words propose for the ticket form. Proposals carry a confidence; a person confirms them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import structlog

from agent_console.places import kecamatan_code
from tickets.errors import TicketsError
from tickets.model import CallRow, Segment
from tickets.places import Match, find_desa, find_kecamatan
from tickets.reference.loader import categories
from tickets.triage import Triage, triage

log = structlog.get_logger()
ENOUGH_TO_PROPOSE = 0.6
"""A place below this score is not worth the operator's glance."""

STEP_FIELDS = {
    "description": "description",
    "message": "description",
    "district": "kecamatan",
    "village": "desa",
    "landmark": "landmark",
    "name": "name",
}
"""Steps of the voice menu whose words belong in a field of the form."""


@dataclass(frozen=True)
class Heard:
    """One proposed value; `words` is what was really said, `confidence` 0..1."""

    value: str
    confidence: float = 1.0
    words: str = ""
    proposal: bool = True


def heard_values(call: CallRow | None, segments: Sequence[Segment]) -> dict[str, Heard]:
    """Gather the values that a call proposes, by field name."""
    if call is None:
        return {}
    said = _words_by_field([part for part in segments if part.started_s < answered_s(call)])
    values = _from_call(call)
    values |= {name: said[name] for name in ("description", "landmark", "name") if name in said}
    values |= _places(said)
    return _from_description(said, values) | values


def _from_description(said: dict[str, Heard], known: dict[str, Heard]) -> dict[str, Heard]:
    """What the free description proposes for category, agency and place, where nothing else says it."""
    if "description" not in said:
        return {}
    words = said["description"].words
    found = triaged(words, kecamatan_code(known["kecamatan"].value) if "kecamatan" in known else "")
    values: dict[str, Heard] = {}
    for name, one in (("category", found.category), ("agency", found.agency)):
        if one.code is not None and one.confidence >= ENOUGH_TO_PROPOSE:
            values[name] = Heard(one.code, one.confidence, " ".join(one.words))
    place = found.place
    if "kecamatan" not in known and place.kecamatan is not None and place.confidence >= ENOUGH_TO_PROPOSE:
        heard = " ".join(place.words)
        values["kecamatan"] = Heard(place.kecamatan.name, place.confidence, heard)
        values |= {"desa": Heard(place.desa.name, place.confidence, heard)} if place.desa is not None else {}
    return values


def answered_s(call: CallRow) -> float:
    """Return when an operator answered, in seconds from the start of the call; infinite while nobody has."""
    # What is said to the operator is a conversation, no answer to the menu's question.
    return (call.answered_at - call.started_at).total_seconds() if call.answered_at else math.inf


def _from_call(call: CallRow) -> dict[str, Heard]:
    values = {
        "number": Heard(call.caller_number, proposal=False),
        "name": Heard(call.caller_name, proposal=False),
        "priority": Heard(call.priority.value, proposal=False),
    }
    category = categories().get(call.category or "")
    if category is not None:
        values["category"] = Heard(category.code, proposal=False)
    return values


def _words_by_field(segments: Sequence[Segment]) -> dict[str, Heard]:
    gathered: dict[str, list[Segment]] = {}
    for segment in segments:
        name = STEP_FIELDS.get(segment.step)
        if name and segment.text.strip() and segment.speaker == "caller":
            gathered.setdefault(name, []).append(segment)
    return {name: _joined(name, parts) for name, parts in gathered.items()}


def _joined(name: str, parts: Sequence[Segment]) -> Heard:
    # A place is asked again when it was not understood, so its last answer counts; a description grows.
    kept = parts if name == "description" else parts[-1:]
    text = " ".join(part.text.strip() for part in kept)
    return Heard(text, min(part.confidence for part in kept), text)


def _places(said: dict[str, Heard]) -> dict[str, Heard]:
    kecamatan = _best(_kecamatan_heard(said["kecamatan"].words), said["kecamatan"]) if "kecamatan" in said else None
    if kecamatan is None:
        return {}
    values = {"kecamatan": kecamatan}
    if "desa" in said:
        desa = _best(_desa_heard(said["desa"].words, kecamatan_code(kecamatan.value)), said["desa"])
        values |= {"desa": desa} if desa else {}
    return values


def _best(matches: tuple[Match, ...], said: Heard) -> Heard | None:
    if not matches or matches[0].score < ENOUGH_TO_PROPOSE:
        return None
    return Heard(matches[0].place.name, matches[0].score, said.words)


@lru_cache(maxsize=256)
def triaged(words: str, kecamatan: str = "") -> Triage:
    """What triage makes of the words, remembered, because the screen is painted often; nothing if it can't work."""
    try:
        return triage(words, kecamatan=kecamatan or None)
    except TicketsError as error:
        log.error("triage_unusable", reason=error.english)
        return Triage()


@lru_cache(maxsize=256)
def _kecamatan_heard(words: str) -> tuple[Match, ...]:
    return find_kecamatan(words)


@lru_cache(maxsize=256)
def _desa_heard(words: str, kecamatan: str) -> tuple[Match, ...]:
    return find_desa(words, kecamatan)
