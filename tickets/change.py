"""One change of one ticket: its columns, the clocks that hang on them, the diary's line, and what undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from tickets.errors import StaleVersion
from tickets.journal import now, record
from tickets.model import Actor, Pause, Status, Ticket
from tickets.rows import pauses_to_json
from tickets.schema import TicketTable
from tickets.transitions import status_after
from tickets.upkeep import keep_in_step

NOT_ACKNOWLEDGED: dict[str, Any] = {"acknowledged_by": None, "acknowledged_at": None}
"""Whoever is to answer for the ticket now has not said so yet."""


def change(
    tx: Session,
    ticket: Ticket,
    verb: str,
    actor: Actor,
    kind: str,
    values: Mapping[str, Any] | None = None,
    **detail: Any,
) -> Ticket:
    """Write what the verb changes, with the event `kind` that tells of it. The checks come before.

    The event's detail holds in `was` the former value of every changed column, so that the change can be undone.
    Raises StaleVersion when somebody moved the ticket since `ticket` was read.
    """
    status = status_after(ticket, verb, actor)
    moment = now(tx)
    changed = {"status": status.value, **_thawed(ticket, status, moment), **(values or {})}
    store(tx, ticket, changed, moment)
    record(
        tx,
        kind,
        actor.name,
        call_id=ticket.call_id,
        ticket_id=ticket.id,
        status=status.value,
        was=former(ticket, changed),
        **detail,
    )
    return keep_in_step(tx, ticket.id)


def store(tx: Session, ticket: Ticket, changed: Mapping[str, Any], moment: datetime) -> None:
    """Write columns, unless somebody moved the ticket since it was read. Raises StaleVersion."""
    unmoved = (
        TicketTable.id == ticket.id,
        TicketTable.status == ticket.status.value,
        TicketTable.level == ticket.level.value,
    )
    written = update(TicketTable).where(*unmoved).values(dict(changed) | {"updated_at": moment})
    if tx.execute(written.returning(TicketTable.id)).first() is None:
        raise StaleVersion(code=ticket.code, changed_by="orang lain", version=ticket.version)


def former(ticket: Ticket, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The former values of the columns that really change, as JSON can keep them."""
    was = {name: as_json(getattr(ticket, name)) for name in changed}
    return {name: value for name, value in was.items() if value != as_json(changed[name])}


def as_json(value: Any) -> Any:
    """A ticket's value as an event's detail keeps it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return pauses_to_json(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def frozen(ticket: Ticket, moment: datetime) -> list[list[str | None]]:
    """The ticket's pauses with one more, open from now on."""
    return pauses_to_json((*ticket.pauses, (moment, None)))


def _thawed(ticket: Ticket, status: Status, moment: datetime) -> dict[str, Any]:
    if ticket.status is not Status.WAITING or status is Status.WAITING:
        return {}
    return {"pauses": pauses_to_json(_ended(pause, moment) for pause in ticket.pauses)}


def _ended(pause: Pause, moment: datetime) -> Pause:
    since, until = pause
    return since, until or max(since, moment)
