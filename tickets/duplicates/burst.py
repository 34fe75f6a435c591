"""Many alike reports in a short time: the proposal to make one incident of them. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from tickets.duplicates.likeness import Report, compare
from tickets.duplicates.place_likeness import kecamatan_of
from tickets.duplicates.tables import weights
from tickets.reference import loader


@dataclass(frozen=True, slots=True)
class Proposal:
    """`reports` alike reports within `minutes`: join these tickets, into the incident if there is one already.

    `tickets` are those outside any incident, the oldest first; `text` is the question as a person reads it.
    """

    reports: int
    minutes: int
    kecamatan: str | None
    tickets: tuple[int, ...]
    incident_id: int | None
    text: str


def burst(report: Report, others: Iterable[Report]) -> Proposal | None:
    """The proposal that the report and those like it are one incident, None while they are too few.

    Rule: with the report at least `least_reports` tickets that are alike (score `alike`) and in no incident, within
    `minutes` of it (weights.toml). They are proposed for the report's incident, else for the likest one among `others`.
    """
    near = timedelta(minutes=weights().burst_minutes)
    scored = [(compare(report, other).score, other) for other in others if abs(other.at - report.at) <= near]
    alike = [(score, other) for score, other in scored if score >= weights().alike]
    free = [other for _, other in alike if other.incident_id is None and _is_other_ticket(other, report)]
    if len(free) + 1 < weights().burst_reports:
        return None
    known = [(score, other.incident_id, other) for score, other in alike if other.incident_id is not None]
    target = report if report.incident_id is not None or not known else max(known, key=lambda found: found[:2])[2]
    return _proposal(report, free, target)


def _is_other_ticket(other: Report, report: Report) -> bool:
    return other.ticket_id is not None and other.ticket_id != report.ticket_id


def _proposal(report: Report, free: list[Report], target: Report) -> Proposal:
    reports = sorted([*free, report], key=lambda r: (r.at, r.ticket_id or 0))
    minutes = max(1, math.ceil((reports[-1].at - reports[0].at) / timedelta(minutes=1)))
    kecamatan = _commonest(reports)
    into = f"ke insiden {target.incident_code}" if target.incident_id is not None else "menjadi satu insiden"
    text = f"{len(reports)} laporan serupa dalam {minutes} menit{_where(kecamatan)}: gabungkan {into}?"
    tickets = tuple(r.ticket_id for r in reports if r.ticket_id is not None and r.incident_id is None)
    return Proposal(len(reports), minutes, kecamatan, tickets, target.incident_id, text)


def _commonest(reports: list[Report]) -> str | None:
    """The kecamatan that most of the reports name; None when none does."""
    named = Counter(code for report in reports for code in sorted(kecamatan_of(report)))
    return min(named, key=lambda code: (-named[code], code)) if named else None


def _where(kecamatan: str | None) -> str:
    place = loader.kecamatan().get(kecamatan or "")
    return f" di kecamatan {place.name}" if place else ""
