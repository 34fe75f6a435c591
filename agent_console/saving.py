"""Saving the form: one transaction that opens, edits, confirms and assigns, whatever the ticket still needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent_console.form import FormPicture, changed_columns, wanted_agency
from tickets import queries, service
from tickets.database import Transaction
from tickets.model import Actor, NewTicket, Priority, Status, Ticket

NULLABLE = ("category", "kecamatan", "desa")
OPENING = ("category", "description", "kecamatan", "desa", "priority", "reporter_name", "reporter_number")
"""Columns that a new ticket is opened with; the others are edited right after."""


@dataclass(frozen=True)
class FormToSave:
    """What the form wants the database to hold."""

    call_id: int | None
    ticket_id: int | None
    version: int | None
    columns: Mapping[str, Any]
    agency: str | None


def form_to_save(picture: FormPicture, call_id: int | None) -> FormToSave:
    """Turn the shown form into columns. Raises ValueError for a priority that is none: check first_unknown before."""
    ticket = picture.ticket
    columns = {name: _stored(name, value) for name, value in changed_columns(picture).items()}
    return FormToSave(
        call_id=call_id,
        ticket_id=ticket.id if ticket else None,
        version=ticket.version if ticket else None,
        columns=columns,
        agency=wanted_agency(picture),
    )


def _stored(name: str, value: str) -> Any:
    if name == "priority":
        return Priority(value or Priority.NORMAL)
    return value or None if name in NULLABLE else value


def save_form(tx: Transaction, form: FormToSave, actor: Actor) -> Ticket:
    """Write the form. Raises what the verbs raise; nothing is written then."""
    ticket = _ticket(tx, form)
    if ticket is None:
        opened = {name: value for name, value in form.columns.items() if name in OPENING}
        ticket = service.open_ticket(tx, NewTicket(**{"category": None, "call_id": form.call_id, **opened}), actor)
        columns = {name: value for name, value in form.columns.items() if name not in OPENING}
    else:
        columns = dict(form.columns)
    if columns:
        version = form.version if form.ticket_id == ticket.id else None
        ticket = service.edit_ticket(tx, ticket.id, actor, version, **columns)
    if ticket.status is Status.DRAFT:
        ticket = service.confirm_ticket(tx, ticket.id, actor)
    return service.assign(tx, ticket.id, form.agency, actor) if form.agency else ticket


def _ticket(tx: Transaction, form: FormToSave) -> Ticket | None:
    # The bridge may have opened the call's ticket a moment ago, unseen by the form: one call has one ticket.
    key = form.ticket_id
    if key is None and form.call_id is not None:
        key = queries.call(tx, form.call_id).ticket_id
    return queries.ticket(tx, key) if key is not None else None
