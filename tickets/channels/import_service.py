"""Bringing read reports into the database, each once, in short transactions; and what they probably repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from tickets import codes
from tickets.channels.mapping import FieldMap
from tickets.channels.reading import Incoming, read_row
from tickets.channels.records import OWN_SOURCE
from tickets.channels.source_rows import Fault, SourceRow
from tickets.cleaning import TEXT_LENGTH
from tickets.database import Database
from tickets.duplicate_queries import report_of, suggestions_for
from tickets.duplicates import Likely, Report
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import OPEN_STATUSES, Actor, Status, Ticket
from tickets.opening import insert_ticket
from tickets.permissions import check_allowed
from tickets.privacy.erased import erased_id
from tickets.schema import TicketTable
from tickets.upkeep import keep_in_step

BATCH = 50
"""Reports written in one transaction, in which other writers wait."""

Opened = tuple[Incoming, Ticket | None]
"""A report and its ticket; none in a dry run."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A report that came in, and what it probably repeats, the likeliest first."""

    line: int
    code: str
    likely: tuple[Likely, ...]


@dataclass(slots=True)
class ImportReport:
    """What became of a file: codes of new tickets ("" in a dry run), how many were known, which rows are wrong.

    `cut` are the lines whose texts were too long to be kept whole, `repeats` those that need a look.
    """

    created: list[str] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    rejected: list[SourceRow] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    rows: int = 0


def import_rows(
    database: Database,
    rows: Iterable[SourceRow],
    mapping: FieldMap,
    actor: Actor,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> ImportReport:
    """Open a ticket for every good row that isn't known; the bad ones are in the report. A dry run writes nothing.

    Raises NotAllowed or DatabaseUnreachable; what was written until then stays, and the next run knows it.
    """
    check_allowed(actor, "open")
    report, seen = ImportReport(), set[tuple[str, str]]()
    for batch in _batches(rows):
        with database.reading() as tx:
            good = _good(batch, mapping, now(tx), report)
            fresh = list(_unknown(tx, good, seen))
        opened = [(one, None) for one in fresh] if dry_run else _write(database, fresh, actor)
        report.known += len(good) - len(opened)
        report.created += [ticket.code if ticket else "" for _, ticket in opened]
        report.cut += [one.line for one, _ in opened if one.cut]
        with database.reading() as tx:
            report.repeats += _repeats(tx, opened)
        progress(report.rows)
    return report


def _batches(rows: Iterable[SourceRow]) -> Iterator[Sequence[SourceRow]]:
    pending = iter(rows)
    while batch := list(islice(pending, BATCH)):
        yield batch


def _good(batch: Sequence[SourceRow], mapping: FieldMap, moment: datetime, report: ImportReport) -> list[Incoming]:
    good = []
    for row in batch:
        found = read_row(row, mapping, moment)
        if isinstance(found, Incoming):
            good.append(found)
        else:
            report.faults += found
            report.rejected.append(row)
    report.rows += len(batch)
    return good


def _unknown(tx: Session, incoming: Sequence[Incoming], seen: set[tuple[str, str]]) -> Iterator[Incoming]:
    """Those that are neither in the database nor earlier in the file."""
    there = known_ids(tx, [_key(one) for one in incoming])
    for one in incoming:
        if _key(one) not in there | seen and not _is_own(tx, one):
            seen.add(_key(one))
            yield one


def known_ids(tx: Session, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (source, id) pairs that a ticket has; also one whose person was erased."""
    stored = {key: key for key in keys} | {(source, erased_id(name)): (source, name) for source, name in keys}
    pair = (TicketTable.source, TicketTable.source_id)
    return {stored[source, name or ""] for source, name in tx.execute(select(*pair).where(tuple_(*pair).in_(stored)))}


def _key(one: Incoming) -> tuple[str, str]:
    return one.ticket.source, one.ticket.source_id or ""


def _is_own(tx: Session, one: Incoming) -> bool:
    """Whether this is a ticket of this very house, that went out and comes back."""
    source, name = _key(one)
    if source != OWN_SOURCE or not codes.valid_code(name) or one.ticket.opened_at is None:
        return False
    created = tx.scalar(select(TicketTable.created_at).where(TicketTable.code == codes.plain(name)))
    return created == one.ticket.opened_at


def _write(database: Database, fresh: Sequence[Incoming], actor: Actor) -> list[Opened]:
    if not fresh:
        return []
    with database.transaction() as tx:
        there = known_ids(tx, [_key(one) for one in fresh])  # another import may have been quicker
        return [(one, _open(tx, one, actor)) for one in fresh if _key(one) not in there]


def _open(tx: Session, one: Incoming, actor: Actor) -> Ticket:
    ticket = insert_ticket(tx, one.ticket, actor, source=one.ticket.source)
    further = dict(one.further)
    if ticket.status is Status.WAITING:
        further["pauses"] = [[now(tx).isoformat(), None]]
    if not further:
        return ticket
    tx.execute(update(TicketTable).where(TicketTable.id == ticket.id).values(further))
    told = {name: value for name, value in further.items() if name in ("agency", "referred_to")}
    record(tx, "ticket.imported", actor.name, ticket_id=ticket.id, status=ticket.status.value, **told)
    return keep_in_step(tx, ticket.id)


def _repeats(tx: Session, opened: Sequence[Opened]) -> Iterator[Repeat]:
    """What the new reports that still wait for help probably repeat."""
    for one, ticket in opened:
        if one.ticket.status not in OPEN_STATUSES:
            continue
        report = _report(one, now(tx)) if ticket is None else report_of(tx, ticket_facts(tx, ticket.id))
        if likely := suggestions_for(tx, report).likely:
            yield Repeat(one.line, report.code, likely)


def _report(one: Incoming, moment: datetime) -> Report:
    new = one.ticket
    report = Report(
        f"{new.description[:TEXT_LENGTH]} {new.landmark}".strip(),
        new.opened_at or moment,
        new.category,
        new.kecamatan,
        new.desa,
    )
    return report if new.anonymous else replace(report, number=new.reporter_number)


def as_json(report: ImportReport) -> dict[str, Any]:
    """The report as one document."""
    return {
        "rows": report.rows,
        "created": report.created,
        "known": report.known,
        "rejected": [{"line": f.line, "column": f.column, "why": f.why, "cure": f.cure} for f in report.faults],
        "cut": report.cut,
        "likely": [
            {
                "line": repeat.line,
                "code": repeat.code,
                "of": [
                    {"kind": one.kind.value, "code": one.code, "score": one.score, "reasons": list(one.reasons)}
                    for one in repeat.likely
                ],
            }
            for repeat in report.repeats
        ],
    }
