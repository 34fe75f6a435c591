"""Pure: what is told about a ticket by telephone: which prompts, and which of the citizen's own words."""

from __future__ import annotations

import re

from ivr.conversation import Facts
from ivr.wording import category_prompts, number_prompts, place_prompts
from tickets.duty.model import Purpose
from tickets.model import Priority, Ticket

LONGEST_TOLD = 400
"""Characters of a description that are read out, some 30 s of speech."""
_LONG_NUMBER = re.compile(r"\+?\d[\d .-]{4,}\d")
"""Telephone numbers and citizens' numbers: who answers a telephone need not hear them."""
_WORD = re.compile(r"\w{3,}")


def brief(ticket: Ticket, purpose: Purpose, told: str | None) -> list[str]:
    """The prompts that tell about a ticket; `told` is the prompt of its description, if it may be read out."""
    if purpose is Purpose.SOLVED:
        return ["outbound_solved", *_about(ticket), "outbound_is_solved"]
    opening = "outbound_urgent" if ticket.priority is Priority.EMERGENCY else "outbound_duty"
    if ticket.confidential:
        return [opening, *_about(ticket), "outbound_confidential"]
    place = place_prompts(Facts(district=ticket.kecamatan, village=ticket.desa))
    content = ["outbound_told", told] if told else []
    return [opening, "outbound_about", *category_prompts(Facts(ticket.category)), *place, *_number(ticket), *content]


def told_text(ticket: Ticket) -> str:
    """The description as it may be read out: bounded, without long numbers, and without the name of who is anonymous.

    Empty for a confidential ticket, and where nothing is left to say.
    """
    if ticket.confidential:
        return ""
    text = " ".join(f"{ticket.description}. {ticket.landmark}".split()) if ticket.landmark else ticket.description
    text = _LONG_NUMBER.sub(" ", " ".join(text.split()))
    if ticket.anonymous:
        text = _without(ticket.reporter_name, text)
    return _shortened(" ".join(text.split()))


def _about(ticket: Ticket) -> list[str]:
    return ["outbound_about", *category_prompts(Facts(ticket.category)), *_number(ticket)]


def _number(ticket: Ticket) -> list[str]:
    return ["outbound_number", *number_prompts(ticket.code)]


def _without(name: str, text: str) -> str:
    for word in _WORD.findall(name):
        text = re.sub(rf"\b{re.escape(word)}\b", " ", text, flags=re.IGNORECASE)
    return text


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TOLD:
        return text if _WORD.search(text) else ""
    return text[:LONGEST_TOLD].rsplit(" ", 1)[0]
