"""Tickets in the shapes of Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2): services and service requests; pure.

Latitude and longitude are null, for nobody measures them; the address names desa and kecamatan. Drafts don't go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tickets.channels.public import may_be_read, public_address, public_description, public_text
from tickets.model import OPEN_STATUSES, Status, Ticket
from tickets.reference import loader

NO_CATEGORY = "lainnya"
"""The service of a ticket that has no category yet."""


def services() -> Iterator[dict[str, Any]]:
    """GET services: what can be reported."""
    for category in loader.categories().values():
        yield {
            "service_code": category.code,
            "service_name": category.name,
            "description": loader.agencies()[category.agency].name,
            "metadata": False,
            "type": "realtime",
            "keywords": category.code.replace("_", ","),
            "group": "I-Ceta",
        }


def service_request(ticket: Ticket, answer: str = "", expected: datetime | None = None) -> dict[str, Any] | None:
    """GET requests: one ticket, None for a draft. `answer` is the newest one the citizen may read, `expected` when it
    should be solved.
    """
    if ticket.status is Status.DRAFT:
        return None
    category = loader.categories()[ticket.category or NO_CATEGORY]
    body = loader.agencies().get(ticket.agency or ticket.referred_to or "")
    return {
        "service_request_id": ticket.code,
        "status": "open" if ticket.status in OPEN_STATUSES else "closed",
        "status_notes": _notes(ticket, answer),
        "service_name": category.name,
        "service_code": category.code,
        "description": public_description(ticket),
        "agency_responsible": body.name if body else None,
        "service_notice": None,
        "requested_datetime": ticket.created_at.isoformat(),
        "updated_datetime": ticket.updated_at.isoformat(),
        "expected_datetime": expected.isoformat() if expected and ticket.status in OPEN_STATUSES else None,
        "address": public_address(ticket),
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _notes(ticket: Ticket, answer: str) -> str:
    return f"{ticket.status.value}: {public_text(answer)}" if answer and may_be_read(ticket) else ticket.status.value
