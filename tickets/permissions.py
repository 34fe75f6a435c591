"""Who may do what: a pure table of roles and verbs."""

from __future__ import annotations

from tickets.errors import NotAllowed
from tickets.model import BRIDGE, Actor, Role, Status, Ticket

DESK_VERBS = frozenset({"open", "confirm", "edit", "claim", "note", "assign", "escalate", "resolve", "take", "hangup"})

ROLE_VERBS: dict[Role, frozenset[str]] = {
    Role.OPERATOR: DESK_VERBS,
    Role.SUPERVISOR: DESK_VERBS,
    Role.DISKOMINFO: DESK_VERBS,
    Role.AGENCY: frozenset({"note", "resolve"}),
    Role.BUPATI: frozenset({"note"}),
    Role.ADMIN: frozenset({"account"}),
}
BRIDGE_VERBS = frozenset({"open", "edit"})


def verbs_of(actor: Actor) -> frozenset[str]:
    """All verbs that the actor's role includes, whatever the ticket."""
    if actor.role is not None:
        return ROLE_VERBS[actor.role]
    return BRIDGE_VERBS if actor == BRIDGE else frozenset()


def forbidden(actor: Actor, verb: str, ticket: Ticket | None = None) -> NotAllowed | None:
    """Why the actor may not do this, or None when they may."""
    if verb not in verbs_of(actor):
        return _refusal(actor, verb)
    if ticket is None:
        return None
    if actor.role is Role.AGENCY and (actor.agency is None or ticket.agency != actor.agency):
        return _refusal(actor, verb, f" (tiket {ticket.agency or '-'}, bukan {actor.agency or '-'})")
    if actor == BRIDGE and verb == "edit" and ticket.status is not Status.DRAFT:
        return _refusal(actor, verb, f" (status {ticket.status})")
    return None


def check_allowed(actor: Actor, verb: str, ticket: Ticket | None = None) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if (refusal := forbidden(actor, verb, ticket)) is not None:
        raise refusal


def _refusal(actor: Actor, verb: str, why: str = "") -> NotAllowed:
    return NotAllowed(role=actor.role.value if actor.role else actor.name, verb=verb, why=why)
