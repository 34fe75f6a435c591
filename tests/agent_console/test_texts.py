"""The catalogues: no key is missing, none is unused, both languages say the same things."""

import re
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

import agent_console
from agent_console.actions import ACTIONS
from agent_console.catalogue import LANGUAGES, TextMissingError, Texts, texts_of
from agent_console.form import Field
from agent_console.freshness import Freshness
from agent_console.life_deeds import PLAIN, WRITTEN
from agent_console.queue_order import STAGE_ORDER
from agent_console.store import View
from agent_console.visit_actions import VISIT_ACTIONS
from agent_console.visit_form import VisitField
from agent_console.visit_words import FAMILY
from agent_console.widgets.counts_bar import COUNTED
from agent_console.widgets.status_line import PARTS
from ivr.menu import BUILT_IN, load
from tickets.clocks.facts import Clock, State
from tickets.dokmaru.form import Doubt
from tickets.dokmaru.nearest import Basis
from tickets.dokmaru.service import EVENTS as VISIT_EVENTS
from tickets.duplicates import Kind
from tickets.model import HealthState, Level, Priority, Status
from tickets.texts_model import Source

SOURCE = "\n".join(file.read_text("utf-8") for file in Path(agent_console.__file__).parent.rglob("*.py"))
MARKED = [
    "save",
    "assign",
    "claim",
    "note",
    "resolve",
    "escalate",
    "texts",
    "duplicate",
    "refer_note",
    "join",
    "leave",
    "solve_all",
]
ASKED = ["note", "resolve", "escalate", "refer", "refer_note", "duplicate", "join", "solve_all"]
VISITS_WRITTEN = ["visit_team", "visit_visited", "visit_cancel", "visit_hand_over_119", "visit_refer_on"]
VISITS_ASKED = [*VISITS_WRITTEN, "visit_triage", "visit_puskesmas", "visit_refer", "visit_sure"]
VISITS_DONE = [action.id for action in VISIT_ACTIONS if action.verb] + ["visit_save", "visit_refer_on"]
MORE_FIELDS = ("channel", "complaint_type", "relation", "rt", "rw", "nik")
"""Fields that the history tells of."""
FAMILIES = {
    "stage": [stage.value for stage in STAGE_ORDER],
    "status": [status.value for status in Status],
    "priority": [priority.value for priority in Priority],
    "level": [level.value for level in Level],
    "health": [state.value for state in HealthState],
    "fresh": [fresh.value for fresh in Freshness],
    "pane": [*(view.value for view in View), "form"],
    "part": [*PARTS, "database"],
    "count": [name for name, _ in COUNTED],
    "field": [*(field.value for field in Field), "anonymous", "confidential", *MORE_FIELDS],
    "pending": ["take", "hangup"],
    "outcome": [f"{verb}.{end}" for verb, end in product(("take", "hangup"), ("done", "failed"))],
    "done": [*MARKED, *WRITTEN, *PLAIN, *VISITS_DONE],
    "ask": [*ASKED, *WRITTEN, *VISITS_ASKED],
    "action": [f"{action.id}.{part}" for action in (*ACTIONS, *VISIT_ACTIONS) for part in ("label", "help")],
    "step": [*load(BUILT_IN).steps, "message", "landmark", "name"],
    "event": [
        f"ticket.{verb}"
        for verb in ("opened", "confirmed", "edited", "claimed", "noted", "assigned", "escalated", "resolved")
    ]
    + [
        f"ticket.{verb}"
        for verb in (
            "verified",
            "acknowledged",
            "refused",
            "waiting",
            "resumed",
            "answered",
            "disposed",
            "closed",
            "reopened",
            "referred",
            "rejected",
            "duplicate",
            "attached",
            "released",
            "undone",
            "due",
            "heard_again",
            "text_chosen",
        )
    ]
    + ["outbound.planned", "outbound.ended", "duty.nobody", "duty.unanswered"]
    + [f"incident.{verb}" for verb in ("opened", "joined", "left", "merged", "unmerged", "solved", "reopened")]
    + ["visit.opened", *VISIT_EVENTS.values()],
    "visit": ["puskesmas", "team", "referred", "place", "reporter", "relation"],
    "vfield": [name.value for name in VisitField],
    **{family: [word.value for word in kind] for kind, family in FAMILY.items()},
    "doubt": [doubt.name.lower() for doubt in Doubt],
    "basis": [basis.name.lower() for basis in Basis],
    "kind": [kind.value for kind in Kind],
    "clock": [clock.value for clock in Clock],
    "state": [state.value for state in State],
    "span": ["minutes", "hours", "days"],
    "source": [source.value for source in Source],
}
"""Keys that are put together from the domain's own words."""


WRITTEN_OUT = (
    "ask",
    "bar",
    "blocked",
    "call",
    "conflict",
    "done",
    "due",
    "error",
    "flag",
    "form",
    "help",
    "history",
    "login",
    "others",
    "pane",
)
WRITTEN_OUT += ("queue", "sign", "stage", "status", "texts", "tickets", "transcript", "views", "visit")


def wanted():
    written = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", SOURCE))
    named = {key for key in written if key.split(".")[0] in WRITTEN_OUT}
    return named | {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(language):
    assert wanted() - set(texts_of(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_unused(language):
    assert set(texts_of(language)) - wanted() == set()


def test_both_languages_fill_in_the_same_values():
    def values(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    texts = {language: texts_of(language) for language in LANGUAGES}
    assert {key: values(text) for key, text in texts["id"].items()} == {
        key: values(text) for key, text in texts["en"].items()
    }


def test_a_missing_text_is_named():
    with pytest.raises(TextMissingError, match="nothing"):
        Texts("id")("nothing")
