"""Tickets going out, a page at a time: whichever shape is asked for, written as it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tickets.channels import open311, sp4n
from tickets.channels.errors import FormatUnknown
from tickets.channels.formula import harmless
from tickets.channels.records import TRAVELLING, to_record
from tickets.clocks.deadlines import deadlines
from tickets.clocks.errors import CalendarEnds
from tickets.database import Database
from tickets.model import OPEN_STATUSES, Actor, Status, Ticket
from tickets.permissions import check_allowed
from tickets.privacy.masking import seen_by
from tickets.privacy.trail_service import log_access
from tickets.rows import select_tickets, to_ticket
from tickets.schema import EventTable, TicketTable
from tickets.time_limits import TimeLimits, limits_of
from tickets.upkeep import clock_facts

FORMATS = ("csv", "json", "open311", "open311-services", "sp4n")
PAGE = 200
"""Tickets read in one transaction."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets go out; the moments bound the time of the report (`until` is not in it any more), aware UTC."""

    since: datetime | None = None
    until: datetime | None = None
    agency: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A ticket with what the shapes need beside it."""

    ticket: Ticket
    answer: str = ""
    expected: datetime | None = None


def export(
    database: Database,
    file: TextIO,
    format: str,
    wanted: Wanted,
    actor: Actor,
    *,
    masked: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write the tickets and return how many; who took them out is noted. `masked`: as an outsider may see them.

    Raises FormatUnknown, NotAllowed or DatabaseUnreachable.
    """
    check_allowed(actor, "export")
    if format not in FORMATS:
        raise FormatUnknown(format=format, known=", ".join(FORMATS))
    if format == "open311-services":
        return _write_list(file, open311.services())
    found = _outgoing(database, wanted, progress)
    if masked:
        found = (replace(one, ticket=seen_by(None, one.ticket)) for one in found)
    written = _WRITERS[format](file, found)
    with database.transaction() as tx:
        log_access(tx, actor, None, "export", subject=f"{format}: {written}")
    return written


def _outgoing(database: Database, wanted: Wanted, progress: Callable[[int, int], None]) -> Iterator[Outgoing]:
    """The wanted tickets that are there now, the oldest first; short transactions, for the file may be slow."""
    after, done = 0, 0
    with database.reading() as tx:
        counted = select(func.count(), func.max(TicketTable.id)).where(*_where(wanted))
        total, last = tx.execute(counted).one()
    while after < (last or 0):
        with database.reading() as tx:
            page = _page(tx, wanted, after, last)
        yield from page
        done += len(page)
        progress(done, total)
        after = page[-1].ticket.id if page else last


def _page(tx: Session, wanted: Wanted, after: int, last: int) -> list[Outgoing]:
    query = select_tickets().where(*_where(wanted), TicketTable.id > after, TicketTable.id <= last)
    tickets = [to_ticket(row) for row in tx.execute(query.order_by(TicketTable.id).limit(PAGE))]
    answers = _answers(tx, [ticket.id for ticket in tickets])
    limits = limits_of(tx)
    return [Outgoing(ticket, answers.get(ticket.id, ""), _expected(ticket, limits)) for ticket in tickets]


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    bounds = [
        TicketTable.created_at >= wanted.since if wanted.since else None,
        TicketTable.created_at < wanted.until if wanted.until else None,
        TicketTable.agency == wanted.agency if wanted.agency else None,
        TicketTable.status == wanted.status.value if wanted.status else None,
    ]
    return [bound for bound in bounds if bound is not None]


def _answers(tx: Session, ids: Sequence[int]) -> dict[int, str]:
    """The newest answer that each citizen may read."""
    public = select(EventTable.ticket_id, EventTable.detail).where(
        EventTable.ticket_id.in_(ids), EventTable.kind == "ticket.answered"
    )
    rows = tx.execute(public.order_by(EventTable.id))
    return {ticket_id: str(detail.get("text", "")) for ticket_id, detail in rows if ticket_id is not None}


def _expected(ticket: Ticket, limits: TimeLimits) -> datetime | None:
    if ticket.status not in OPEN_STATUSES:
        return None
    try:
        return deadlines(clock_facts(ticket), limits.table, limits.calendar).solve.due_at
    except CalendarEnds:
        return None


def _write_csv(file: TextIO, found: Iterator[Outgoing]) -> int:
    return _write_table(file, TRAVELLING, (to_record(one.ticket) for one in found))


def _write_sp4n(file: TextIO, found: Iterator[Outgoing]) -> int:
    return _write_table(file, sp4n.COLUMNS, (sp4n.sp4n_row(one.ticket, one.answer) for one in found))


def _write_table(file: TextIO, columns: Sequence[str], rows: Iterator[dict[str, str]]) -> int:
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(columns)
    written = 0
    for row in rows:
        table.writerow([harmless(row[name]) for name in columns])
        written += 1
    return written


def _write_lines(file: TextIO, found: Iterator[Outgoing]) -> int:
    written = 0
    for one in found:
        file.write(json.dumps(to_record(one.ticket), ensure_ascii=False) + "\n")
        written += 1
    return written


def _write_open311(file: TextIO, found: Iterator[Outgoing]) -> int:
    requests = (open311.service_request(one.ticket, one.answer, one.expected) for one in found)
    return _write_list(file, (request for request in requests if request is not None))


def _write_list(file: TextIO, entries: Iterator[dict[str, Any]]) -> int:
    written = 0
    file.write("[")
    for entry in entries:
        file.write(("," if written else "") + "\n" + json.dumps(entry, ensure_ascii=False))
        written += 1
    file.write("\n]\n")
    return written


_WRITERS: dict[str, Callable[[TextIO, Iterator[Outgoing]], int]] = {
    "csv": _write_csv,
    "json": _write_lines,
    "open311": _write_open311,
    "sp4n": _write_sp4n,
}
