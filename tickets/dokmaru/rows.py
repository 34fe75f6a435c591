"""Turning rows of visits, with their tickets, and of puskesmas into the frozen nouns of Dokmaru."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from tickets.dokmaru.model import Visit
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.model import Priority, Status
from tickets.nik import Sex
from tickets.rows import columns_of
from tickets.schema import TicketTable, VisitTable

_OF_TICKET = (
    "code",
    "priority",
    "channel",
    "kecamatan",
    "desa",
    "rt",
    "rw",
    "landmark",
    "reporter_name",
    "reporter_number",
    "relation",
    "anonymous",
)


def select_visits() -> Select[Any]:
    """All columns that `to_visit` needs."""
    of_ticket = [getattr(TicketTable, name) for name in _OF_TICKET]
    status = TicketTable.status.label("ticket_status")
    query = select(*columns_of(VisitTable), *of_ticket, status)
    return query.select_from(VisitTable).join(TicketTable, TicketTable.id == VisitTable.ticket_id)


def to_visit(row: Row[Any]) -> Visit:
    """A row of `select_visits` as a Visit."""
    facts = row._asdict()
    facts |= {
        "status": VisitStatus(facts["status"]),
        "patient_sex": None if facts["patient_sex"] is None else Sex(facts["patient_sex"]),
        "mobility": Mobility(facts["mobility"]),
        "insurance": Insurance(facts["insurance"]),
        "red_flags": tuple(map(RedFlag, facts["red_flags"])),
        "ticket_status": Status(facts["ticket_status"]),
        "priority": Priority(facts["priority"]),
    }
    return Visit(**facts)
