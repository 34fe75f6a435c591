"""The words that the search knows the spelling of: those that only an erased person used are forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import String, column, delete, select, table, text
from sqlalchemy.orm import Session

from tickets.model import Ticket
from tickets.schema import EventTable, SegmentTable, TranscriptTable
from tickets.search.folding import words
from tickets.search.index import index_of
from tickets.search.terms import Leaf

_WORDS = table("ticket_search_word", column("word", String))
_CANDIDATES = "privacy_words"
"""Where a transaction keeps the words that it may have to forget, until all tickets are blanked."""


def forget_words(tx: Session, ticket: Ticket) -> None:
    """Note the ticket's words, before it is blanked, as ones to be forgotten by `sweep_words`."""
    texts = [ticket.reporter_name, ticket.description, ticket.landmark]
    texts += tx.scalars(select(TranscriptTable.text).where(TranscriptTable.ticket_id == ticket.id))
    if ticket.call_id is not None:
        texts += tx.scalars(select(SegmentTable.text).where(SegmentTable.call_id == ticket.call_id))
    for detail in tx.scalars(select(EventTable.detail).where(EventTable.ticket_id == ticket.id)):
        texts += [value for value in detail.values() if isinstance(value, str)]
    note_words(tx, texts)


def note_words(tx: Session, texts: Iterable[str]) -> None:
    """The same for words of other texts."""
    noted: set[str] = tx.info.setdefault(_CANDIDATES, set())
    noted.update(word for written in texts for word in words(written))


def noted_words(tx: Session) -> frozenset[str]:
    """The words that this transaction has noted."""
    return frozenset(tx.info.get(_CANDIDATES, ()))


def sweep_words(tx: Session, noted: Collection[str]) -> int:
    """Forget those of the words that no ticket uses any more, and return how many."""
    index, forgotten = index_of(tx), 0
    for word in sorted(noted):
        used = select(index.ticket_id).select_from(index.source).where(index.matches(Leaf((word,)))).limit(1)
        if tx.execute(used).first() is None:
            gone = tx.execute(delete(_WORDS).where(_WORDS.c.word == word))
            forgotten += int(getattr(gone, "rowcount", 0))
    if noted and tx.get_bind().dialect.name == "sqlite":
        # FTS5 keeps removed words in its segments until they are merged.
        tx.execute(text("INSERT INTO ticket_search(ticket_search) VALUES('optimize')"))
    return forgotten
