"""What a verb does to a ticket's status: a pure table, and the question whether someone may."""

from __future__ import annotations

from tickets.errors import ImpossibleTransition, TicketsError
from tickets.model import OPEN_STATUSES, Actor, Level, Status, Ticket
from tickets.permissions import forbidden

WORKABLE = OPEN_STATUSES - {Status.DRAFT}
ALL = frozenset(Status)
FINISHED = ALL - OPEN_STATUSES
ENDED = FINISHED - {Status.RESOLVED}
"""Nothing runs any more; a resolved ticket still waits for the citizen's word."""
AT_AN_AGENCY = frozenset({Status.ASSIGNED, Status.IN_PROGRESS})

STATUSES_FOR: dict[str, frozenset[Status]] = {
    "confirm": frozenset({Status.DRAFT}),
    "verify": frozenset({Status.NEW}),
    "edit": OPEN_STATUSES,
    "claim": OPEN_STATUSES,
    "note": ALL,
    "attach": ALL,
    "look": ALL,
    "answer": ALL - {Status.DRAFT},
    "assign": WORKABLE,
    "acknowledge": WORKABLE,
    "refuse": AT_AN_AGENCY,
    "wait": WORKABLE - {Status.WAITING},
    "resume": frozenset({Status.WAITING}),
    "escalate": WORKABLE,
    "dispose": WORKABLE,
    "resolve": WORKABLE,
    "close": frozenset({Status.RESOLVED}),
    "reopen": FINISHED,
    "refer": WORKABLE,
    "duplicate": WORKABLE,
    "reject": OPEN_STATUSES,
    "incident": WORKABLE,
}
"""The statuses in which each verb makes sense."""

STATUS_AFTER: dict[str, Status] = {
    "confirm": Status.NEW,
    "verify": Status.VERIFIED,
    "assign": Status.ASSIGNED,
    "refuse": Status.VERIFIED,
    "wait": Status.WAITING,
    "resolve": Status.RESOLVED,
    "close": Status.CLOSED,
    "refer": Status.NOT_OURS,
    "duplicate": Status.DUPLICATE,
    "reject": Status.REJECTED,
}
"""The verbs that set a status; resume, reopen and the start of work look at the ticket, all others leave it."""

LEVEL_ABOVE: dict[Level, Level] = {Level.AGENCY: Level.DISKOMINFO, Level.DISKOMINFO: Level.BUPATI}
"""The ladder of escalation; above the Bupati is nobody."""

OPENING_STATUSES = frozenset({Status.DRAFT, Status.NEW})
STARTS_WORK = frozenset({"note", "answer", "acknowledge"})
"""With these an agency begins to work on what it was assigned."""


def objection(ticket: Ticket, verb: str, actor: Actor) -> TicketsError | None:
    """Why this actor can't do this verb on this ticket now, or None when they can."""
    return forbidden(actor, verb, ticket) or _senseless(ticket, verb)


def may(ticket: Ticket, verb: str, actor: Actor) -> bool:
    """True when the verb (a key of STATUSES_FOR) is allowed to the actor and makes sense in the ticket's state."""
    return objection(ticket, verb, actor) is None


def check(ticket: Ticket, verb: str, actor: Actor) -> None:
    """Raise NotAllowed or ImpossibleTransition unless `may`."""
    if (why := objection(ticket, verb, actor)) is not None:
        raise why


def status_after(ticket: Ticket, verb: str, actor: Actor) -> Status:
    """The status that the verb leads to. An agency's first act on its assigned ticket starts the work."""
    if verb in STARTS_WORK and ticket.status is Status.ASSIGNED and _is_the_agency(ticket, verb, actor):
        return Status.IN_PROGRESS
    if verb == "resume":
        return Status.IN_PROGRESS if ticket.acknowledged_at and ticket.agency else _back_at(ticket)
    if verb == "reopen":
        return _back_at(ticket)
    return STATUS_AFTER.get(verb, ticket.status)


def _is_the_agency(ticket: Ticket, verb: str, actor: Actor) -> bool:
    # At the agency's rung an acknowledgement is the agency's, also when it came by telephone.
    return actor.agency == ticket.agency or (verb == "acknowledge" and ticket.level is Level.AGENCY)


def _back_at(ticket: Ticket) -> Status:
    return Status.ASSIGNED if ticket.agency else Status.VERIFIED


def _senseless(ticket: Ticket, verb: str) -> ImpossibleTransition | None:
    if ticket.status not in STATUSES_FOR.get(verb, frozenset()):
        cure = "Konfirmasi draf ini dulu." if ticket.status is Status.DRAFT else ""
        return _impossible(ticket, verb, ticket.status.value, cure)
    if verb == "escalate" and ticket.level not in LEVEL_ABOVE:
        return _impossible(ticket, verb, f"tingkat {ticket.level}", "Ini sudah tingkat tertinggi.")
    if verb == "acknowledge":
        return _nobody_to_acknowledge(ticket)
    return None


def _nobody_to_acknowledge(ticket: Ticket) -> ImpossibleTransition | None:
    if ticket.acknowledged_at is not None:
        return _impossible(ticket, "acknowledge", f"diterima oleh {ticket.acknowledged_by}", "Tidak perlu lagi.")
    if ticket.agency is None and ticket.level is Level.AGENCY:
        return _impossible(ticket, "acknowledge", "tanpa instansi", "Tugaskan dulu.")
    return None


def _impossible(ticket: Ticket, verb: str, state: str, cure: str) -> ImpossibleTransition:
    return ImpossibleTransition(what=f"tiket {ticket.code}", state=state, verb=verb, cure=cure)
