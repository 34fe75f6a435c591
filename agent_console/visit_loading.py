"""One short read of everything the Dokmaru screen needs, run in the executor."""

from __future__ import annotations

from agent_console.visit_store import NO_TICKET, VisitQuestion, VisitsLoaded
from tickets import queries
from tickets.database import Transaction
from tickets.dokmaru.errors import VisitNotFound
from tickets.dokmaru.model import Visit
from tickets.dokmaru.puskesmas_service import puskesmas_list
from tickets.dokmaru.queries import visit_by_code, visits
from tickets.errors import TicketNotFound
from tickets.model import Actor, Event, Ticket

MOST_VISITS = 200
"""More rows than this nobody scrolls through."""


def load_visits(tx: Transaction, question: VisitQuestion) -> VisitsLoaded:
    """Answer the store's question from one consistent snapshot. Raises NotAllowed for who sees no visits."""
    me = question.me.actor
    rows = visits(tx, me, open_only=question.open_only, limit=MOST_VISITS)
    source = _ticket(tx, question.opening)
    wanted = _page(tx, source.code, me) if source is not None else None
    if wanted is not None and all(row.id != wanted.id for row in rows):
        rows.insert(0, wanted)
    detail = wanted or _selected(tx, rows, question.selected, me)
    return VisitsLoaded(
        visits=tuple(rows),
        detail=detail,
        history=_history(tx, detail),
        puskesmas=tuple(puskesmas_list(tx)),
        source=source,
        said=_said(tx, source),
        wanted=wanted.id if wanted is not None else None,
    )


def _ticket(tx: Transaction, ticket_id: int | None) -> Ticket | None:
    if ticket_id is None or ticket_id == NO_TICKET:
        return None
    try:
        return queries.ticket(tx, ticket_id)
    except TicketNotFound:
        return None


def _selected(tx: Transaction, rows: list[Visit], selected: int | None, me: Actor) -> Visit | None:
    row = next((row for row in rows if row.id == selected), rows[0] if rows else None)
    return _page(tx, row.code, me) if row is not None else None


def _page(tx: Transaction, code: str, me: Actor) -> Visit | None:
    try:
        return visit_by_code(tx, code, me)
    except VisitNotFound:
        return None


def _history(tx: Transaction, visit: Visit | None) -> tuple[Event, ...]:
    if visit is None:
        return ()
    return tuple(event for event in queries.history(tx, visit.ticket_id) if event.kind.startswith("visit."))


def _said(tx: Transaction, ticket: Ticket | None) -> str:
    if ticket is None or ticket.call_id is None:
        return ""
    parts = queries.segments(tx, ticket.call_id)
    return ". ".join(part.text.strip() for part in parts if part.speaker == "caller" and part.text.strip())
