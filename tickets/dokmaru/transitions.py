"""What a verb does to a visit's status: a pure table, and the rule that a red flag goes to 119."""

from __future__ import annotations

from collections.abc import Collection

from tickets.dokmaru.errors import RedFlagPresent
from tickets.dokmaru.vocabulary import OPEN_VISITS, RedFlag, VisitStatus, spoken
from tickets.errors import ImpossibleTransition, TicketsError

BEFORE_THE_DOOR = frozenset({VisitStatus.REPORTED, VisitStatus.TRIAGED, VisitStatus.TEAM, VisitStatus.ON_THE_WAY})
"""Nobody has seen the patient yet."""

STATUSES_FOR: dict[str, frozenset[VisitStatus]] = {
    "edit": OPEN_VISITS,
    "triage": frozenset({VisitStatus.REPORTED}),
    "team": frozenset({VisitStatus.TRIAGED, VisitStatus.TEAM}),
    "depart": frozenset({VisitStatus.TEAM}),
    "visited": frozenset({VisitStatus.ON_THE_WAY}),
    "refer": frozenset({VisitStatus.VISITED, VisitStatus.REFERRED}),
    "close": frozenset({VisitStatus.VISITED, VisitStatus.REFERRED}),
    "cancel": BEFORE_THE_DOOR,
    "hand_over_119": BEFORE_THE_DOOR | {VisitStatus.VISITED},
}
"""The statuses in which each verb makes sense; a patient in hospital is in the hospital's hands."""

STATUS_AFTER: dict[str, VisitStatus] = {
    "triage": VisitStatus.TRIAGED,
    "team": VisitStatus.TEAM,
    "depart": VisitStatus.ON_THE_WAY,
    "visited": VisitStatus.VISITED,
    "refer": VisitStatus.REFERRED,
    "close": VisitStatus.CLOSED,
    "cancel": VisitStatus.CANCELLED,
    "hand_over_119": VisitStatus.HANDED_OVER,
}
"""The verbs that set a status; an edit leaves it."""

SENDS_A_TEAM = frozenset({"team", "depart"})
"""Verbs that a red flag forbids. A team that stands at the door may still say what it found."""

_CURES: dict[VisitStatus, str] = {
    VisitStatus.REPORTED: "Triase dulu.",
    VisitStatus.TRIAGED: "Tunjuk tim dulu.",
    VisitStatus.TEAM: "Catat keberangkatan tim dulu.",
    VisitStatus.ON_THE_WAY: "Catat hasil kunjungan dulu.",
}


def objection(status: VisitStatus, red_flags: Collection[RedFlag], verb: str, code: str = "-") -> TicketsError | None:
    """Why this verb makes no sense now, or None. `code` is the ticket's, for the sentence."""
    if status not in STATUSES_FOR[verb]:
        cure = "Kunjungan ini sudah berakhir." if status not in OPEN_VISITS else _CURES.get(status, "")
        return ImpossibleTransition(what=f"kunjungan {code}", state=spoken(status), verb=verb, cure=cure)
    if red_flags and verb in SENDS_A_TEAM:
        return RedFlagPresent(code=code, flags=", ".join(map(spoken, red_flags)))
    return None


def status_after(status: VisitStatus, verb: str) -> VisitStatus:
    """The status that an allowed verb leads to."""
    return STATUS_AFTER.get(verb, status)


def possible_verbs(status: VisitStatus, red_flags: Collection[RedFlag]) -> tuple[str, ...]:
    """The verbs that make sense now, in the order of the table."""
    return tuple(verb for verb in STATUSES_FOR if objection(status, red_flags, verb) is None)
