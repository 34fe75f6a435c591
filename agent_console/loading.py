"""One short read of everything the screen needs, run in the executor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agent_console.changes import Loaded, Question
from tickets import queries, stretches
from tickets.database import Transaction
from tickets.duplicate_queries import Suggestions, suggestions, suggestions_for_call
from tickets.errors import CallNotFound, TicketNotFound
from tickets.model import Account, CallRow, Role, Ticket
from tickets.permissions import is_own
from tickets.presence_service import present
from tickets.search.terms import QUERY_LENGTH
from tickets.view_service import view_tickets
from tickets.views import ViewFilter

MOST_TICKETS = 200
"""More rows than this nobody scrolls through; the filter searches all of them."""


def load(tx: Transaction, question: Question) -> Loaded:
    """Answer the store's question from one consistent snapshot."""
    calls = _calls(tx, question) if question.with_calls else ()
    tickets = _tickets(tx, question)
    details = _details(tx, question, calls, tickets)
    spoken = [row.id for row in calls if question.calls is None or row.id in question.calls]
    return Loaded(
        calls=calls,
        segments={key: tuple(queries.segments(tx, key)) for key in spoken},
        live={key: queries.live_text(tx, key) for key in spoken},
        tickets=tickets,
        details=details,
        history={key: tuple(queries.history(tx, key)) for key in details},
        texts={key: tuple(stretches.transcripts(tx, key)) for key in details},
        health=tuple(queries.health(tx)),
        revision=question.revision,
        counts=queries.counts(tx) if question.with_counts else {},
        others=tuple(present(tx, but=question.me)),
        similar=_similar(tx, question),
    )


def _tickets(tx: Transaction, question: Question) -> tuple[Ticket, ...]:
    wanted = replace(question.view, text=question.search[:QUERY_LENGTH]) if question.search.strip() else question.view
    agency, puskesmas = _own(question.me)
    if wanted == ViewFilter():
        return tuple(queries.tickets(tx, agency=agency, puskesmas=puskesmas, limit=MOST_TICKETS))
    return tuple(view_tickets(tx, wanted, question.me.actor, MOST_TICKETS))


def _own(me: Account) -> tuple[str | None, str | None]:
    """The agency and the puskesmas that the list is narrowed to; one who belongs nowhere sees nothing."""
    agency = me.agency or "" if me.role is Role.AGENCY else None
    return agency, me.puskesmas or "" if me.role is Role.PUSKESMAS else None


def _similar(tx: Transaction, question: Question) -> Suggestions | None:
    call_id, ticket_id = question.similar_to or (None, None)
    try:
        if ticket_id is not None:
            return suggestions(tx, ticket_id)
        return suggestions_for_call(tx, call_id) if call_id is not None else None
    except (CallNotFound, TicketNotFound):
        return None


def _calls(tx: Transaction, question: Question) -> tuple[CallRow, ...]:
    rows = tuple(queries.live_calls(tx))
    pinned = question.selected_call
    if pinned is None or any(row.id == pinned for row in rows):
        return rows
    try:
        return (*rows, queries.call(tx, pinned))
    except CallNotFound:
        return rows


def _details(
    tx: Transaction, question: Question, calls: Iterable[CallRow], tickets: tuple[Ticket, ...]
) -> dict[int, Ticket]:
    wanted = {row.ticket_id for row in calls if row.id == question.selected_call} | {question.selected_ticket}
    if question.selected_ticket is None and tickets:
        wanted.add(tickets[0].id)
    details = {}
    for key in wanted - {None}:
        ticket = _ticket(tx, key)
        if ticket is not None and is_own(question.me.actor, ticket):
            details[ticket.id] = ticket
    return details


def _ticket(tx: Transaction, key: int | None) -> Ticket | None:
    try:
        return queries.ticket(tx, key) if key is not None else None
    except TicketNotFound:
        return None
