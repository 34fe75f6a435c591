"""The questions about incidents: one, many, their tickets and reporters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from tickets import rows
from tickets.incident_errors import IncidentNotFound
from tickets.incidents import Incident, IncidentStatus, Reporter, incident_code, reporters_of
from tickets.model import OPEN_STATUSES, Ticket
from tickets.schema import IncidentTable, TicketTable

MOST_INCIDENTS = 500
MOST_MEMBERS = 500
"""The longest page of an incident's tickets."""

_CODE = re.compile(r"(?:[iI]\s*-?\s*)?0*(\d{1,12})")


def incident(tx: Session, incident_id: int) -> Incident:
    """One incident with its counts. Raises IncidentNotFound."""
    return _counted(tx, [incident_row(tx, incident_id)])[0]


def incident_row(tx: Session, incident_id: int) -> Incident:
    """One incident without its counts, which take time when it is large. Raises IncidentNotFound."""
    row = tx.execute(_select().where(IncidentTable.id == incident_id)).one_or_none()
    if row is None:
        raise IncidentNotFound(incident=incident_id)
    return _to_incident(row)


def incident_by_code(tx: Session, code: str) -> Incident:
    """The incident with this code, as "I-0012", "i12" or "12". Raises IncidentNotFound."""
    match = _CODE.fullmatch(code.strip())
    wanted = incident_code(int(match[1])) if match else ""
    row = tx.execute(_select().where(IncidentTable.code == wanted)).one_or_none()
    if row is None:
        raise IncidentNotFound(incident=code)
    return _counted(tx, [_to_incident(row)])[0]


def incidents(tx: Session, *, status: IncidentStatus | None = None, limit: int = 100) -> list[Incident]:
    """Incidents, the newest first, at most MOST_INCIDENTS; all that ever held a ticket if no status is given."""
    query = _select().order_by(IncidentTable.id.desc()).limit(max(0, min(limit, MOST_INCIDENTS)))
    if status is not None:
        query = query.where(IncidentTable.status == IncidentStatus(status).value)
    return _counted(tx, [_to_incident(row) for row in tx.execute(query)])


def members(tx: Session, incident_id: int, *, limit: int = 200, offset: int = 0) -> list[Ticket]:
    """A page of the tickets of an incident, the oldest first, at most MOST_MEMBERS."""
    query = _members(incident_id).limit(max(0, min(limit, MOST_MEMBERS))).offset(max(0, offset))
    return [rows.to_ticket(row) for row in tx.execute(query)]


def all_members(tx: Session, incident_id: int) -> list[Ticket]:
    """All tickets of an incident, the oldest first, for the verbs that touch each of them."""
    return [rows.to_ticket(row) for row in tx.execute(_members(incident_id))]


def reporters(tx: Session, incident_id: int) -> tuple[Reporter, ...]:
    """Who reported the incident's tickets, each telephone number once."""
    return reporters_of(all_members(tx, incident_id))


def _members(incident_id: int) -> Select[Any]:
    return rows.select_tickets().where(TicketTable.incident_id == incident_id).order_by(TicketTable.id)


def _select() -> Select[Any]:
    return select(*rows.columns_of(IncidentTable))


def _to_incident(row: Row[Any]) -> Incident:
    facts = row._asdict()
    return Incident(**facts | {"status": IncidentStatus(facts["status"])})


def _counted(tx: Session, found: Sequence[Incident]) -> list[Incident]:
    counts = _counts(tx, [one.id for one in found])
    return [replace(one, **counts.get(one.id, {})) for one in found]


def _counts(tx: Session, ids: list[int]) -> dict[int, dict[str, Any]]:
    number = func.nullif(TicketTable.reporter_number, "")
    is_open = TicketTable.status.in_([status.value for status in OPEN_STATUSES])
    query = (
        select(
            TicketTable.incident_id,
            func.count().label("tickets"),
            func.count().filter(is_open).label("open_tickets"),
            (func.count(number.distinct()) + func.count() - func.count(number)).label("reporters"),
            func.max(TicketTable.created_at).label("last_report_at"),
        )
        .where(TicketTable.incident_id.in_(ids))
        .group_by(TicketTable.incident_id)
    )
    counted = [row._asdict() for row in tx.execute(query)]
    return {row.pop("incident_id"): row for row in counted}
