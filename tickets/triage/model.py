"""What triage proposes: one suggestion per question, each with its confidence, its words and its rivals."""

from __future__ import annotations

from dataclasses import dataclass, field

from tickets.reference.loader import Place


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The best answer to one question; `code` is None when nothing speaks for any.

    `confidence` and those of the `alternatives` (the next best codes) run from 0 to 1; `words` are the said words that
    decided, in the order said.
    """

    code: str | None = None
    confidence: float = 0.0
    words: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """Where it is; both places None when no name was heard. `alternatives` may lie in other kecamatan."""

    kecamatan: Place | None = None
    desa: Place | None = None
    confidence: float = 0.0
    words: tuple[str, ...] = ()
    alternatives: tuple[PlaceSuggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that the two languages share, and what it was taken to mean here ("beli": "tidak")."""

    said: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Triage:
    """All proposals for one utterance. `type` is the complaint type; `urgency` one of biasa, mendesak, darurat.

    `referral` is True when the agency lies outside the regency government: such a body is told, never assigned.
    `denied` are emergency words that the caller denied ("bukan kebakaran"); `cut` is how many characters at the end
    were not looked at.
    """

    category: Suggestion = Suggestion()
    agency: Suggestion = Suggestion()
    type: Suggestion = Suggestion()
    urgency: Suggestion = Suggestion()
    place: PlaceSuggestion = PlaceSuggestion()
    referral: bool = False
    dermayon: bool = False
    readings: tuple[Reading, ...] = ()
    denied: tuple[str, ...] = ()
    cut: int = 0
    weights: str = field(default="", kw_only=True)
