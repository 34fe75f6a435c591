"""The questions about duty: officers of a body, calls of the hotline's own, and how many there were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from tickets.duty.errors import OfficerNotFound, OutboundCallNotFound
from tickets.duty.model import LIVE, CallState, Officer, OutboundCall, Outcome, Purpose
from tickets.journal import now
from tickets.rows import columns_of
from tickets.schema import DutyOfficerTable, OutboundCallTable

MOST_ROWS = 500
"""The longest list that a question answers with."""
_COLUMNS = columns_of(OutboundCallTable)


def officers(tx: Session, body: str | None = None, *, active: bool = True) -> list[Officer]:
    """The officers of a body, or of all; with `active` False also those who were removed."""
    query = select(*columns_of(DutyOfficerTable))
    if body is not None:
        query = query.where(DutyOfficerTable.body == body)
    if active:
        query = query.where(DutyOfficerTable.active.is_(True))
    rows = tx.execute(query.order_by(DutyOfficerTable.body, DutyOfficerTable.place, DutyOfficerTable.id))
    return [Officer(**row._asdict()) for row in rows]


def officer(tx: Session, officer_id: int) -> Officer:
    """One officer, also a removed one. Raises OfficerNotFound."""
    row = tx.execute(select(*columns_of(DutyOfficerTable)).where(DutyOfficerTable.id == officer_id)).one_or_none()
    if row is None:
        raise OfficerNotFound(officer=officer_id)
    return Officer(**row._asdict())


def outbound_call(tx: Session, call_id: int) -> OutboundCall:
    """One call of the hotline's own. Raises OutboundCallNotFound."""
    row = tx.execute(select(*_COLUMNS).where(OutboundCallTable.id == call_id)).one_or_none()
    if row is None:
        raise OutboundCallNotFound(call=call_id)
    return _call(row)


def newest_calls(tx: Session, *, ticket_id: int | None = None, limit: int = 50) -> list[OutboundCall]:
    """The newest calls first, of one ticket or of all."""
    query = select(*_COLUMNS).order_by(OutboundCallTable.id.desc()).limit(min(limit, MOST_ROWS))
    if ticket_id is not None:
        query = query.where(OutboundCallTable.ticket_id == ticket_id)
    return [_call(row) for row in tx.execute(query)]


def calls_about(tx: Session, ticket_id: int, purpose: Purpose) -> list[OutboundCall]:
    """All calls about a ticket for one purpose, the oldest first."""
    about = (OutboundCallTable.ticket_id == ticket_id, OutboundCallTable.purpose == purpose.value)
    return [_call(row) for row in tx.execute(select(*_COLUMNS).where(*about).order_by(OutboundCallTable.id))]


def due_calls(tx: Session, moment: datetime, limit: int) -> list[OutboundCall]:
    """The pending calls whose time has come, the longest due first; rows that somebody else holds are passed over."""
    due = (OutboundCallTable.state == CallState.PENDING.value, OutboundCallTable.not_before <= moment)
    query = select(*_COLUMNS).where(*due).order_by(OutboundCallTable.not_before, OutboundCallTable.id)
    return [_call(row) for row in tx.execute(query.limit(limit).with_for_update(skip_locked=True))]


def anything_due(tx: Session) -> bool:
    """Whether a call's time has come."""
    due = (OutboundCallTable.state == CallState.PENDING.value, OutboundCallTable.not_before <= now(tx))
    return tx.scalar(select(OutboundCallTable.id).where(*due).limit(1)) is not None


def live_outbound(tx: Session) -> list[OutboundCall]:
    """The calls that a bridge has in hand."""
    live = OutboundCallTable.state.in_([state.value for state in LIVE])
    return [_call(row) for row in tx.execute(select(*_COLUMNS).where(live).order_by(OutboundCallTable.id))]


def started_since(tx: Session, moment: datetime) -> int:
    """How many calls were started since then."""
    query = select(func.count()).select_from(OutboundCallTable).where(OutboundCallTable.started_at > moment)
    return tx.scalar(query) or 0


def _call(row: Row[Any]) -> OutboundCall:
    facts = row._asdict()
    return OutboundCall(
        **facts
        | {
            "purpose": Purpose(facts["purpose"]),
            "state": CallState(facts["state"]),
            "outcome": None if facts["outcome"] is None else Outcome(facts["outcome"]),
        }
    )
