"""The one table of what an operator can do: it feeds keys, footer, help, palette and the README's key table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent_console.queue_order import is_waiting
from agent_console.store import DESK_ROLES, Store, View
from agent_console.view_deeds import is_own
from tickets.dokmaru.opening import CATEGORY as VISITED
from tickets.dokmaru.permissions import check_reader, check_worker
from tickets.errors import NotAllowed, TicketsError
from tickets.model import Role, Status
from tickets.transitions import objection

Why = str | TicketsError | None
"""Why an action cannot be done now: a text key, or the domain's own objection; None when it can."""
Blocked = Callable[[Store], Why]

EVERYONE = frozenset(Role)
SIGHT_ROLES = EVERYONE - DESK_ROLES
CALL_ROLES = SIGHT_ROLES - {Role.ADMIN}
NOTE_ROLES = EVERYONE - {Role.ADMIN, Role.AUDITOR}
AGENCY_ROLES = CALL_ROLES | {Role.AGENCY}
OFF_FOOTER = 50
"""Actions of this rank and above are in the help and the palette, never in the footer."""


@dataclass(frozen=True)
class Action:
    """One action. The first key is shown in lists; `anywhere` is the key that also works while typing."""

    id: str
    key: str
    blocked: Blocked
    anywhere: str = ""
    roles: frozenset[Role] = EVERYONE
    views: frozenset[View] = frozenset(View)
    danger: bool = False
    writes: bool = False
    rank: int = 50

    @property
    def label(self) -> str:
        """Text key of the word in the footer."""
        return f"action.{self.id}.label"

    @property
    def help(self) -> str:
        """Text key of the sentence in the help screen."""
        return f"action.{self.id}.help"

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the action."""
        return tuple(key for key in (self.key, self.anywhere) if key)


def _never(_: Store) -> Why:
    return None


def _take(store: Store) -> Why:
    if store.my_call() is not None:
        return "blocked.busy"
    call = take_target(store)
    if call is None:
        return "blocked.nobody_waits"
    if store.call is not None and store.call.id != call:
        return "blocked.not_waiting"
    return "blocked.pending" if call in store.pending else None


def _answer(store: Store) -> Why:
    if store.my_call() is not None:
        return "blocked.busy"
    urgent = store.most_urgent()
    if urgent is None:
        return "blocked.nobody_waits"
    return "blocked.pending" if urgent.id in store.pending else None


def take_target(store: Store) -> int | None:
    """Return the call that `take` would take: the selected one if it waits, else the most urgent."""
    if store.call is not None and is_waiting(store.call):
        return store.call.id
    urgent = store.most_urgent()
    return urgent.id if urgent else None


def _hangup(store: Store) -> Why:
    mine = store.my_call()
    if mine is None:
        return "blocked.no_call"
    return "blocked.pending" if mine.id in store.pending else None


def _save(store: Store) -> Why:
    if not store.subject:
        return "blocked.nothing_selected"
    if store.ticket is None or store.ticket.status is Status.DRAFT:
        return None
    if not may_edit(store):
        return objection(store.ticket, "edit", store.me.actor)
    return None if store.edits.get(store.subject) else "blocked.nothing_to_save"


def _on_ticket(verb: str) -> Blocked:
    def blocked(store: Store) -> Why:
        if store.ticket is None:
            return "blocked.no_ticket" if store.call else "blocked.nothing_selected"
        return objection(store.ticket, verb, store.me.actor)

    return blocked


def _claim(store: Store) -> Why:
    if store.ticket is not None and store.ticket.claimed_by == store.me.name:
        return "blocked.already_mine"
    return _on_ticket("claim")(store)


def _release(store: Store) -> Why:
    if store.ticket is not None and store.ticket.claimed_by is None:
        return "blocked.nobody_holds"
    return _on_ticket("claim")(store)


def _join(store: Store) -> Why:
    if store.ticket is not None and store.ticket.incident_id is not None:
        return "blocked.in_incident"
    found = store.similar.get(store.subject)
    nothing = found is None or not (found.likely or found.burst)
    return "blocked.nothing_similar" if nothing and store.ticket is not None else _on_ticket("incident")(store)


def _searching(store: Store) -> Why:
    narrowed = store.search.strip() or store.view_name
    return None if narrowed else "blocked.everything_shown"


def _own_view(store: Store) -> Why:
    return None if is_own(store) else "blocked.no_own_view"


def _in_incident(store: Store) -> Why:
    if store.ticket is not None and store.ticket.incident_id is None:
        return "blocked.no_incident"
    return _on_ticket("look")(store)


def _undo(store: Store) -> Why:
    if store.ticket is None:
        return _on_ticket("undo")(store)
    changes = [event for event in store.history.get(store.ticket.id, ()) if event.detail.get("was")]
    return None if changes else "blocked.nothing_to_undo"


def _texts(store: Store) -> Why:
    return _on_ticket("edit")(store) or (None if store.texts_of_ticket() else "blocked.no_texts")


def _selected(store: Store) -> Why:
    return None if store.call or store.ticket else "blocked.nothing_selected"


def _visits(store: Store) -> Why:
    try:
        check_reader(store.me.actor)
    except NotAllowed as refusal:
        return refusal
    return None


def _visit(store: Store) -> Why:
    if store.ticket is None:
        return "blocked.no_ticket" if store.call else "blocked.nothing_selected"
    try:
        check_worker(store.me.actor, "visit")
    except NotAllowed as refusal:
        return refusal
    return None if store.ticket.category == VISITED else "blocked.not_health"


def may_edit(store: Store) -> bool:
    """Whether the fields of the form in view may be typed into."""
    if store.readonly or not store.subject or store.me.role not in CALL_ROLES:
        return False
    return store.ticket is None or objection(store.ticket, "edit", store.me.actor) is None


def _edit(store: Store) -> Why:
    if may_edit(store):
        return None
    if store.readonly:
        return "blocked.readonly"
    return _selected(store) or "blocked.not_editable"


ACTIONS: tuple[Action, ...] = (
    Action("answer", "", _answer, "f2", roles=CALL_ROLES, writes=True, rank=1),
    Action("take", "t", _take, "", roles=CALL_ROLES, views=frozenset({View.CALLS}), writes=True, rank=2),
    Action("hangup", "x", _hangup, "f4", roles=CALL_ROLES, danger=True, writes=True, rank=1),
    Action("save", "s", _save, "f5", roles=CALL_ROLES, writes=True, rank=3),
    Action("edit", "f", _edit, "", roles=CALL_ROLES, rank=8),
    Action("assign", "a", _on_ticket("assign"), "f6", roles=CALL_ROLES, writes=True, rank=4),
    Action("note", "n", _on_ticket("note"), "f7", roles=NOTE_ROLES, writes=True, rank=5),
    Action("resolve", "r", _on_ticket("resolve"), "f8", roles=AGENCY_ROLES, writes=True, rank=6),
    Action("escalate", "e", _on_ticket("escalate"), "f9", roles=CALL_ROLES, writes=True, rank=7),
    Action("claim", "c", _claim, roles=CALL_ROLES, writes=True, rank=9),
    Action("acknowledge", "d", _on_ticket("acknowledge"), roles=AGENCY_ROLES | {Role.BUPATI}, writes=True, rank=8),
    Action("reply", "b", _on_ticket("answer"), roles=AGENCY_ROLES, writes=True, rank=52),
    Action("wait", "p", _on_ticket("wait"), roles=AGENCY_ROLES, writes=True, rank=52),
    Action("resume", "l", _on_ticket("resume"), roles=AGENCY_ROLES, writes=True, rank=9),
    Action("verify", "V", _on_ticket("verify"), roles=CALL_ROLES, writes=True, rank=52),
    Action("close", "z", _on_ticket("close"), roles=CALL_ROLES, writes=True, rank=9),
    Action("reopen", "o", _on_ticket("reopen"), roles=CALL_ROLES, writes=True, rank=9),
    Action("refuse", "K", _on_ticket("refuse"), roles=AGENCY_ROLES, writes=True, rank=52),
    Action("refer", "R", _on_ticket("refer"), roles=CALL_ROLES, writes=True, rank=52),
    Action("duplicate", "D", _on_ticket("duplicate"), roles=CALL_ROLES, writes=True, rank=52),
    Action("reject", "X", _on_ticket("reject"), roles=CALL_ROLES, writes=True, rank=52),
    Action("dispose", "i", _on_ticket("dispose"), roles=frozenset({Role.BUPATI}), writes=True, rank=5),
    Action("visit", "Y", _visit, "f10", roles=AGENCY_ROLES, writes=True, rank=5),
    Action("dokmaru", "H", _visits, "f12", roles=EVERYONE - {Role.ADMIN}, rank=13),
    Action("join", "m", _join, roles=CALL_ROLES, writes=True, rank=9),
    Action("leave", "M", _in_incident, roles=CALL_ROLES, writes=True, rank=52),
    Action("solve_all", "S", _in_incident, roles=CALL_ROLES, writes=True, rank=52),
    Action("release", "C", _release, roles=CALL_ROLES, writes=True, rank=52),
    Action("undo", "u", _undo, roles=AGENCY_ROLES, writes=True, rank=19),
    Action("texts", "w", _texts, roles=CALL_ROLES, writes=True, rank=10),
    Action("filter", "slash", _never, rank=11),
    Action("views", "h", _never, rank=52),
    Action("save_view", "B", _searching, writes=True, rank=52),
    Action("drop_view", "", _own_view, writes=True, rank=60),
    Action("view", "v", _never, "f3", roles=SIGHT_ROLES, rank=10),
    Action("copy", "y", _selected, rank=12),
    Action("pane", "tab", _never, rank=60),
    Action("back", "escape", _never, rank=60),
    Action("theme", "", _never, rank=60),
    Action("palette", "colon", _never, "ctrl+p", rank=40),
    Action("help", "question_mark", _never, "f1", rank=20),
    Action("quit", "q", _never, "ctrl+q", rank=30),
)
BY_ID = {action.id: action for action in ACTIONS}


def actions_of(role: Role) -> tuple[Action, ...]:
    """Return the actions a role has at all."""
    return tuple(action for action in ACTIONS if role in action.roles)


def why_not(action: Action, store: Store) -> Why:
    """Return the text key that says why the action cannot be done now, None when it can."""
    if store.me.role not in action.roles:
        return "blocked.not_allowed"
    if action.writes and store.readonly:
        return "blocked.readonly"
    if action.writes and store.broken:
        return "blocked.database_away"
    if store.view not in action.views:
        return "blocked.other_view"
    return action.blocked(store)


def footer_actions(store: Store, most: int, *, typing: bool = False) -> list[Action]:
    """Return the actions that work now, the most useful first, at most `most`; help and quit always fit in."""
    able = [one for one in actions_of(store.me.role) if one.rank < OFF_FOOTER and (one.anywhere or not typing)]
    able = sorted((one for one in able if why_not(one, store) is None), key=lambda one: one.rank)
    kept = [one for one in able if one.id in ("help", "quit")]
    return [one for one in able if one not in kept][: max(most - len(kept), 0)] + kept
