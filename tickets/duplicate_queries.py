"""What a ticket or a call probably belongs to: a few candidates by index, compared by the pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from tickets.duplicates import Likely, Proposal, Report, burst, rank
from tickets.duplicates.tables import weights
from tickets.fetching import call_facts, ticket_facts
from tickets.incidents import IncidentStatus, incident_code
from tickets.model import Status, Ticket
from tickets.phone_numbers import variants
from tickets.rows import columns_of
from tickets.schema import IncidentTable, LiveTextTable, SegmentTable, TicketTable

MOST_NEAR = 150
"""Candidates of the same category: the newest in the same kecamatan, and as many from anywhere."""
MOST_RECENT = 100
"""The newest tickets of all, whatever their category: a burst is filed under several."""
MOST_OF_CALLER = 20
MOST_INCIDENTS = 40
MOST_PIECES = 50
"""Stretches of speech of a call that are looked at."""

_OVER = [Status.CLOSED.value, Status.REJECTED.value, Status.DUPLICATE.value]
_COLUMNS: tuple[Any, ...] = (
    TicketTable.id,
    TicketTable.code,
    TicketTable.description,
    TicketTable.landmark,
    TicketTable.category,
    TicketTable.kecamatan,
    TicketTable.desa,
    TicketTable.reporter_number,
    TicketTable.anonymous,
    TicketTable.created_at,
    TicketTable.incident_id,
)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a report probably belongs to, the likeliest first, and the proposal of an incident when many are alike."""

    likely: tuple[Likely, ...]
    burst: Proposal | None


def suggestions(tx: Session, ticket_id: int) -> Suggestions:
    """What the ticket probably belongs to, with all that its caller has said so far. Raises TicketNotFound."""
    return suggestions_for(tx, report_of(tx, ticket_facts(tx, ticket_id)))


def suggestions_for_call(tx: Session, call_id: int) -> Suggestions:
    """What a caller who is still speaking probably reports. Raises CallNotFound."""
    call = call_facts(tx, call_id)
    report = Report(_said(tx, call_id), call.started_at, call.category, number=call.caller_number)
    return suggestions_for(tx, report)


def suggestions_for(tx: Session, report: Report) -> Suggestions:
    """What any report probably belongs to, also one that is no ticket yet."""
    others = candidates(tx, report)
    return Suggestions(rank(report, others), burst(report, others))


def report_of(tx: Session, ticket: Ticket) -> Report:
    """The ticket as a report: its description and landmark, or what was said in its call where it has none."""
    said = "" if ticket.description or ticket.call_id is None else _said(tx, ticket.call_id)
    return Report(
        f"{ticket.description} {said} {ticket.landmark}".strip(),
        ticket.created_at,
        ticket.category,
        ticket.kecamatan,
        ticket.desa,
        "" if ticket.anonymous else ticket.reporter_number,
        ticket.id,
        ticket.code,
        ticket.incident_id,
        incident_code(ticket.incident_id) if ticket.incident_id is not None else "",
    )


def candidates(tx: Session, report: Report) -> list[Report]:
    """The tickets and incidents that may be about the same matter, few enough to compare each.

    Tickets that are over (closed, rejected, duplicates) are none; those of an incident are stood for by its title,
    its first and its newest ticket.
    """
    found = {row.id: row for query in _ticket_queries(report) for row in tx.execute(query)}
    return [*map(_to_report, found.values()), *_incident_reports(tx, report)]


def _ticket_queries(report: Report) -> Iterator[Select[Any]]:
    since, until = _window(report)
    free = (TicketTable.incident_id.is_(None), TicketTable.status.not_in(_OVER))
    within = (TicketTable.created_at >= since, TicketTable.created_at <= until)
    newest = select(*_COLUMNS).where(*free, *within).order_by(TicketTable.created_at.desc())
    if report.category is not None:
        same = newest.where(TicketTable.category == report.category)
        if report.kecamatan is not None:
            yield same.where(TicketTable.kecamatan == report.kecamatan).limit(MOST_NEAR)
        yield same.limit(MOST_NEAR)
    last = select(func.max(TicketTable.id)).scalar_subquery()
    yield select(*_COLUMNS).where(*free, *within, TicketTable.id > last - MOST_RECENT)
    numbers = variants(report.number)
    if numbers:
        mine = select(*_COLUMNS).where(*free, TicketTable.reporter_number.in_(numbers))
        yield mine.order_by(TicketTable.id.desc()).limit(MOST_OF_CALLER)


def _window(report: Report) -> tuple[datetime, datetime]:
    hours = timedelta(hours=weights().window_h(report.category))
    return report.at - hours, report.at + hours


def _incident_reports(tx: Session, report: Report) -> Iterator[Report]:
    known = {row.id: row for row in tx.execute(_incidents(_window(report)[0]))}
    ends = select(
        TicketTable.incident_id, func.min(TicketTable.id).label("first"), func.max(TicketTable.id).label("last")
    ).where(TicketTable.incident_id.in_(known))
    spans = tx.execute(ends.group_by(TicketTable.incident_id)).all()
    ids = {end for span in spans for end in (span.first, span.last)}
    newest: dict[int, datetime] = {}
    for row in tx.execute(select(*_COLUMNS).where(TicketTable.id.in_(ids))):
        newest[row.incident_id] = max(row.created_at, newest.get(row.incident_id, row.created_at))
        yield replace(_to_report(row), remark=_remark(known[row.incident_id]))
    for incident_id, at in newest.items():
        yield _titled(known[incident_id], at)


def _incidents(since: datetime) -> Select[Any]:
    """The newest open incidents, and those solved since; an older one speaks no longer for a new report."""
    opened = IncidentTable.status == IncidentStatus.OPEN.value
    solved = (IncidentTable.status == IncidentStatus.SOLVED.value) & (IncidentTable.solved_at >= since)
    where: ColumnElement[bool] = or_(opened, solved)
    return select(*columns_of(IncidentTable)).where(where).order_by(IncidentTable.id.desc()).limit(MOST_INCIDENTS)


def _to_report(row: Row[Any]) -> Report:
    incident = incident_code(row.incident_id) if row.incident_id is not None else ""
    number = "" if row.anonymous else row.reporter_number
    text = f"{row.description} {row.landmark}".strip()
    place = (row.category, row.kecamatan, row.desa)
    return Report(text, row.created_at, *place, number, row.id, row.code, row.incident_id, incident)


def _titled(row: Row[Any], at: datetime) -> Report:
    named: dict[str, Any] = {"incident_id": row.id, "incident_code": row.code, "remark": _remark(row)}
    return Report(row.title, at, row.category, row.kecamatan, row.desa, **named)


def _remark(row: Row[Any]) -> str:
    return "insiden sudah selesai" if row.status == IncidentStatus.SOLVED.value else ""


def _said(tx: Session, call_id: int) -> str:
    """What the caller said so far, the newest pieces if there are very many."""
    spoken = select(SegmentTable.text).where(SegmentTable.call_id == call_id, SegmentTable.speaker == "caller")
    finals = tx.scalars(spoken.order_by(SegmentTable.started_s.desc(), SegmentTable.id.desc()).limit(MOST_PIECES)).all()
    live = tx.scalar(select(LiveTextTable.text).where(LiveTextTable.call_id == call_id))
    return _joined([*reversed(finals), live or ""])


def _joined(pieces: Iterable[str]) -> str:
    return " ".join(piece for piece in pieces if piece)
