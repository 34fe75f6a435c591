"""The table of what can be done on the Dokmaru screen: it feeds its keys, footer, help and palette."""

from __future__ import annotations

from dataclasses import dataclass

from agent_console.actions import OFF_FOOTER, Action, Why, why_not
from agent_console.store import Store
from agent_console.visit_store import VisitStore
from tickets.dokmaru.permissions import check_worker
from tickets.dokmaru.transitions import objection
from tickets.dokmaru.vocabulary import OPEN_VISITS
from tickets.errors import NotAllowed
from tickets.model import Role

CALM_RANK = 6
"""Where the hand-over to 119 stands in the footer while no red flag holds."""
WORKERS = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.DISKOMINFO, Role.AGENCY, Role.PUSKESMAS})


@dataclass(frozen=True)
class VisitAction(Action):
    """One action on visits; `verb` is the domain's verb that must make sense for the visit in view."""

    verb: str = ""


def _free(_: Store) -> Why:
    return None


def _works(store: Store) -> Why:
    try:
        # A puskesmas sees none but its own visits, so its own is the one that is asked for.
        check_worker(store.me.actor, "visit", store.me.puskesmas)
    except NotAllowed as refusal:
        return refusal
    return None


def _types(store: Store) -> Why:
    return "blocked.readonly" if store.readonly else _works(store)


def _verb(name: str, key: str, rank: int, anywhere: str = "", *, danger: bool = False) -> VisitAction:
    return VisitAction(
        f"visit_{name}", key, _works, anywhere, WORKERS, danger=danger, writes=True, rank=rank, verb=name
    )


VISIT_ACTIONS: tuple[VisitAction, ...] = (
    _verb("hand_over_119", "9", 1, "f9", danger=True),
    VisitAction("visit_save", "s", _works, "f5", WORKERS, writes=True, rank=2),
    VisitAction("visit_accept", "p", _types, "f6", WORKERS, rank=2),
    _verb("triage", "t", 3),
    _verb("team", "a", 3),
    _verb("depart", "d", 3),
    _verb("visited", "v", 3),
    _verb("close", "z", 4),
    _verb("refer", "r", 4),
    VisitAction("visit_edit", "f", _types, "", WORKERS, rank=5),
    VisitAction("visit_new", "n", _works, "f7", WORKERS, writes=True, rank=6),
    _verb("cancel", "X", 7),
    VisitAction("visit_open_only", "o", _free, rank=8),
    VisitAction("filter", "slash", _free, rank=11),
    VisitAction("visit_copy", "y", _free, rank=12),
    VisitAction("pane", "tab", _free, rank=60),
    VisitAction("back", "escape", _free, rank=15),
    VisitAction("palette", "colon", _free, "ctrl+p", rank=40),
    VisitAction("help", "question_mark", _free, "f1", rank=20),
    VisitAction("quit", "q", _free, "ctrl+q", rank=30),
)
VISIT_BY_ID = {action.id: action for action in VISIT_ACTIONS}


def why_not_visit(action: VisitAction, store: Store, visits: VisitStore) -> Why:
    """Say why the action cannot be done now: a text key or the domain's own objection; None when it can."""
    general = why_not(action, store)
    if general is not None:
        return general
    if action.verb:
        return _why_no_verb(action.verb, visits)
    return _OWN[action.id](visits) if action.id in _OWN else None


def _why_no_verb(verb: str, visits: VisitStore) -> Why:
    if visits.opening is not None:
        return "blocked.new_visit"
    visit = visits.visit
    if visit is None:
        return "blocked.nothing_selected"
    return objection(visit.status, visit.red_flags, verb, visit.code)


def _why_no_save(visits: VisitStore) -> Why:
    if not visits.subject:
        return "blocked.nothing_selected"
    if visits.opening is None and not visits.edits():
        return "blocked.nothing_to_save"
    return _why_no_edit(visits)


def _why_no_edit(visits: VisitStore) -> Why:
    if visits.opening is not None:
        return None
    return _why_no_verb("edit", visits)


def _why_no_copy(visits: VisitStore) -> Why:
    return None if visits.visit or visits.source else "blocked.nothing_selected"


def _why_no_new(visits: VisitStore) -> Why:
    return None if visits.opening is None else "blocked.new_visit"


_OWN = {
    "visit_new": _why_no_new,
    "visit_save": _why_no_save,
    "visit_edit": _why_no_edit,
    "visit_accept": _why_no_edit,
    "visit_copy": _why_no_copy,
}


def may_edit_visit(store: Store, visits: VisitStore) -> bool:
    """Whether the fields of the form in view may be typed into."""
    if not visits.subject or _types(store) is not None:
        return False
    return visits.opening is not None or (visits.detail is not None and visits.detail.status in OPEN_VISITS)


def visit_footer(store: Store, visits: VisitStore, most: int, *, typing: bool, proposals: bool) -> list[Action]:
    """Return the actions that work now, the most useful first; help and quit always fit in.

    `proposals`: whether there is anything to take over.
    """
    able = [
        action
        for action in VISIT_ACTIONS
        if action.rank < OFF_FOOTER
        and (action.anywhere or not typing)
        and (proposals or action.id != "visit_accept")
        and why_not_visit(action, store, visits) is None
    ]
    danger = visits.visit is not None and bool(visits.visit.red_flags)
    able.sort(key=lambda action: action.rank if danger or not action.danger else CALM_RANK)
    kept = [action for action in able if action.id in ("help", "quit")]
    return [*[action for action in able if action not in kept][: max(most - len(kept), 0)], *kept]


def visit_actions_of(role: Role) -> tuple[VisitAction, ...]:
    """Return the actions a role has at all."""
    return tuple(action for action in VISIT_ACTIONS if role in action.roles)
