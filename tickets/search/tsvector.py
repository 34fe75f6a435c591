"""The index on PostgreSQL: a tsvector a ticket, its fields told apart by weights, its words already folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, bindparam, cast, column, delete, literal, table
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR, insert
from sqlalchemy.orm import Session

from tickets.search.document import Document
from tickets.search.terms import EVERYWHERE, AnyOf, Field, Leaf, Node

_INDEX = table("ticket_search", column("ticket_id", BigInteger), column("words", TSVECTOR))

source: FromClause = _INDEX
ticket_id: ColumnElement[int] = _INDEX.c.ticket_id

_WEIGHTS = {Field.NAME: "A", Field.PHONE: "B", Field.NIK: "C", Field.WORDS: "D"}
_FIELD_GAP = 2
"""Between two fields, so that no phrase runs over their border."""
_LAST_POSITION = 16_383
"""PostgreSQL counts no further."""


def expression(node: Node) -> str:
    """The node as a tsquery. Every word stands in quotes; a folded word has neither quotes nor backslashes."""
    if isinstance(node, Leaf):
        weights = "" if node.fields == EVERYWHERE else "".join(sorted(_WEIGHTS[field] for field in node.fields))
        marks = [weights] * (len(node.words) - 1) + [("*" if node.prefix else "") + weights]
        found = (f"'{word}'{':' if mark else ''}{mark}" for word, mark in zip(node.words, marks, strict=True))
        return f"({' <-> '.join(found)})"
    if isinstance(node, AnyOf):
        return f"({' | '.join(map(expression, node.choices))})"
    return f"({' & '.join(map(expression, node.parts))})"


def matches(node: Node) -> ColumnElement[bool]:
    """The condition that the indexed ticket fits."""
    return _INDEX.c.words.op("@@", is_comparison=True)(cast(literal(expression(node), String), TSQUERY))


def replace(tx: Session, documents: Sequence[Document]) -> None:
    """Write documents in the place of those that were there."""
    fresh = insert(_INDEX).values(ticket_id=bindparam("id"), words=cast(bindparam("text", type_=String), TSVECTOR))
    upsert = fresh.on_conflict_do_update(index_elements=["ticket_id"], set_={"words": fresh.excluded.words})
    tx.connection().execute(upsert, [{"id": d.ticket_id, "text": vector(d)} for d in documents])


def remove(tx: Session, ids: Sequence[int]) -> None:
    """Forget documents."""
    tx.connection().execute(delete(_INDEX).where(ticket_id == bindparam("id")), [{"id": number} for number in ids])


def vector(document: Document) -> str:
    """The document as the text of a tsvector: every word with its position and the weight of its field."""
    return " ".join(f"'{word}':{place}{weight}" for word, place, weight in islice(_placed(document), _LAST_POSITION))


def _placed(document: Document) -> Iterator[tuple[str, int, str]]:
    place = 0
    for field in Field:
        for word in document.fields[field]:
            place += 1
            yield word, min(place, _LAST_POSITION), _WEIGHTS[field]
        place += _FIELD_GAP
