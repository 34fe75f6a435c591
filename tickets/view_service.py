"""Tickets of a view, page by page, and the views that people keep for themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, false, insert, or_, select, update
from sqlalchemy.orm import Session

from tickets.cleaning import clean_label
from tickets.errors import EmptyText
from tickets.journal import now, record
from tickets.model import Actor, Ticket
from tickets.schema import TicketTable
from tickets.schema_work import SavedViewTable
from tickets.search.asking import Question, question, tickets_in_order
from tickets.search.search_service import MOST_COUNTED, MOST_ROWS, kinder_query
from tickets.search.terms import read
from tickets.view_errors import ViewExists, ViewNotFound
from tickets.views import BUILT_IN, ViewFilter

BREACHED = "breached"
"""The `due_state` of a ticket that has missed a limit."""


def view_tickets(
    tx: Session, wanted: ViewFilter, actor: Actor, limit: int = 50, after: Ticket | None = None
) -> list[Ticket]:
    """One page of a view, at most MOST_ROWS; `after` is the last ticket of the page before, as it was listed.

    The newest come first, in a view of what is due soon the soonest. An agency sees only what it was given.
    """
    asked = _question(tx, wanted, actor, *([] if after is None else [_behind(wanted, after)]))
    if asked is None:
        return []
    most = max(0, min(limit, MOST_ROWS))
    return tickets_in_order(tx, _soonest(tx, asked, most) if wanted.soonest_first else asked.newest(tx, most))


def view_count(tx: Session, wanted: ViewFilter, actor: Actor) -> int:
    """How many tickets the view holds, counted up to MOST_COUNTED."""
    asked = _question(tx, wanted, actor)
    return 0 if asked is None else asked.count(tx, MOST_COUNTED)


def views_of(tx: Session, account_id: int) -> dict[str, ViewFilter]:
    """All views of a person by name: those of everybody, then the person's own by name. Raises InvalidView."""
    query = select(SavedViewTable.name, SavedViewTable.filter).where(SavedViewTable.account_id == account_id)
    own = {name: ViewFilter.from_json(content) for name, content in tx.execute(query.order_by(SavedViewTable.name))}
    return {**BUILT_IN, **own}


def view_named(tx: Session, account_id: int | None, name: str) -> ViewFilter:
    """The view of this name, the person's own or everybody's. Raises ViewNotFound."""
    known = dict(BUILT_IN) if account_id is None else views_of(tx, account_id)
    if name not in known:
        raise ViewNotFound(name=name, known=", ".join(known))
    return known[name]


def save_view(tx: Session, account_id: int, name: str, wanted: ViewFilter, actor: Actor) -> str:
    """Keep a view for the person, in the place of an older one of that name; returns the name as it is kept.

    Raises EmptyText, or ViewExists for a name of everybody's.
    """
    kept = clean_label(name)
    if not kept:
        raise EmptyText(what="Nama tampilan")
    if kept in BUILT_IN:
        raise ViewExists(name=kept)
    own = and_(SavedViewTable.account_id == account_id, SavedViewTable.name == kept)
    content = wanted.to_json()
    changed = update(SavedViewTable).where(own).values(filter=content).returning(SavedViewTable.id)
    if tx.execute(changed).first() is None:
        tx.execute(insert(SavedViewTable).values(account_id=account_id, name=kept, filter=content, created_at=now(tx)))
    record(tx, "view.saved", actor.name, name=kept, filter=content)
    return kept


def delete_view(tx: Session, account_id: int, name: str, actor: Actor) -> None:
    """Forget a person's own view. Raises ViewNotFound."""
    own = and_(SavedViewTable.account_id == account_id, SavedViewTable.name == name)
    if tx.execute(delete(SavedViewTable).where(own).returning(SavedViewTable.id)).first() is None:
        names = select(SavedViewTable.name).where(SavedViewTable.account_id == account_id)
        raise ViewNotFound(name=name, known=", ".join(tx.scalars(names.order_by(SavedViewTable.name))) or "-")
    record(tx, "view.deleted", actor.name, name=name)


def _question(tx: Session, wanted: ViewFilter, actor: Actor, *more: ColumnElement[bool]) -> Question | None:
    """What the view asks; None when its text holds nothing that could be found."""
    query = read(wanted.text)
    if query.nothing:
        return None
    return question(tx, kinder_query(tx, query), actor, *_conditions(tx, wanted, actor), *more)


def _conditions(tx: Session, wanted: ViewFilter, actor: Actor) -> Iterator[ColumnElement[bool]]:
    chosen = (
        (TicketTable.status, wanted.statuses),
        (TicketTable.agency, wanted.agencies),
        (TicketTable.category, wanted.categories),
        (TicketTable.kecamatan, wanted.kecamatan),
        (TicketTable.priority, wanted.priorities),
    )
    yield from (column.in_([str(code) for code in codes]) for column, codes in chosen if codes)
    if wanted.mine:
        yield _claimed_by(actor)
    if wanted.own_agency:
        yield TicketTable.agency == actor.agency if actor.agency else false()
    if wanted.not_accepted:
        yield and_(TicketTable.agency.is_not(None), TicketTable.acknowledged_at.is_(None))
    yield from _times(tx, wanted)


def _times(tx: Session, wanted: ViewFilter) -> Iterator[ColumnElement[bool]]:
    moment = now(tx)
    missed = TicketTable.due_state.is_not_distinct_from(BREACHED)
    if wanted.due_within_h is not None:
        yield and_(TicketTable.next_due_at <= moment + timedelta(hours=wanted.due_within_h), ~missed)
    if wanted.breached is not None:
        yield missed if wanted.breached else ~missed
    if wanted.older_than_h is not None:
        yield TicketTable.created_at <= moment - timedelta(hours=wanted.older_than_h)
    if wanted.newer_than_h is not None:
        yield TicketTable.created_at > moment - timedelta(hours=wanted.newer_than_h)


def _claimed_by(actor: Actor) -> ColumnElement[bool]:
    if actor.account_id is not None:
        return TicketTable.claimed_by_account == actor.account_id
    return and_(TicketTable.claimed_by == actor.name, TicketTable.claimed_by_account.is_(None))


def _behind(wanted: ViewFilter, last: Ticket) -> ColumnElement[bool]:
    """What comes after this ticket in the view's order."""
    if not wanted.soonest_first:
        return TicketTable.id < last.id
    due = TicketTable.next_due_at
    return or_(due > last.next_due_at, and_(due == last.next_due_at, TicketTable.id > last.id))


def _soonest(tx: Session, asked: Question, limit: int) -> list[int]:
    chosen, number = asked.ids(tx)
    return list(tx.scalars(chosen.order_by(TicketTable.next_due_at, number).limit(limit)))
