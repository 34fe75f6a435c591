"""What of a ticket may stand where everybody reads it; pure."""

from __future__ import annotations

import re

from tickets.channels.mapping import without_public_text
from tickets.model import Ticket
from tickets.reference import loader

_LONG_NUMBER = re.compile(r"\+?\d(?:[ .\-]?\d){7,}")
"""Eight digits or more: a telephone number or a NIK."""
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w+")
HIDDEN = "•••"


def may_be_read(ticket: Ticket) -> bool:
    """Whether the ticket's texts may be public: not the secret ones, and not those about somebody's health."""
    return not ticket.confidential and ticket.category not in without_public_text()


def public_text(text: str) -> str:
    """The text without telephone numbers, NIK and mail addresses."""
    return _ADDRESS.sub(HIDDEN, _LONG_NUMBER.sub(HIDDEN, text))


def public_description(ticket: Ticket) -> str | None:
    """What was reported, None where nobody may read it."""
    return public_text(ticket.description) if may_be_read(ticket) else None


def public_address(ticket: Ticket) -> str | None:
    """Where it is: desa and kecamatan; the landmark and the neighbourhood unless they could tell who reported."""
    if ticket.confidential:
        return None
    exact = may_be_read(ticket) and not ticket.anonymous
    near = [public_text(ticket.landmark)] if exact and ticket.landmark else []
    near += [f"{what} {number}" for what, number in (("RT", ticket.rt), ("RW", ticket.rw)) if exact and number]
    if ticket.desa:
        near.append(f"Desa/Kelurahan {loader.desa()[ticket.desa].name}")
    if ticket.kecamatan:
        near.append(f"Kecamatan {loader.kecamatan()[ticket.kecamatan].name}")
    return ", ".join(" ".join(part.split()) for part in near) or None
