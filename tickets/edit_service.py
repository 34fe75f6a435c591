"""The verb that edits what a ticket says, without two people overwriting each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tickets.change import former
from tickets.checks import house_number, known_category, known_channel, known_places, known_type, nik_digits
from tickets.cleaning import TEXT_LENGTH, clean_label, clean_name, clean_number, clean_text
from tickets.errors import StaleVersion, UnknownField
from tickets.fetching import ticket_facts
from tickets.journal import now, record
from tickets.model import Actor, Priority, Ticket
from tickets.schema import EventTable, TicketTable
from tickets.transitions import check
from tickets.upkeep import is_emergency, keep_in_step

EDITABLE = (
    "category",
    "kecamatan",
    "desa",
    "landmark",
    "description",
    "priority",
    "reporter_name",
    "reporter_number",
    "anonymous",
    "confidential",
    "channel",
    "complaint_type",
    "rt",
    "rw",
    "relation",
    "reporter_nik",
)


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "category": lambda code: None if code is None else known_category(code),
    "priority": Priority,
    "anonymous": bool,
    "confidential": bool,
    "reporter_name": clean_name,
    "reporter_number": clean_number,
    "channel": known_channel,
    "complaint_type": known_type,
    "rt": house_number,
    "rw": house_number,
    "relation": clean_label,
    "reporter_nik": nik_digits,
}
"""What makes each field storable; description and landmark are texts with lines."""


def edit_ticket(tx: Session, ticket_id: int, actor: Actor, version: int | None = None, **fields: Any) -> Ticket:
    """Change fields named in EDITABLE. With `version`, only if nobody has edited the ticket since that version.

    Raises StaleVersion (which tells who did), UnknownField, NotAllowed, ImpossibleTransition, or what the field's
    check raises: UnknownCategory, UnknownPlace, UnknownChannel, UnknownComplaintType, InvalidHouseNumber, InvalidNik.
    """
    ticket = ticket_facts(tx, ticket_id)
    check(ticket, "edit", actor)
    if version is not None and version != ticket.version:
        raise StaleVersion(code=ticket.code, changed_by=_last_editor(tx, ticket_id), version=ticket.version)
    cleaned, cut = clean_fields(ticket, fields)
    changes = {name: value for name, value in cleaned.items() if getattr(ticket, name) != value}
    if is_emergency(replace(ticket, **changes)) != is_emergency(ticket):
        changes["emergency_since"] = None if is_emergency(ticket) else now(tx)
    return _write(tx, ticket, actor, changes, cut) if changes else ticket


def clean_fields(ticket: Ticket, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """The fields as they may be stored, and how many characters were cut from which."""
    if unknown := [name for name in fields if name not in EDITABLE]:
        raise UnknownField(name=", ".join(unknown), known=", ".join(EDITABLE))
    cut: dict[str, int] = {}
    cleaned = {name: _clean(name, value, cut) for name, value in fields.items() if name not in ("kecamatan", "desa")}
    if "kecamatan" in fields or "desa" in fields:
        cleaned["kecamatan"], cleaned["desa"] = _places(ticket, fields)
    return cleaned, cut


def _places(ticket: Ticket, fields: Mapping[str, Any]) -> tuple[str | None, str | None]:
    if "kecamatan" not in fields:
        return known_places(None if fields["desa"] else ticket.kecamatan, fields["desa"])
    moved = fields["kecamatan"] != ticket.kecamatan
    return known_places(fields["kecamatan"], fields.get("desa", None if moved else ticket.desa))


def _clean(name: str, value: Any, cut: dict[str, int]) -> Any:
    if name in _CLEANERS:
        return _CLEANERS[name](value)
    text = clean_text(value, TEXT_LENGTH, newlines=True)
    if text.cut:
        cut[name] = text.cut
    return text.text


def _write(tx: Session, ticket: Ticket, actor: Actor, changes: dict[str, Any], cut: dict[str, int]) -> Ticket:
    guard = (TicketTable.id == ticket.id, TicketTable.version == ticket.version)
    values = changes | {"version": ticket.version + 1, "updated_at": now(tx)}
    if tx.execute(update(TicketTable).where(*guard).values(values).returning(TicketTable.id)).first() is None:
        raise StaleVersion(code=ticket.code, changed_by=_last_editor(tx, ticket.id), version=ticket.version)
    before = {name: getattr(ticket, name) for name in changes}
    record(
        tx,
        "ticket.edited",
        actor.name,
        call_id=ticket.call_id,
        ticket_id=ticket.id,
        changed=changes,
        before=before,
        was=former(ticket, changes),
        truncated=cut,
    )
    return keep_in_step(tx, ticket.id)


def _last_editor(tx: Session, ticket_id: int) -> str:
    query = select(EventTable.actor).where(EventTable.ticket_id == ticket_id, EventTable.kind == "ticket.edited")
    return tx.scalar(query.order_by(EventTable.id.desc()).limit(1)) or "-"
