"""Taking a person's number, NIK and full name out of all other rows of the database, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text, select, update
from sqlalchemy.orm import Session

from tickets.database import Database
from tickets.privacy.needles import Needles
from tickets.schema import Base
from tickets.search.index_service import reindex

STAFF_TABLES = frozenset({"account", "duty_officer", "puskesmas", "puskesmas_coverage", "health", "revision"})
"""Tables that hold nobody but staff and offices."""
STAFF_COLUMNS = frozenset({
    "actor", "claimed_by", "acknowledged_by", "operator", "author", "chosen_by", "created_by", "added_by",
})  # fmt: skip
NAMES_OF_THINGS = frozenset({"code", "linkedid", "source_id", "source", "kind", "status", "state"})
"""Columns by which rows are known; the person's own have been blanked before."""
PAGE = 500


def scrub(database: Database, needles: Needles) -> Counter[str]:
    """Clean every row, in short transactions, and return how many of which table were changed."""
    counts = Counter[str]()
    if needles.pattern is None:
        return counts
    for table in Base.metadata.sorted_tables:
        columns = [] if table.name in STAFF_TABLES else [column for column in table.columns if _may_tell(column)]
        if columns:
            counts[table.name] += _scrub_table(database, table, columns, needles)
    return +counts


def _may_tell(column: Column[Any]) -> bool:
    plain = column.name not in STAFF_COLUMNS | NAMES_OF_THINGS and not column.primary_key
    return plain and isinstance(column.type, String | Text | JSON)


def _scrub_table(database: Database, table: Table, columns: Sequence[Column[Any]], needles: Needles) -> int:
    keys, changed, offset = list(table.primary_key.columns), 0, 0
    while True:
        query = select(*keys, *columns).order_by(*keys).limit(PAGE).offset(offset)
        with database.reading() as tx:
            rows = tx.execute(query).all()
        dirty = [tuple(row) for row in rows if _cleaned(tuple(row)[len(keys) :], columns, needles)]
        if dirty:
            with database.transaction() as tx:
                for row in dirty:
                    _write(tx, table, keys, row[: len(keys)], _cleaned(row[len(keys) :], columns, needles))
        changed += len(dirty)
        offset += PAGE
        if len(rows) < PAGE:
            return changed


def _cleaned(cells: Sequence[Any], columns: Sequence[Column[Any]], needles: Needles) -> dict[str, Any]:
    """The columns that change, as they become."""
    cleaned = {column.name: _clean(cell, column, needles) for column, cell in zip(columns, cells, strict=True)}
    return {name: new for (name, new), old in zip(cleaned.items(), cells, strict=True) if new != old}


def _clean(cell: Any, column: Column[Any], needles: Needles) -> Any:
    if not isinstance(cell, str):
        return needles.clean_json(cell)
    length = getattr(column.type, "length", None)
    return needles.clean(cell)[:length]


def _write(tx: Session, table: Table, keys: Sequence[Column[Any]], key: Sequence[Any], values: dict[str, Any]) -> None:
    same = [column == value for column, value in zip(keys, key, strict=True)]
    tx.execute(update(table).where(*same).values(values))
    if table.name == "ticket":
        reindex(tx, key[0])
    elif "ticket_id" in table.columns:
        about = tx.scalar(select(table.c.ticket_id).where(*same))
        if about is not None:
            reindex(tx, about)
