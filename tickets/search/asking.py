"""Putting a query to the database: the ids of tickets that fit its words, its facets and who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from tickets.model import Actor, Role, Ticket
from tickets.rows import select_tickets, to_ticket
from tickets.schema import TicketTable
from tickets.search.facets import Codes, Facets
from tickets.search.index import index_of
from tickets.search.terms import AllOf, AnyOf, Field, Leaf, Node, Query

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A query's words as one node (None asks for none), and what a ticket's row must be."""

    words: Node | None
    conditions: Conditions = ()

    def ids(self, tx: Session) -> tuple[Select[Any], ColumnElement[int]]:
        """The select of ids, without order, and the id's column to order by."""
        if self.words is None:
            return select(TicketTable.id).where(*self.conditions), TicketTable.id.expression
        index = index_of(tx)
        chosen = select(index.ticket_id).select_from(index.source).where(index.matches(self.words))
        if not self.conditions:
            return chosen, index.ticket_id
        joined = index.source.join(TicketTable, TicketTable.id == index.joining_id)
        return chosen.select_from(joined).where(*self.conditions), index.ticket_id

    def newest(self, tx: Session, limit: int) -> list[int]:
        """The ids that fit, the newest first."""
        chosen, number = self.ids(tx)
        return list(tx.scalars(chosen.order_by(number.desc()).limit(limit)))

    def count(self, tx: Session, most: int) -> int:
        """How many fit, counted up to `most`."""
        chosen, _ = self.ids(tx)
        return tx.scalar(select(func.count()).select_from(chosen.limit(most).subquery())) or 0


def question(tx: Session, query: Query, actor: Actor | None, *more: ColumnElement[bool]) -> Question:
    """The query as this actor may ask it, with more conditions on the ticket's row."""
    words = None if not query.parts else AllOf(query.parts)
    conditions = (*_of_facets(query.facets), *_of_actor(tx, words, actor), *more)
    return Question(words, conditions)


def tickets_in_order(tx: Session, ids: Sequence[int]) -> list[Ticket]:
    """These tickets, in this order; ids without a ticket are left out."""
    rows = tx.execute(select_tickets().where(TicketTable.id.in_(ids))) if ids else ()
    found = {ticket.id: ticket for ticket in map(to_ticket, rows)}
    return [found[number] for number in ids if number in found]


def _of_facets(facets: Facets) -> Conditions:
    columns: tuple[tuple[Codes | None, Any], ...] = (
        (facets.statuses, TicketTable.status),
        (facets.kecamatan, TicketTable.kecamatan),
        (facets.desa, TicketTable.desa),
        (facets.agencies, TicketTable.agency),
        (facets.categories, TicketTable.category),
        (facets.priorities, TicketTable.priority),
    )
    asked = tuple(column.in_(sorted(codes)) for codes, column in columns if codes is not None)
    return asked if facets.codes is None else (*asked, or_(false(), *map(_code_begins, sorted(facets.codes))))


def _code_begins(begun: str) -> ColumnElement[bool]:
    # A range, which the code's index answers; letters come after digits in every collation.
    return and_(TicketTable.code >= begun, TicketTable.code < f"{begun}z")


def _of_actor(tx: Session, words: Node | None, actor: Actor | None) -> Conditions:
    """An agency or a puskesmas finds what is its own, and no anonymous reporter by name, number or NIK."""
    if actor is None or actor.role not in (Role.AGENCY, Role.PUSKESMAS):
        return ()
    own = _own(actor)
    if words is None:
        return (own,)
    index, unnamed = index_of(tx), _without_identity(words)
    if unnamed is None:
        return (own, ~TicketTable.anonymous)
    told = select(index.ticket_id).select_from(index.source).where(index.matches(unnamed))
    return (own, or_(~TicketTable.anonymous, TicketTable.id.in_(told)))


def _own(actor: Actor) -> ColumnElement[bool]:
    if actor.role is Role.AGENCY:
        return TicketTable.agency == actor.agency if actor.agency else false()
    return TicketTable.puskesmas == actor.puskesmas if actor.puskesmas else false()


def _without_identity(node: Node) -> Node | None:
    """The node asking only for what was told, None when nothing of it could be fulfilled so."""
    if isinstance(node, Leaf):
        told = node.fields & {Field.WORDS}
        return replace(node, fields=told) if told else None
    if isinstance(node, AnyOf):
        choices = tuple(c for c in map(_without_identity, node.choices) if c is not None)
        return AnyOf(choices) if choices else None
    parts = tuple(p for p in map(_without_identity, node.parts) if p is not None)
    return AllOf(parts) if len(parts) == len(node.parts) else None
