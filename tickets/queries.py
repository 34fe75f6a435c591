"""The questions: lists, single things, searches and counts, answered with frozen rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from tickets import codes, rows
from tickets.errors import CallNotFound, TicketNotFound
from tickets.fetching import ticket_facts
from tickets.journal import now
from tickets.model import (
    OPEN_STATUSES,
    Account,
    CallRow,
    CallStage,
    Event,
    Health,
    LiveText,
    Priority,
    Segment,
    Status,
    Ticket,
)
from tickets.phone_numbers import variants
from tickets.schema import (
    AccountTable,
    AttachmentTable,
    CallTable,
    EventTable,
    HealthTable,
    LiveTextTable,
    SegmentTable,
    TicketTable,
)

ENDED_STAYS_S = 60.0
"""How long an ended call stays among the live ones."""

MOST_ROWS = 500
"""The longest list that a question answers with."""


def live_calls(tx: Session) -> list[CallRow]:
    """The calls that are on, and those that ended within ENDED_STAYS_S; the oldest first."""
    since = now(tx) - timedelta(seconds=ENDED_STAYS_S)
    query = rows.select_calls().where(or_(CallTable.ended_at.is_(None), CallTable.ended_at > since))
    return [rows.to_call(row) for row in tx.execute(query.order_by(CallTable.id).limit(MOST_ROWS))]


def call(tx: Session, call_id: int) -> CallRow:
    """One call. Raises CallNotFound."""
    row = tx.execute(rows.select_calls().where(CallTable.id == call_id)).one_or_none()
    if row is None:
        raise CallNotFound(call=call_id)
    return rows.to_call(row)


def segments(tx: Session, call_id: int) -> list[Segment]:
    """All that was said in a call, in its order."""
    columns = rows.columns_of(SegmentTable, but={"id", "call_id"})
    query = select(*columns).where(SegmentTable.call_id == call_id)
    return [rows.to_segment(row) for row in tx.execute(query.order_by(SegmentTable.started_s, SegmentTable.id))]


def live_text(tx: Session, call_id: int) -> LiveText | None:
    """What the caller is saying now, None when nothing is open."""
    row = tx.execute(select(*rows.columns_of(LiveTextTable)).where(LiveTextTable.call_id == call_id)).one_or_none()
    return None if row is None else rows.to_live_text(row)


def tickets(
    tx: Session,
    *,
    text: str = "",
    status: Status | None = None,
    agency: str | None = None,
    puskesmas: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[Ticket]:
    """Tickets that match all that is given; open emergencies first, then the newest first.

    `text` is searched for in code, description, landmark, and the reporter's name and number. At most MOST_ROWS.
    """
    query = rows.select_tickets()
    if text.strip():
        query = query.where(_mentions(text.strip()))
    if status is not None:
        query = query.where(TicketTable.status == Status(status).value)
    if agency is not None:
        query = query.where(TicketTable.agency == agency)
    if puskesmas is not None:
        query = query.where(TicketTable.puskesmas == puskesmas)
    query = query.order_by(case((_burning(), 0), else_=1), TicketTable.id.desc())
    return _tickets(tx, query.limit(max(0, min(limit, MOST_ROWS))).offset(max(0, offset)))


def ticket(tx: Session, ticket_id: int) -> Ticket:
    """One ticket. Raises TicketNotFound."""
    return ticket_facts(tx, ticket_id)


def ticket_by_code(tx: Session, code: str) -> Ticket:
    """The ticket with this code, however it is spaced. Raises TicketNotFound."""
    row = tx.execute(rows.select_tickets().where(TicketTable.code == codes.plain(code))).one_or_none()
    if row is None:
        raise TicketNotFound(ticket=code)
    return rows.to_ticket(row)


def history(tx: Session, ticket_id: int) -> list[Event]:
    """All events of a ticket, the oldest first."""
    query = rows.select_events().where(EventTable.ticket_id == ticket_id).order_by(EventTable.id)
    return [rows.to_event(row) for row in tx.execute(query)]


def attachments(tx: Session, ticket_id: int) -> list[dict[str, str]]:
    """What was attached to a ticket, in order: kind, reference, who added it and when (ISO, UTC)."""
    columns = (AttachmentTable.kind, AttachmentTable.reference, AttachmentTable.added_by, AttachmentTable.added_at)
    rows = tx.execute(select(*columns).where(AttachmentTable.ticket_id == ticket_id).order_by(AttachmentTable.id))
    return [row._asdict() | {"added_at": row.added_at.isoformat()} for row in rows]


def caller_history(tx: Session, number: str, limit: int = 10) -> list[Ticket]:
    """The newest tickets reported from a number, in whatever notation; none for a withheld number."""
    notations = variants(number)
    if not notations:
        return []
    query = rows.select_tickets().where(TicketTable.reporter_number.in_(notations))
    return _tickets(tx, query.order_by(TicketTable.id.desc()).limit(min(limit, MOST_ROWS)))


def health(tx: Session) -> list[Health]:
    """The last report of each part, by name."""
    query = select(*rows.columns_of(HealthTable)).order_by(HealthTable.part)
    return [rows.to_health(row) for row in tx.execute(query)]


def accounts(tx: Session) -> list[Account]:
    """All accounts, by login."""
    return [rows.to_account(row) for row in tx.execute(rows.select_accounts().order_by(AccountTable.login))]


def counts(tx: Session) -> dict[str, int]:
    """How many tickets have each status, and: "open", "emergency" (open ones), "calls", "queued" (at this moment)."""
    grouped = tx.execute(select(TicketTable.status, func.count()).group_by(TicketTable.status))
    by_status = {str(status): int(number) for status, number in grouped}
    on = CallTable.ended_at.is_(None)
    return {status.value: by_status.get(status.value, 0) for status in Status} | {
        "open": sum(by_status.get(status.value, 0) for status in OPEN_STATUSES),
        "emergency": _count(tx, TicketTable, _burning()),
        "calls": _count(tx, CallTable, on),
        "queued": _count(tx, CallTable, and_(on, CallTable.stage == CallStage.QUEUED.value)),
    }


def last_event_id(tx: Session) -> int:
    """The id of the newest event, 0 if there is none: where a reader of the feed starts who wants only what comes."""
    return tx.scalar(select(func.max(EventTable.id))) or 0


def _tickets(tx: Session, query: Select[Any]) -> list[Ticket]:
    return [rows.to_ticket(row) for row in tx.execute(query)]


def _count(tx: Session, table: type[TicketTable] | type[CallTable], where: ColumnElement[bool]) -> int:
    return tx.scalar(select(func.count()).select_from(table).where(where)) or 0


def _burning() -> ColumnElement[bool]:
    is_open = TicketTable.status.in_([status.value for status in OPEN_STATUSES])
    return and_(is_open, TicketTable.priority == Priority.EMERGENCY.value)


def _mentions(text: str) -> ColumnElement[bool]:
    searched = (
        TicketTable.description,
        TicketTable.landmark,
        TicketTable.reporter_name,
        TicketTable.reporter_number,
    )
    code = codes.plain(text)
    found = [column.icontains(text, autoescape=True) for column in searched]
    return or_(*found, TicketTable.code.contains(code, autoescape=True)) if code else or_(*found)
