"""A triage as others read it: one JSON document, and lines for people with the deciding words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tickets.reference.loader import Place, agencies, categories
from tickets.triage.hearing import LONGEST_TEXT
from tickets.triage.model import PlaceSuggestion, Suggestion, Triage

QUESTIONS = ("category", "agency", "place", "urgency", "type")
_NAMES = {"category": "kategori", "agency": "instansi", "place": "tempat", "urgency": "urgensi", "type": "jenis"}
_KINDS = {
    "informasi": "permintaan informasi",
    "tidak_berkadar": "pengaduan tidak berkadar pengawasan",
    "berkadar": "pengaduan berkadar pengawasan",
    "aspirasi": "aspirasi",
    "darurat": "darurat",
}
_SHOWN = 500
"""Characters of the text that the lines for people repeat."""


def document(found: Triage) -> dict[str, Any]:
    """The triage as plain data: codes (None where nothing was found), words and confidences by question."""
    answers = _suggestions(found)
    return {
        **{question: answer.code for question, answer in answers.items() if question in ("category", "agency")},
        "place": _place(found.place),
        "urgency": found.urgency.code,
        "type": found.type.code,
        "referral": found.referral,
        "words": {question: list(_answer(found, question).words) for question in QUESTIONS},
        "confidence": {question: _answer(found, question).confidence for question in QUESTIONS},
        "alternatives": {
            **{question: _rivals(answer) for question, answer in answers.items()},
            "place": [_place(rival) | {"confidence": rival.confidence} for rival in found.place.alternatives],
        },
        "dermayon": found.dermayon,
        "readings": {reading.said: reading.meaning for reading in found.readings},
        "denied": list(found.denied),
        "cut": found.cut,
        "weights": found.weights,
    }


def lines(text: str, found: Triage) -> Iterator[str]:
    """The triage for people; in the text the deciding words stand between » and «."""
    if found.category.code is None and found.place.kecamatan is None:
        yield "Tidak ada yang bisa diusulkan dari teks ini."
    else:
        yield marked(" ".join(text[:_SHOWN].split()), {w for q in QUESTIONS for w in _answer(found, q).words})
    for question in QUESTIONS:
        answer = _answer(found, question)
        said = f"   karena: {', '.join(answer.words)}" if answer.words else ""
        yield f"{_NAMES[question]:<9} {_spoken(found, question)} ({answer.confidence:.0%}){said}"
        rivals = _spoken_rivals(found, question)
        if rivals:
            yield f"          atau: {rivals}"
    yield from _remarks(found)


def marked(text: str, words: set[str]) -> str:
    """The text with each of the words between » and «, whatever its capitals."""
    if not words:
        return text
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<![^\W\d_])({either})(?![^\W\d_])", r"»\1«", text, flags=re.IGNORECASE)


def _remarks(found: Triage) -> Iterator[str]:
    if found.referral:
        yield "Instansi ini di luar pemerintah kabupaten: rujuk pelapor ke sana, jangan ditugasi."
    for reading in found.readings:
        if reading.said != reading.meaning:
            yield f"“{reading.said}” dibaca “{reading.meaning}”."
    if found.denied:
        yield f"Disangkal atau sudah lewat: {', '.join(found.denied)}."
    if found.cut:
        yield f"Hanya {LONGEST_TEXT} huruf pertama yang dibaca."


def _suggestions(found: Triage) -> dict[str, Suggestion]:
    return {"category": found.category, "agency": found.agency, "urgency": found.urgency, "type": found.type}


def _answer(found: Triage, question: str) -> Suggestion | PlaceSuggestion:
    return found.place if question == "place" else _suggestions(found)[question]


def _rivals(answer: Suggestion) -> list[dict[str, Any]]:
    return [{"code": code, "confidence": confidence} for code, confidence in answer.alternatives]


def _place(found: PlaceSuggestion) -> dict[str, str | None]:
    return {
        "kecamatan": _name(found.kecamatan),
        "kecamatan_code": found.kecamatan.code if found.kecamatan else None,
        "desa": _name(found.desa),
        "desa_code": found.desa.code if found.desa else None,
    }


def _name(place: Place | None) -> str | None:
    return place.name if place else None


def _spoken(found: Triage, question: str) -> str:
    return _where(found.place) if question == "place" else _read(question, _suggestions(found)[question].code)


def _spoken_rivals(found: Triage, question: str) -> str:
    if question == "place":
        return "; ".join(f"{_where(rival)} ({rival.confidence:.0%})" for rival in found.place.alternatives)
    rivals = _suggestions(found)[question].alternatives
    return "; ".join(f"{_read(question, code)} ({confidence:.0%})" for code, confidence in rivals)


def _read(question: str, code: str | None) -> str:
    if code is None:
        return "-"
    if question == "category":
        return categories()[code].name
    return agencies()[code].name if question == "agency" else _KINDS.get(code, code) if question == "type" else code


def _where(place: PlaceSuggestion) -> str:
    parts = (f"desa {place.desa.name}" if place.desa else "", f"kec. {place.kecamatan.name}" if place.kecamatan else "")
    return ", ".join(part for part in parts if part) or "-"
