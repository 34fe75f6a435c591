"""The action table: one truth for keys, footer, help and the README."""

from dataclasses import replace

import pytest

from agent_console.actions import ACTIONS, BY_ID, actions_of, footer_actions, take_target, why_not
from agent_console.changes import Loaded
from agent_console.keys import key_name, key_table_markdown
from agent_console.store import Store, View
from agent_console.widgets.footer_keys import MOST_KEYS
from agent_console.widgets.keyed_list import KeyedList
from tickets.model import Account, CallStage, Level, Priority, Role, Status, Ticket

from . import shift
from .test_store import row

TICKET = Ticket(
    7, "88986204", Status.NEW, Priority.NORMAL, Level.AGENCY, "air", None, None, None, "", "", "", "", False, False,
    "telepon", None, None, 1, shift.NOW, shift.NOW,
)  # fmt: skip


def store_of(role=Role.OPERATOR, calls=(), tickets=(), **settings):
    store = Store(Account(1, "op1", "Sari", role, "DPUPR" if role is Role.AGENCY else None, "op1"), **settings)
    store.put(Loaded(calls=tuple(calls), tickets=tuple(tickets)), shift.NOW)
    return store


def tickets_store(ticket=TICKET, role=Role.OPERATOR):
    store = store_of(role, tickets=[ticket])
    store.view = View.TICKETS
    return store


def test_ids_and_keys_are_unique():
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    assert len(BY_ID) == len(ACTIONS)


def test_no_action_takes_a_key_from_the_lists():
    taken = {key for binding in KeyedList.BINDINGS for key in binding.key.split(",")}
    assert taken.isdisjoint(key for action in ACTIONS for key in action.keys)


def test_what_must_work_while_typing_has_a_key_that_no_field_swallows():
    urgent = ("answer", "hangup", "save", "assign", "note", "resolve", "escalate", "view", "help", "quit")
    assert all(BY_ID[name].anywhere.startswith(("f", "ctrl+")) for name in urgent)


def test_taking_takes_the_selected_call_and_answering_the_most_urgent():
    store = store_of(calls=[row(1), row(2, priority=Priority.EMERGENCY, seconds=5)])
    store.selected_call = 1
    assert take_target(store) == 1
    assert store.most_urgent().id == 2
    store.view = View.TICKETS
    assert take_target(store) == 2


@pytest.mark.parametrize(
    ("action", "calls", "why"),
    [
        ("answer", [], "blocked.nobody_waits"),
        ("answer", [row(1, CallStage.TALKING, operator="op1"), row(2)], "blocked.busy"),
        ("take", [row(1, CallStage.TALKING, operator="op2"), row(2, CallStage.ENDED)], "blocked.nobody_waits"),
        ("hangup", [row(1)], "blocked.no_call"),
        ("note", [row(1)], "blocked.no_ticket"),
        ("save", [], "blocked.nothing_selected"),
        ("answer", [row(1)], None),
        ("hangup", [row(1, CallStage.TALKING, operator="op1")], None),
    ],
)
def test_an_action_that_cannot_act_says_why(action, calls, why):
    assert why_not(BY_ID[action], store_of(calls=calls)) == why


def test_a_second_request_waits_for_the_first():
    store = store_of(calls=[row(1)])
    store.begin("take", 1, shift.NOW)
    assert why_not(BY_ID["answer"], store) == "blocked.pending"


def test_a_draft_cannot_be_assigned_and_the_domain_says_why():
    draft = tickets_store(replace(TICKET, status=Status.DRAFT))
    assert "Konfirmasi draf" in str(why_not(BY_ID["assign"], draft))
    assert why_not(BY_ID["save"], draft) is None


def test_readonly_and_a_database_that_is_away_block_every_write():
    reading, away = store_of(calls=[row(1)], readonly=True), store_of(calls=[row(1)])
    away.broken = True
    for action in ACTIONS:
        if action.writes and Role.OPERATOR in action.roles:
            assert why_not(action, reading) == "blocked.readonly"
            assert why_not(action, away) == "blocked.database_away"
    assert why_not(BY_ID["help"], away) is None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("typing", [False, True])
def test_the_footer_shows_at_most_eight_keys_that_work_now(role, typing):
    store = store_of(role, calls=[row(1)], tickets=[TICKET])
    shown = footer_actions(store, MOST_KEYS, typing=typing)
    assert len(shown) <= MOST_KEYS
    assert all(why_not(action, store) is None for action in shown)
    assert {"help", "quit"} <= {action.id for action in shown}


def test_an_agency_has_no_telephone():
    names = {action.id for action in actions_of(Role.AGENCY)}
    assert {"note", "resolve"} <= names
    assert names.isdisjoint({"take", "answer", "hangup", "save", "assign", "escalate", "view"})


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_key_table_names_every_key(language):
    table = key_table_markdown(language)
    for action in ACTIONS:
        for key in action.keys:
            assert f"`{key_name(key)}`" in table
