"""Keeping the search index in step with the tickets, one at a time in their verbs or all of them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tickets.database import Database
from tickets.model import Ticket
from tickets.rows import select_tickets, to_ticket
from tickets.schema import EventTable, SegmentTable, TicketTable, TranscriptTable
from tickets.search import spelling
from tickets.search.document import Document, document
from tickets.search.index import index_of

BATCH = 500
"""Tickets that a rebuild reads anew in one transaction: some 100 ms, in which other writers wait."""


def reindex(tx: Session, ticket_id: int) -> None:
    """Bring one ticket's entry in step with its row, notes and transcripts; without a ticket, remove the entry.

    For the verbs, in the transaction of their change.
    """
    found = _tickets(tx, [ticket_id])
    if found:
        _write(tx, found)
    else:
        index_of(tx).remove(tx, [ticket_id])


def reindex_call(tx: Session, call_id: int) -> None:
    """The same for the tickets of a call, after something was said in it."""
    for ticket_id in tx.scalars(select(TicketTable.id).where(TicketTable.call_id == call_id)).all():
        reindex(tx, ticket_id)


def rebuild(database: Database, *, batch: int = BATCH) -> Iterator[tuple[int, int]]:
    """Read all tickets anew, in short transactions beside the hotline's work; yields (tickets done, tickets in all).

    Entries without a ticket go. While it runs, what was not reached yet is found as before, only with less
    forgiveness for misspelled words.
    """
    with database.transaction() as tx:
        spelling.forget_all(tx)
        total = tx.scalar(select(func.count()).select_from(TicketTable)) or 0
        last = tx.scalar(select(func.max(TicketTable.id))) or 0
        _sweep(tx)
    done, after = 0, 0
    while after < last:
        with database.transaction() as tx:
            query = select(TicketTable.id).where(TicketTable.id > after, TicketTable.id <= last)
            ids = tx.scalars(query.order_by(TicketTable.id).limit(batch)).all()
            _write(tx, _tickets(tx, ids))
        done, after = done + len(ids), ids[-1] if ids else last
        yield min(done, total), total


def _write(tx: Session, tickets: Sequence[Ticket]) -> None:
    if tickets:
        documents = _documents(tx, tickets)
        index_of(tx).replace(tx, documents)
        spelling.remember(tx, (word for found in documents for word in found.spelled_words()))


def _documents(tx: Session, tickets: Sequence[Ticket]) -> list[Document]:
    texts = _texts(tx, tickets)
    return [document(ticket, texts[ticket.id]) for ticket in tickets]


def _tickets(tx: Session, ids: Sequence[int]) -> list[Ticket]:
    return [to_ticket(row) for row in tx.execute(select_tickets().where(TicketTable.id.in_(ids)))]


def _texts(tx: Session, tickets: Sequence[Ticket]) -> dict[int, list[str]]:
    """What was said in the calls of these tickets, and written about them, by ticket."""
    texts: dict[int, list[str]] = defaultdict(list)
    ids = [ticket.id for ticket in tickets]
    calls: dict[int, list[int]] = defaultdict(list)
    for ticket in tickets:
        if ticket.call_id is not None:
            calls[ticket.call_id].append(ticket.id)
    said = select(SegmentTable.call_id, SegmentTable.text).where(SegmentTable.call_id.in_(calls))
    for call_id, text in tx.execute(said.order_by(SegmentTable.id)):
        for ticket_id in calls[call_id]:
            texts[ticket_id].append(text)
    heard = select(TranscriptTable.ticket_id, TranscriptTable.text).where(TranscriptTable.ticket_id.in_(ids))
    told = select(EventTable.ticket_id, EventTable.detail).where(EventTable.ticket_id.in_(ids))
    for ticket_id, text in tx.execute(heard.order_by(TranscriptTable.id)):
        texts[ticket_id].append(text)
    for about, detail in tx.execute(told.order_by(EventTable.id)):
        texts[about or 0].extend(detail[key] for key in ("text", "reason") if isinstance(detail.get(key), str))
    return texts


def _sweep(tx: Session) -> None:
    """Remove the entries of tickets that are no more."""
    index = index_of(tx)
    orphans = select(index.ticket_id).select_from(index.source)
    gone = tx.scalars(orphans.where(index.ticket_id.not_in(select(TicketTable.id)))).all()
    if gone:
        index.remove(tx, gone)
