"""What a verb does to a ticket's status: a pure table, and the question whether someone may."""

from __future__ import annotations

from tickets.errors import ImpossibleTransition, TicketsError
from tickets.model import OPEN_STATUSES, Actor, Level, Role, Status, Ticket
from tickets.permissions import forbidden

WORKABLE = OPEN_STATUSES - {Status.DRAFT}
ALL = frozenset(Status)

STATUSES_FOR: dict[str, frozenset[Status]] = {
    "confirm": frozenset({Status.DRAFT}),
    "edit": OPEN_STATUSES,
    "claim": OPEN_STATUSES,
    "note": ALL,
    "assign": WORKABLE,
    "escalate": WORKABLE,
    "resolve": WORKABLE,
}
"""The statuses in which each verb makes sense."""

STATUS_AFTER: dict[str, Status] = {
    "confirm": Status.NEW,
    "assign": Status.ASSIGNED,
    "resolve": Status.RESOLVED,
}
"""The verbs that set a status; all others leave it."""

LEVEL_ABOVE: dict[Level, Level] = {Level.AGENCY: Level.DISKOMINFO, Level.DISKOMINFO: Level.BUPATI}
"""The ladder of escalation; above the Bupati is nobody."""

OPENING_STATUSES = frozenset({Status.DRAFT, Status.NEW})


def objection(ticket: Ticket, verb: str, actor: Actor) -> TicketsError | None:
    """Why this actor can't do this verb on this ticket now, or None when they can."""
    return forbidden(actor, verb, ticket) or _senseless(ticket, verb)


def may(ticket: Ticket, verb: str, actor: Actor) -> bool:
    """True when the verb is allowed to the actor and makes sense in the ticket's state.

    Verbs: confirm, edit, claim, note, assign, escalate, resolve.
    """
    return objection(ticket, verb, actor) is None


def check(ticket: Ticket, verb: str, actor: Actor) -> None:
    """Raise NotAllowed or ImpossibleTransition unless `may`."""
    if (why := objection(ticket, verb, actor)) is not None:
        raise why


def status_after(ticket: Ticket, verb: str, actor: Actor) -> Status:
    """The status that the verb leads to. An agency's first note on its assigned ticket starts the work."""
    if verb == "note" and actor.role is Role.AGENCY and ticket.status is Status.ASSIGNED:
        return Status.IN_PROGRESS
    return STATUS_AFTER.get(verb, ticket.status)


def _senseless(ticket: Ticket, verb: str) -> ImpossibleTransition | None:
    if ticket.status not in STATUSES_FOR.get(verb, frozenset()):
        cure = "Konfirmasi draf ini dulu." if ticket.status is Status.DRAFT else ""
        return _impossible(ticket, verb, ticket.status.value, cure)
    if verb == "escalate" and ticket.level not in LEVEL_ABOVE:
        return _impossible(ticket, verb, f"tingkat {ticket.level}", "Ini sudah tingkat tertinggi.")
    return None


def _impossible(ticket: Ticket, verb: str, state: str, cure: str) -> ImpossibleTransition:
    return ImpossibleTransition(what=f"tiket {ticket.code}", state=state, verb=verb, cure=cure)
