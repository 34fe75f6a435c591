"""The questions about visits: one, a list, those of a month; each within what the asker may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from tickets import codes
from tickets.dokmaru.errors import VisitNotFound
from tickets.dokmaru.model import Visit
from tickets.dokmaru.permissions import mask, on_its_page, puskesmas_seen
from tickets.dokmaru.rows import select_visits, to_visit
from tickets.dokmaru.vocabulary import OPEN_VISITS, VisitStatus
from tickets.model import Actor, Priority
from tickets.queries import MOST_ROWS
from tickets.schema import TicketTable, VisitTable


def visit_facts(tx: Session, visit_id: int) -> Visit:
    """The visit, unmasked, for verbs. Raises VisitNotFound."""
    row = tx.execute(select_visits().where(VisitTable.id == visit_id)).one_or_none()
    if row is None:
        raise VisitNotFound(visit=visit_id)
    return to_visit(row)


def visit_by_code(tx: Session, code: str, actor: Actor) -> Visit:
    """The visit of the ticket with this code, unmasked for those who may work on it, else masked.

    Raises VisitNotFound, also for another puskesmas' visit, or NotAllowed.
    """
    query = _within(select_visits().where(TicketTable.code == codes.plain(code)), actor)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise VisitNotFound(visit=code)
    return on_its_page(to_visit(row), actor)


def visits(
    tx: Session,
    actor: Actor,
    *,
    status: VisitStatus | None = None,
    puskesmas: str | None = None,
    open_only: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[Visit]:
    """The visits that the actor sees, masked for them: open emergencies first, then the newest; at most MOST_ROWS.

    Raises NotAllowed.
    """
    query = _within(select_visits(), actor)
    if status is not None:
        query = query.where(VisitTable.status == status.value)
    if puskesmas is not None:
        query = query.where(VisitTable.puskesmas == puskesmas)
    if open_only:
        query = query.where(_is_open())
    query = query.order_by(case((_burning(), 0), else_=1), VisitTable.id.desc())
    query = query.limit(max(0, min(limit, MOST_ROWS))).offset(max(0, offset))
    return [mask(to_visit(row), actor) for row in tx.execute(query)]


def visits_between(tx: Session, start: datetime, end: datetime, actor: Actor) -> list[Visit]:
    """The visits that had anything to do with [start, end): reported before its end and not over before its start.

    Masked for the actor; those of their own puskesmas for who is of one. Raises NotAllowed.
    """
    alive = and_(
        VisitTable.created_at < end,
        or_(VisitTable.closed_at.is_(None), VisitTable.closed_at >= start),
    )
    query = _within(select_visits(), actor).where(alive).order_by(VisitTable.id)
    return [mask(to_visit(row), actor) for row in tx.execute(query)]


def has_visit(tx: Session, ticket_id: int) -> bool:
    """Whether the ticket has a visit."""
    return tx.scalar(select(VisitTable.id).where(VisitTable.ticket_id == ticket_id)) is not None


def _within(query: Select[Any], actor: Actor) -> Select[Any]:
    own = puskesmas_seen(actor)
    return query if own is None else query.where(VisitTable.puskesmas == own)


def _is_open() -> ColumnElement[bool]:
    return VisitTable.status.in_([status.value for status in OPEN_VISITS])


def _burning() -> ColumnElement[bool]:
    return and_(_is_open(), TicketTable.priority == Priority.EMERGENCY.value)
