"""The index on SQLite: an FTS5 table, one column a field, its words already folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, bindparam, column, delete, insert, literal, table
from sqlalchemy.orm import Session

from tickets.search.document import Document
from tickets.search.terms import EVERYWHERE, AnyOf, Field, Leaf, Node

_INDEX = table(
    "ticket_search",
    column("rowid", BigInteger),
    *(column(field.value, String) for field in Field),
    column("ticket_search", String),
)

source: FromClause = _INDEX
ticket_id: ColumnElement[int] = _INDEX.c.rowid
# The sum keeps SQLite from starting at the tickets and asking the index anew for each of them.
joining_id: ColumnElement[int] = _INDEX.c.rowid + 0


def expression(node: Node) -> str:
    """The node in FTS5's language. Every word stands in quotes, so that none can be an operator."""
    if isinstance(node, Leaf):
        phrase = f'"{" ".join(node.words)}"{"*" if node.prefix else ""}'
        return phrase if node.fields == EVERYWHERE else f"{{{' '.join(sorted(node.fields))}}} : {phrase}"
    if isinstance(node, AnyOf):
        return f"({' OR '.join(map(expression, node.choices))})"
    return f"({' AND '.join(map(expression, node.parts))})"


def matches(node: Node) -> ColumnElement[bool]:
    """The condition that the indexed ticket fits."""
    return _INDEX.c.ticket_search.op("MATCH", is_comparison=True)(literal(expression(node), String))


def replace(tx: Session, documents: Sequence[Document]) -> None:
    """Write documents in the place of those that were there."""
    rows: list[dict[str, Any]] = [
        {"rowid": d.ticket_id} | {field.value: " ".join(d.fields[field]) for field in Field} for d in documents
    ]
    remove(tx, [d.ticket_id for d in documents])
    tx.execute(insert(_INDEX), rows)


def remove(tx: Session, ids: Sequence[int]) -> None:
    """Forget documents."""
    tx.connection().execute(delete(_INDEX).where(ticket_id == bindparam("id")), [{"id": number} for number in ids])
