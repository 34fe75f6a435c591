"""What stands beside a ticket on screen: who else has it before them, and what it is compared with. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_console.changes import Dirty
from tickets.model import CallRow, Ticket
from tickets.presence_service import Presence

People = Mapping[int, tuple[Presence, ...]]


def by_ticket(people: Sequence[Presence]) -> dict[int, tuple[Presence, ...]]:
    """The people by the ticket that they have before them."""
    found: dict[int, tuple[Presence, ...]] = {}
    for one in people:
        found[one.ticket_id] = (*found.get(one.ticket_id, ()), one)
    return found


def moved(before: People, after: People) -> set[int]:
    """The tickets at which other people are seen, or the same ones doing something else."""
    return {key for key in before.keys() | after.keys() if _faces(before, key) != _faces(after, key)}


def to_compare(
    call: CallRow | None, ticket: Ticket | None, dirty: Dirty | None, *, known: bool
) -> tuple[int | None, int | None] | None:
    """The call or ticket (ids) to compare with others: comparing costs more than reading, so only what has changed."""
    if known and dirty is not None and not _touched(call, ticket, dirty):
        return None
    if ticket is not None:
        return None, ticket.id
    return (call.id, None) if call is not None else None


def _touched(call: CallRow | None, ticket: Ticket | None, dirty: Dirty) -> bool:
    return (call is not None and call.id in dirty.calls) or (ticket is not None and ticket.id in dirty.tickets)


def _faces(people: People, ticket_id: int) -> list[tuple[str, bool]]:
    return [(one.name, one.editing) for one in people.get(ticket_id, ())]
