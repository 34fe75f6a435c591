"""Which tickets and incidents a report probably belongs to, the likeliest first: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tickets.duplicates.likeness import Likeness, Report, compare
from tickets.duplicates.tables import weights

MOST_LIKELY = 10
"""How many proposals a person is shown at most."""


class Kind(StrEnum):
    """What a report may belong to."""

    TICKET = "tiket"
    INCIDENT = "insiden"


@dataclass(frozen=True, slots=True)
class Likely:
    """A ticket or an incident about what is probably the same matter; `at` is its (newest) report.

    `score` from 0 to 1; `reasons` in Indonesian, the strongest first. A proposal, never a decision.
    """

    kind: Kind
    id: int
    code: str
    score: float
    reasons: tuple[str, ...]
    at: datetime


def rank(report: Report, others: Iterable[Report], least: float | None = None) -> tuple[Likely, ...]:
    """What the report probably belongs to: at least `least` (weights.toml) alike, at most MOST_LIKELY.

    Reports of one incident stand for the incident, by the likest of them. The report itself and those that are
    neither ticket nor incident are left out.
    """
    least = weights().least if least is None else least
    best: dict[tuple[Kind, int], Likely] = {}
    for other in others:
        if _is_same(report, other):
            continue
        likeness = compare(report, other)
        found = _likely(other, likeness) if likeness.score >= least else None
        if found is not None and (found.kind, found.id) not in best:
            best[found.kind, found.id] = found
        elif found is not None:
            best[found.kind, found.id] = max(best[found.kind, found.id], found, key=_order)
    return tuple(sorted(best.values(), key=_order, reverse=True)[:MOST_LIKELY])


def _is_same(report: Report, other: Report) -> bool:
    same_ticket = other.ticket_id is not None and other.ticket_id == report.ticket_id
    return same_ticket or (other.incident_id is not None and other.incident_id == report.incident_id)


def _likely(other: Report, likeness: Likeness) -> Likely | None:
    if other.incident_id is not None:
        kind, number, code = Kind.INCIDENT, other.incident_id, other.incident_code
    elif other.ticket_id is not None:
        kind, number, code = Kind.TICKET, other.ticket_id, other.code
    else:
        return None
    return Likely(kind, number, code, likeness.score, likeness.reasons, other.at)


def _order(likely: Likely) -> tuple[float, datetime, int]:
    return likely.score, likely.at, likely.id
