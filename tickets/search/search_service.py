"""Searching tickets: exact finds first, then those that are only spelled almost so; each the newest first."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from tickets.model import Actor, Ticket
from tickets.search.asking import question, tickets_in_order
from tickets.search.spelling import forgiving
from tickets.search.terms import Query, read

MOST_ROWS = 500
"""The longest list that a search answers with."""
MOST_COUNTED = 1_000
"""Counting stops here: so many, or more."""


def search(tx: Session, text: str, *, actor: Actor | None = None, limit: int = 50, offset: int = 0) -> list[Ticket]:
    """The tickets that a text means, at most MOST_ROWS; with an actor, only those that the actor may see.

    Finds by code, telephone number in any notation, name, NIK, place, and words of description, landmark, notes and
    transcripts, as terms.py reads them. No text means every ticket; a text without any word or digit, none.
    """
    query = read(text)
    if query.nothing:
        return []
    first, last = max(0, offset), max(0, offset) + max(0, min(limit, MOST_ROWS))
    exact = question(tx, query, actor).newest(tx, last)
    if len(exact) < last and (kinder := kinder_query(tx, query)) != query:
        known = set(exact)
        others = question(tx, kinder, actor).newest(tx, last + len(exact))
        exact += [number for number in others if number not in known]
    return tickets_in_order(tx, exact[first:last])


def count(tx: Session, text: str, *, actor: Actor | None = None) -> int:
    """How many tickets `search` would find, counted up to MOST_COUNTED."""
    query = read(text)
    return 0 if query.nothing else question(tx, kinder_query(tx, query), actor).count(tx, MOST_COUNTED)


def kinder_query(tx: Session, query: Query) -> Query:
    """The query, its words allowed to be misspelled."""
    return replace(query, parts=tuple(forgiving(tx, part) for part in query.parts))
