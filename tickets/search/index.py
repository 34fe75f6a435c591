"""The search index as both databases offer it, behind one face."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.orm import Session

from tickets.search import fts5, tsvector
from tickets.search.document import Document
from tickets.search.terms import Node


@dataclass(frozen=True, slots=True)
class Index:
    """One kind of index: where it lies, how to ask it, how to write it.

    `ticket_id` orders and names what was found; `joining_id` is the same, for joining the ticket's own table.
    """

    source: FromClause
    ticket_id: ColumnElement[int]
    joining_id: ColumnElement[int]
    matches: Callable[[Node], ColumnElement[bool]]
    replace: Callable[[Session, Sequence[Document]], None]
    remove: Callable[[Session, Sequence[int]], None]


_SQLITE = Index(fts5.source, fts5.ticket_id, fts5.joining_id, fts5.matches, fts5.replace, fts5.remove)
_POSTGRES = Index(
    tsvector.source, tsvector.ticket_id, tsvector.ticket_id, tsvector.matches, tsvector.replace, tsvector.remove
)


def index_of(tx: Session) -> Index:
    """The index of this transaction's database."""
    return _POSTGRES if tx.get_bind().dialect.name == "postgresql" else _SQLITE
