"""Joining what belongs together: a ticket to an incident, many alike reports to one, one answer for all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_console.catalogue import Texts
from agent_console.life_deeds import Hands
from agent_console.store import Store
from tickets import service
from tickets.codes import grouped
from tickets.database import Transaction
from tickets.duplicates import Kind, Likely
from tickets.fetching import ticket_facts
from tickets.model import Actor, Ticket

ALL = "*"
"""The choice that gathers every report of a burst."""


def similar_table(hands: Hands, store: Store, texts: Texts) -> dict[str, Callable[[], Awaitable[None]]]:
    """The deeds by the id of their action."""
    return {
        "join": lambda: _join(hands, store, texts),
        "leave": lambda: hands.do_plainly("leave", service.leave_incident),
        "solve_all": lambda: hands.write_text("solve_all", _solve_all),
    }


async def _join(hands: Hands, store: Store, texts: Texts) -> None:
    found = store.similar.get(store.subject)
    if found is None:
        return
    chosen = await hands.choose("join", join_choices(store, texts))
    if chosen == ALL and found.burst is not None:
        burst = found.burst
        await hands.do_plainly("join", lambda tx, key, actor: _gather(tx, key, actor, burst.tickets, burst.incident_id))
    elif chosen is not None:
        kind, number = chosen.split(":")
        await hands.do_plainly("join", lambda tx, key, actor: _join_one(tx, key, actor, Kind(kind), int(number)))


def join_choices(store: Store, texts: Texts) -> list[tuple[str, str]]:
    """What the ticket in view can be joined with: the whole burst first, then the likeliest."""
    found = store.similar.get(store.subject)
    if found is None:
        return []
    burst = [(ALL, f"⚑ {found.burst.text}")] if found.burst is not None else []
    return burst + [(f"{one.kind.value}:{one.id}", likely_line(one, texts)) for one in found.likely]


def likely_line(one: Likely, texts: Texts) -> str:
    """One proposal in a line: what, how alike, why."""
    code = grouped(one.code) if one.kind is Kind.TICKET else one.code
    return f"{texts(f'kind.{one.kind.value}')} {code}  {one.score:.0%}  {', '.join(one.reasons)}"


def _gather(tx: Transaction, ticket_id: int, actor: Actor, tickets: tuple[int, ...], incident: int | None) -> Ticket:
    service.gather(tx, [ticket_id, *tickets], actor, incident)
    return ticket_facts(tx, ticket_id)


def _join_one(tx: Transaction, ticket_id: int, actor: Actor, kind: Kind, number: int) -> Ticket:
    if kind is Kind.INCIDENT:
        service.join_incident(tx, ticket_id, actor, number)
    else:
        service.join_incident(tx, ticket_id, actor, other_ticket_id=number)
    return ticket_facts(tx, ticket_id)


def _solve_all(tx: Transaction, ticket_id: int, actor: Actor, text: str) -> Ticket:
    ticket = ticket_facts(tx, ticket_id)
    if ticket.incident_id is not None:
        service.solve_incident(tx, ticket.incident_id, actor, text)
    return ticket_facts(tx, ticket_id)
