"""Who may do what: a pure table of roles and verbs."""

from __future__ import annotations

from tickets.errors import NotAllowed
from tickets.model import BRIDGE, CLOCK, TELEPHONE, Actor, Level, Role, Status, Ticket

DESK_VERBS = frozenset({
    "open", "confirm", "verify", "edit", "claim", "note", "answer", "assign", "acknowledge", "refuse", "wait", "resume",
    "escalate", "resolve", "close", "reopen", "refer", "duplicate", "reject", "attach", "incident", "visit", "undo",
    "take", "hangup", "look", "export",
})  # fmt: skip
"""What the hotline's own people do: operators, supervisors, Diskominfo."""
AGENCY_VERBS = frozenset({
    "note", "answer", "acknowledge", "refuse", "wait", "resume", "resolve", "attach", "undo", "look",
})  # fmt: skip
"""What an agency does with the tickets it was given."""

ROLE_VERBS: dict[Role, frozenset[str]] = {
    Role.OPERATOR: DESK_VERBS - {"export"},
    Role.SUPERVISOR: DESK_VERBS,
    Role.DISKOMINFO: DESK_VERBS | {"privacy"},
    Role.AGENCY: AGENCY_VERBS,
    Role.PUSKESMAS: frozenset({"open", "note", "visit", "attach", "look"}),
    Role.BUPATI: frozenset({"note", "acknowledge", "dispose", "look", "export"}),
    Role.AUDITOR: frozenset({"look", "export"}),
    Role.ADMIN: frozenset({"account", "privacy"}),
}
PROGRAM_VERBS: dict[Actor, frozenset[str]] = {
    BRIDGE: frozenset({"open", "edit"}),
    TELEPHONE: frozenset({"acknowledge", "refuse", "escalate", "close", "reopen", "answer"}),
    CLOCK: frozenset({"confirm", "escalate", "close", "privacy"}),
}


def verbs_of(actor: Actor) -> frozenset[str]:
    """All verbs that the actor's role includes, whatever the ticket."""
    if actor.role is not None:
        return ROLE_VERBS[actor.role]
    return PROGRAM_VERBS.get(actor, frozenset())


def forbidden(actor: Actor, verb: str, ticket: Ticket | None = None) -> NotAllowed | None:
    """Why the actor may not do this, or None when they may."""
    if verb not in verbs_of(actor):
        return _refusal(actor, verb)
    if ticket is None:
        return None
    if not is_own(actor, ticket):
        theirs, mine = ticket.puskesmas or ticket.agency or "-", actor.puskesmas or actor.agency or "-"
        return _refusal(actor, verb, f" (tiket {theirs}, bukan {mine})")
    if actor == BRIDGE and verb == "edit" and ticket.status is not Status.DRAFT:
        return _refusal(actor, verb, f" (status {ticket.status})")
    if actor.role is Role.BUPATI and verb in ("acknowledge", "dispose") and ticket.level is not Level.BUPATI:
        return _refusal(actor, verb, f" (tingkat {ticket.level})")
    if actor.role is Role.AGENCY and verb == "acknowledge" and ticket.level is not Level.AGENCY:
        return _refusal(actor, verb, f" (tingkat {ticket.level})")
    return None


def is_own(actor: Actor, ticket: Ticket) -> bool:
    """Whether the ticket lies within what the actor's role sees.

    An agency sees what it was given, a puskesmas what it reported or visits at home, and nothing else.
    """
    if actor.role is Role.AGENCY:
        return actor.agency is not None and ticket.agency == actor.agency
    if actor.role is Role.PUSKESMAS:
        return actor.puskesmas is not None and ticket.puskesmas == actor.puskesmas
    return True


def check_allowed(actor: Actor, verb: str, ticket: Ticket | None = None) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if (refusal := forbidden(actor, verb, ticket)) is not None:
        raise refusal


def _refusal(actor: Actor, verb: str, why: str = "") -> NotAllowed:
    return NotAllowed(role=actor.role.value if actor.role else actor.name, verb=verb, why=why)
