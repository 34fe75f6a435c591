"""Triage of an utterance: all proposals together, with urgency bound to the emergency words."""

from __future__ import annotations

from collections.abc import Sequence

from tickets.model import Word
from tickets.reference.loader import agencies
from tickets.triage.evidence import Evidence, gather
from tickets.triage.judging import Judgement, judge, seen_by, suggestion
from tickets.triage.model import Suggestion, Triage
from tickets.triage.weights import Weights, packaged_weights
from tickets.vocabulary import Priority

ALARM_LEAST = 0.6
"""The least confidence of "darurat" when an emergency word stands undenied."""
DENIED_MOST = 0.75
"""An utterance with a denied or past emergency word is never surer to be calm: the caller may mean "no, …"."""
RAISE_FROM = 0.4
"""With such a chance of being more than "biasa" a report is proposed as "mendesak": too early costs less."""
EMERGENCY_FROM = 0.6
"""Without an emergency word the classifier alone must be this sure; else "darurat" becomes "mendesak"."""


def triage(
    text: str, *, kecamatan: str | None = None, words: Sequence[Word] | None = None, weights: Weights | None = None
) -> Triage:
    """What the text is probably about, for a person to confirm.

    `kecamatan` is a code that is known already; `words` are the recognised words, whose confidence lowers what they
    weigh; `weights` default to the packaged ones. Raises UnknownPlace for an unknown kecamatan.
    """
    return propose(gather(text, kecamatan, words), weights or packaged_weights())


def propose(evidence: Evidence, weights: Weights) -> Triage:
    """The proposals that follow from evidence already gathered."""
    seen = seen_by(evidence, weights)
    subject, kind, urgency = (judge(evidence, weights, name, seen) for name in ("subject", "type", "urgency"))
    agency = suggestion(subject, "agency")
    alarm, tokens = evidence.alarm, evidence.heard.tokens
    return Triage(
        category=suggestion(subject, "category"),
        agency=agency,
        type=suggestion(kind, "type"),
        urgency=_urgency(evidence, urgency),
        place=evidence.place,
        referral=agency.code is not None and not agencies()[agency.code].inside,
        dermayon=evidence.heard.dermayon,
        readings=evidence.heard.readings,
        denied=alarm.words(tokens, (*alarm.denied, *alarm.calmed)),
        cut=evidence.heard.cut,
        weights=weights.name,
    )


def _urgency(evidence: Evidence, judgement: Judgement) -> Suggestion:
    """Emergency words decide at once; what was denied or is over never raises it that far."""
    alarm = evidence.alarm
    if alarm.standing:
        raised = suggestion(judgement, "urgency", Priority.EMERGENCY.value, ALARM_LEAST)
        said = alarm.words(evidence.heard.tokens, alarm.standing)
        rest = tuple((code, min(p, round(1 - raised.confidence, 3))) for code, p in raised.alternatives)
        return Suggestion(raised.code, raised.confidence, said, rest)
    found = suggestion(judgement, "urgency")
    if found.code == Priority.NORMAL and 1 - found.confidence >= RAISE_FROM:
        found = suggestion(judgement, "urgency", Priority.URGENT.value, RAISE_FROM)
    retracted = bool(alarm.denied or alarm.calmed)
    if found.code == Priority.EMERGENCY and (retracted or found.confidence < EMERGENCY_FROM):
        found = suggestion(judgement, "urgency", Priority.NORMAL.value if alarm.denied else Priority.URGENT.value, 0.4)
    if not retracted:
        return found
    return Suggestion(found.code, min(found.confidence, DENIED_MOST), found.words, found.alternatives)
