"""A ticket as a flat record that can travel: field by field as text, identity left out where it must be; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tickets.model import Ticket

OWN_SOURCE = "iceta"
"""The source of tickets that began in a house of ours; their id is their code there."""

TRAVELLING = (
    "code", "source", "source_id", "opened_at", "status", "priority", "complaint_type", "category", "channel",
    "kecamatan", "desa", "landmark", "rt", "rw", "description", "reporter_name", "reporter_number", "reporter_nik",
    "relation", "anonymous", "confidential", "agency", "referred_to", "forwarded_at", "answered_at", "resolved_at",
    "closed_at", "updated_at",
)  # fmt: skip
"""The columns of an export, in their order; `iceta import` reads all but the first and the last."""

_IDENTITY: dict[str, Any] = {"reporter_name": "", "reporter_number": "", "reporter_nik": "", "relation": ""}


def without_identity(ticket: Ticket) -> Ticket:
    """The ticket as it leaves the house: who is anonymous stays so."""
    return replace(ticket, **_IDENTITY) if ticket.anonymous else ticket


def to_record(ticket: Ticket) -> dict[str, str]:
    """The ticket's travelling fields as texts; times in ISO 8601 with their zone, yes and no as "ya" and "tidak"."""
    shown = without_identity(ticket)
    record = {name: _text(getattr(shown, name, None)) for name in TRAVELLING}
    record["opened_at"] = _text(ticket.created_at)
    if not ticket.source_id:
        record |= {"source": OWN_SOURCE, "source_id": ticket.code}
    return record


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value.isoformat() if isinstance(value, datetime) else str(value)
