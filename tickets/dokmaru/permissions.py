"""Who works on which visits, and who reads names and numbers: pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tickets.dokmaru.model import Visit
from tickets.errors import NotAllowed
from tickets.model import Actor, Role
from tickets.permissions import verbs_of

HEALTH_AGENCY = "DINKES"
"""The agency that the puskesmas belong to."""

HIDDEN = "•••"
SHOWN_DIGITS = 3
"""Last digits of a telephone number that a mask leaves."""

_ONLOOKERS = frozenset({Role.BUPATI, Role.AUDITOR})
"""They read lists and reports, masked, and change nothing."""
_NEED_NAMES = frozenset({Role.OPERATOR, Role.SUPERVISOR})
"""They call the patient back."""


def works_on_visits(actor: Actor) -> bool:
    """True for the hotline's desk, the health agency and people of a puskesmas."""
    if actor.role is Role.AGENCY:
        return actor.agency == HEALTH_AGENCY
    if actor.role is Role.PUSKESMAS:
        return actor.puskesmas is not None
    return "visit" in verbs_of(actor)


def check_worker(actor: Actor, verb: str, puskesmas: str | None = None) -> None:
    """Raise NotAllowed unless the actor may do this with visits; a puskesmas only within `puskesmas`, its own."""
    if not works_on_visits(actor):
        raise _refusal(actor, verb)
    if actor.role is Role.PUSKESMAS and puskesmas != actor.puskesmas:
        raise _refusal(actor, verb, f" (puskesmas {puskesmas or '-'}, bukan {actor.puskesmas})")


def check_reader(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may read lists of visits and reports."""
    if actor.role not in _ONLOOKERS and not works_on_visits(actor):
        raise _refusal(actor, "look")


def puskesmas_seen(actor: Actor) -> str | None:
    """The one puskesmas whose visits the actor sees; None for all. Raises NotAllowed for who sees none."""
    check_reader(actor)
    return actor.puskesmas if actor.role is Role.PUSKESMAS else None


def needs_names(visit: Visit, actor: Actor) -> bool:
    """Whether the actor's work needs to know who the patient is."""
    if actor.role is Role.PUSKESMAS:
        return actor.puskesmas is not None and visit.puskesmas == actor.puskesmas
    return actor.role in _NEED_NAMES or (actor.role is Role.AGENCY and works_on_visits(actor))


def mask(visit: Visit, actor: Actor) -> Visit:
    """The visit as a list may show it to the actor (UU 27/2022: health data is specific personal data).

    Who doesn't need them sees initials, the last digits of telephone numbers, and neither NIK, landmark nor what ails
    the patient. Who reported anonymously stays hidden from all but the desk.
    """
    if needs_names(visit, actor):
        return _without_anonymous_reporter(visit, actor)
    texts = ("nik", "complaint", "result", "landmark", "onset")
    masked: dict[str, Any] = {name: HIDDEN if getattr(visit, name) else "" for name in texts}
    masked |= {name: initials(getattr(visit, name)) for name in ("patient_name", "reporter_name")}
    masked |= {name: last_digits(getattr(visit, name)) for name in ("phone", "reporter_number")}
    return _without_anonymous_reporter(replace(visit, **masked), actor)


def on_its_page(visit: Visit, actor: Actor) -> Visit:
    """The visit as its own page shows it: whole to who may work on it, masked to all others."""
    return _without_anonymous_reporter(visit, actor) if works_on_visits(actor) else mask(visit, actor)


def initials(name: str) -> str:
    """The first letters of a name: "S. M."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def last_digits(number: str) -> str:
    """A number of which only the last SHOWN_DIGITS digits are left, and none of a shorter one than twice that."""
    digits = [char for char in number if char.isdigit()]
    shown = "".join(digits[-SHOWN_DIGITS:]) if len(digits) >= 2 * SHOWN_DIGITS else ""
    return f"{HIDDEN}{shown}" if number else ""


def _without_anonymous_reporter(visit: Visit, actor: Actor) -> Visit:
    if not visit.anonymous or actor.role in _NEED_NAMES:
        return visit
    return replace(visit, reporter_name=HIDDEN, reporter_number=HIDDEN)


def _refusal(actor: Actor, verb: str, why: str = "") -> NotAllowed:
    return NotAllowed(role=actor.role.value if actor.role else actor.name, verb=verb, why=why)
