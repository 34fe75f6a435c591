"""What an incident's row says about its tickets, kept true: its place, and whether it holds any."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from tickets.cleaning import LABEL_LENGTH, clean_name, clean_text
from tickets.incident_errors import IncidentChanged
from tickets.incident_queries import incident_row
from tickets.incidents import WITHOUT_TICKETS, Incident, IncidentStatus, incident_code
from tickets.journal import now
from tickets.schema import IncidentTable, TicketTable


def insert_incident(tx: Session, title: str, category: str | None, opened_by: str) -> Incident:
    """Write the row of a new incident, still without tickets and without a place."""
    values = {
        # The code follows from the id, which the database gives out: until then something unique stands in its place.
        "code": f"?{uuid4().hex}",
        "title": clean_text(title, LABEL_LENGTH).text,
        "category": category,
        "status": IncidentStatus.OPEN.value,
        "created_by": clean_name(opened_by),
        "created_at": now(tx),
        "version": 1,
    }
    new_id = tx.execute(insert(IncidentTable).values(values).returning(IncidentTable.id)).scalar_one()
    tx.execute(update(IncidentTable).where(IncidentTable.id == new_id).values(code=incident_code(new_id)))
    return incident_row(tx, new_id)


def change_incident(tx: Session, before: Incident, **values: Any) -> None:
    """Write columns, unless somebody changed the incident since `before` was read. Raises IncidentChanged."""
    unchanged = (IncidentTable.id == before.id, IncidentTable.version == before.version)
    written = update(IncidentTable).where(*unchanged).values(values | {"version": before.version + 1})
    if tx.execute(written.returning(IncidentTable.id)).first() is None:
        raise IncidentChanged(code=before.code)


def settle(tx: Session, incident_ids: Iterable[int | None], emptied: IncidentStatus = IncidentStatus.EMPTY) -> None:
    """Make the incidents fit their tickets after some came or went; None among the ids is passed over.

    Without tickets an incident is `emptied`; one that was and has tickets again is open. Its place is what all its
    tickets have in common.
    """
    for incident_id in sorted({number for number in incident_ids if number is not None}):
        before = incident_row(tx, incident_id)
        tickets, place = _tickets_and_place(tx, incident_id)
        fitting = place | _status(before, tickets, emptied, now(tx))
        changed = {name: value for name, value in fitting.items() if getattr(before, name) != value}
        if changed:
            change_incident(tx, before, **changed)


def _status(before: Incident, tickets: int, emptied: IncidentStatus, moment: datetime) -> dict[str, Any]:
    if tickets == 0 and before.status not in WITHOUT_TICKETS:
        return {"status": emptied.value, "solved_at": moment}
    if tickets > 0 and before.status in WITHOUT_TICKETS:
        return {"status": IncidentStatus.OPEN.value, "solved_at": None}
    return {}


def _tickets_and_place(tx: Session, incident_id: int) -> tuple[int, dict[str, str | None]]:
    """How many tickets there are, and the one kecamatan and desa that they name; None for none or several."""
    kecamatan, desa = TicketTable.kecamatan, TicketTable.desa
    named = (func.count(kecamatan.distinct()), func.min(kecamatan), func.count(desa.distinct()), func.min(desa))
    query = select(func.count(), *named).where(TicketTable.incident_id == incident_id)
    tickets, districts, district, villages, village = tx.execute(query).one()
    return tickets, {"kecamatan": district if districts == 1 else None, "desa": village if villages == 1 else None}
