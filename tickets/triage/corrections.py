"""What people have confirmed: tickets whose category and agency somebody decided, as examples to learn from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.reference.loader import agencies, categories
from tickets.schema import TicketTable
from tickets.triage.examples import Example
from tickets.vocabulary import Status

LEAST_LETTERS = 12
"""Shorter descriptions ("tolong") teach nothing."""

_UNCONFIRMED = (Status.DRAFT, Status.NEW)
_NO_LESSON = (Status.DUPLICATE, Status.REJECTED)


def confirmed_examples(tx: Session) -> list[Example]:
    """The tickets that left "draf" and "baru" with a category and an agency (or a body they were referred to).

    Confidential tickets are left out, and so are duplicates and rejected ones, whose answers nobody cared for.
    """
    statement = select(
        TicketTable.description,
        TicketTable.category,
        TicketTable.agency,
        TicketTable.referred_to,
        TicketTable.complaint_type,
        TicketTable.priority,
    ).where(
        TicketTable.status.not_in([status.value for status in (*_UNCONFIRMED, *_NO_LESSON)]),
        TicketTable.confidential.is_(False),
    )
    found = []
    for description, category, agency, referred_to, kind, priority in tx.execute(statement):
        text, body = " ".join(description.split()), referred_to or agency
        known = category in categories() and body in agencies()
        if len(text) >= LEAST_LETTERS and known and category and body:
            found.append(Example(text, category, body, kind or "", priority))
    return found
