"""Blanking what tells of a person in the rows of tickets and calls; what statistics need stays. Idempotent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from tickets.fetching import ticket_facts
from tickets.model import Ticket
from tickets.privacy.erased import ERASED, erased_id
from tickets.privacy.search_words import forget_words, note_words
from tickets.privacy.statistics_only import statistics_only
from tickets.schema import (
    AttachmentTable,
    CallTable,
    CommandTable,
    EventTable,
    LiveTextTable,
    OutboundCallTable,
    PresenceTable,
    SegmentTable,
    TicketTable,
    TranscriptTable,
    VisitTable,
)
from tickets.upkeep import keep_in_step

Counts = Counter[str]
"""How many rows of which kind were changed."""

_NO_TICKET = dict.fromkeys(("reporter_name", "reporter_number", "reporter_nik", "relation", "landmark", "rt", "rw"), "")
_NO_VISIT: dict[str, Any] = dict.fromkeys(("patient_name", "nik", "phone", "onset", "result"), "")
_NO_VISIT |= {"complaint": ERASED, "red_flags": []}


def blank_tickets(tx: Session, ids: Collection[int]) -> Counts:
    """Take the person out of tickets, their visits, calls to the citizen, notes and attachments' rows."""
    counts = Counts()
    for ticket_id in sorted(ids):
        counts["ticket"] += _blank_ticket(tx, ticket_facts(tx, ticket_id))
    counts["visit"] += _set(tx, VisitTable, VisitTable.ticket_id.in_(ids), _NO_VISIT)
    counts["transcript"] += _set(tx, TranscriptTable, TranscriptTable.ticket_id.in_(ids), {"text": ERASED})
    citizens = and_(OutboundCallTable.ticket_id.in_(ids), OutboundCallTable.officer_id.is_(None))
    counts["outbound_call"] += _set(tx, OutboundCallTable, citizens, {"number": "", "said": ""})
    counts["attachment"] += _delete(tx, AttachmentTable, AttachmentTable.ticket_id.in_(ids))
    _delete(tx, PresenceTable, PresenceTable.ticket_id.in_(ids))
    counts["event"] += blank_events(tx, EventTable.ticket_id.in_(ids))
    for ticket_id in sorted(ids):
        keep_in_step(tx, ticket_id)
    return +counts


def blank_calls(tx: Session, ids: Collection[int]) -> Counts:
    """Take the person, and what was said, out of calls."""
    counts = Counts(
        call=_set(tx, CallTable, CallTable.id.in_(ids), {"caller_number": "", "caller_name": "", "channel": ""})
    )
    counts["command"] += _set(tx, CommandTable, CommandTable.call_id.in_(ids), {"args": {}, "result": ""})
    return +(counts + blank_words(tx, ids))


def blank_words(tx: Session, call_ids: Collection[int]) -> Counts:
    """Take out what was said in calls, also where it was written down again; the search forgets it too."""
    note_words(tx, tx.scalars(select(SegmentTable.text).where(SegmentTable.call_id.in_(call_ids))))
    counts = Counts(segment=_delete(tx, SegmentTable, SegmentTable.call_id.in_(call_ids)))
    counts["transcript"] += _set(tx, TranscriptTable, TranscriptTable.call_id.in_(call_ids), {"text": ERASED})
    counts["live_text"] += _delete(tx, LiveTextTable, LiveTextTable.call_id.in_(call_ids))
    counts["event"] += blank_events(tx, EventTable.call_id.in_(call_ids))
    for ticket_id in tx.scalars(select(TicketTable.id).where(TicketTable.call_id.in_(call_ids))).all():
        keep_in_step(tx, ticket_id)
    return +counts


def blank_events(tx: Session, about: ColumnElement[bool]) -> int:
    """Take texts, names and numbers out of the diary's lines; that something happened, and when, stays."""
    changed = 0
    for event_id, detail in tx.execute(select(EventTable.id, EventTable.detail).where(about)).all():
        kept = statistics_only(detail)
        if kept != detail:
            tx.execute(update(EventTable).where(EventTable.id == event_id).values(detail=kept))
            changed += 1
    return changed


def _blank_ticket(tx: Session, ticket: Ticket) -> int:
    blank: dict[str, Any] = _NO_TICKET | {"description": ERASED}
    if ticket.source_id:
        blank["source_id"] = erased_id(ticket.source_id)
    if all(getattr(ticket, name) == value for name, value in blank.items()):
        return 0
    forget_words(tx, ticket)
    # The new version keeps an editor that is still open from writing the old texts back.
    tx.execute(update(TicketTable).where(TicketTable.id == ticket.id).values(blank | {"version": ticket.version + 1}))
    return 1


def _set(tx: Session, table: Any, about: ColumnElement[bool], values: Mapping[str, Any]) -> int:
    columns = [getattr(table, name) for name in values]
    changed = 0
    for key, *found in tx.execute(select(table.id, *columns).where(about)).all():
        wanted = [None if now is None else value for now, value in zip(found, values.values(), strict=True)]
        if found != wanted:
            tx.execute(update(table).where(table.id == key).values(dict(zip(values, wanted, strict=True))))
            changed += 1
    return changed


def _delete(tx: Session, table: Any, about: ColumnElement[bool]) -> int:
    found = tx.execute(delete(table).where(about))
    return int(getattr(found, "rowcount", 0))
