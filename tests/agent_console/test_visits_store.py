"""The store and the table of the Dokmaru screen, without Textual and without a database."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent_console.actions import BY_ID
from agent_console.catalogue import LANGUAGES, Texts
from agent_console.keys import key_name
from agent_console.store import Store
from agent_console.visit_actions import (
    VISIT_ACTIONS,
    VISIT_BY_ID,
    may_edit_visit,
    visit_footer,
    why_not_visit,
)
from agent_console.visit_form import VisitField
from agent_console.visit_keys import visit_key_table
from agent_console.visit_live import concerns_visits
from agent_console.visit_store import VisitsLoaded, VisitStore
from agent_console.visit_why import short_why
from agent_console.widgets.footer_keys import MOST_KEYS
from agent_console.widgets.keyed_list import KeyedList
from tickets.dokmaru.model import Visit
from tickets.dokmaru.nearest import Basis
from tickets.dokmaru.transitions import STATUSES_FOR
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.model import Account, Event, Priority, Role, Status, Ticket

from . import shift
from .test_actions import TICKET

ID = Texts("id")
TODAY = shift.NOW.date()


def visit(key=1, status=VisitStatus.REPORTED, flags=(), **facts):
    steps = dict.fromkeys(("triaged_at", "team_at", "on_the_way_at", "visited_at", "referred_at", "closed_at"))
    base = Visit(
        id=key, ticket_id=key + 10, status=status, patient_name=f"Pasien {key}", patient_age=None, patient_sex=None,
        nik="", phone="", complaint="demam", onset="", mobility=Mobility.UNKNOWN, insurance=Insurance.UNKNOWN,
        red_flags=tuple(flags), puskesmas=None, team="", referred_to="", result="", version=1, created_at=shift.NOW,
        updated_at=shift.NOW, **steps, code=f"8898620{key}", ticket_status=Status.NEW, priority=Priority.NORMAL,
        channel="telepon", kecamatan="32.12.12", desa="32.12.12.2001", rt="", rw="", landmark="", reporter_name="",
        reporter_number="", relation="", anonymous=False,
    )  # fmt: skip
    return replace(base, **facts)


def account(role=Role.OPERATOR):
    return Account(1, "op1", "Sari", role, "DINKES" if role is Role.AGENCY else None, None, puskesmas="PKM-SLIYEG")


def store_with(*visits, role=Role.OPERATOR, drafts=None, detail=True):
    store = VisitStore(account(role), lambda subject: (drafts or {}).get(subject, {}))
    store.put(VisitsLoaded(visits=visits, detail=visits[0] if detail else None, puskesmas=shift.PUSKESMAS))
    return store


def why(action, store, role=Role.OPERATOR, **settings):
    return why_not_visit(VISIT_BY_ID[action], Store(account(role), **settings), store)


def test_ids_and_keys_are_unique_and_leave_the_lists_theirs():
    keys = [key for action in VISIT_ACTIONS for key in action.keys]
    taken = {key for binding in KeyedList.BINDINGS for key in binding.key.split(",")}
    assert len(keys) == len(set(keys)) == len({*keys} - taken)
    assert len(VISIT_BY_ID) == len(VISIT_ACTIONS)
    assert all(BY_ID[name].keys == VISIT_BY_ID[name].keys for name in ("help", "quit", "palette", "back"))


def test_every_verb_of_the_domain_has_a_key():
    assert {action.verb for action in VISIT_ACTIONS if action.verb} == set(STATUSES_FOR) - {"edit"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_table_names_every_key(language):
    table = visit_key_table(language)
    assert all(f"`{key_name(key)}`" in table for action in VISIT_ACTIONS for key in action.keys)


def test_the_readme_has_the_key_table():
    assert visit_key_table() in (Path(__file__).parents[2] / "README.md").read_text("utf-8")


@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("flags", [(), (RedFlag.BLEEDING,)])
def test_the_footer_shows_what_can_be_done_now_and_119_first_in_danger(status, flags):
    store = store_with(visit(status=status, flags=flags))
    shown = visit_footer(Store(account()), store, MOST_KEYS, typing=False, proposals=True)
    assert len(shown) <= MOST_KEYS
    assert {"help", "quit"} <= {action.id for action in shown}
    assert all(why(action.id, store) is None for action in shown)
    if flags and why("visit_hand_over_119", store) is None:
        assert shown[0].id == "visit_hand_over_119"


def test_what_makes_no_sense_says_what_to_do_first():
    store = store_with(visit())
    assert short_why(why("visit_depart", store), ID) == "Triase dulu."
    flagged = store_with(visit(status=VisitStatus.TRIAGED, flags=[RedFlag.BLEEDING]))
    assert "119" in short_why(why("visit_team", flagged), ID)
    assert short_why(why("visit_save", store), ID) == ID("blocked.nothing_to_save")
    assert short_why(None, ID) == ""


def test_onlookers_and_readonly_consoles_change_nothing():
    store = store_with(visit(), role=Role.BUPATI)
    assert why("visit_triage", store, Role.BUPATI) == "blocked.not_allowed"
    assert not may_edit_visit(Store(account(Role.BUPATI)), store)
    mine = store_with(visit())
    assert all(why(name, mine, readonly=True) == "blocked.readonly" for name in ("visit_triage", "visit_edit"))
    assert may_edit_visit(Store(account()), mine)
    assert not may_edit_visit(Store(account()), store_with(visit(status=VisitStatus.CLOSED)))


def test_the_cursor_follows_the_visit_and_asks_for_its_page():
    store = store_with(visit(1), visit(2))
    store.selected = 2
    assert store.detail is None
    assert store.subject == ""
    assert store.put(VisitsLoaded(visits=(visit(3), visit(2)), detail=visit(3)))
    assert store.selected == 2
    assert not store.put(VisitsLoaded(visits=(visit(3),), detail=visit(3)))
    assert store.subject == "visit:3"


def test_what_was_read_before_our_own_verb_brings_nothing_back():
    store = store_with(visit())
    store.changed(visit(status=VisitStatus.TRIAGED, version=2))
    store.put(VisitsLoaded(visits=(visit(),), detail=visit()))
    assert store.visit.status is VisitStatus.TRIAGED
    store.put(VisitsLoaded(visits=(visit(),), detail=visit(status=VisitStatus.TEAM, version=3)))
    assert store.visit.status is VisitStatus.TEAM


def test_a_ticket_with_a_visit_shows_it_and_one_without_begins_a_form():
    store = VisitStore(account(), lambda _: {})
    store.opening = 7
    assert store.subject == ""
    store.put(VisitsLoaded(visits=(visit(1),), detail=visit(1), source=TICKET, puskesmas=shift.PUSKESMAS))
    assert (store.subject, store.visit, store.nearest().basis) == ("new:7", None, Basis.NO_PLACE)
    store.put(VisitsLoaded(visits=(visit(1),), detail=visit(1), source=TICKET, wanted=1))
    assert (store.opening, store.subject) == (None, "visit:1")


def test_a_new_case_of_a_puskesmas_is_its_own_and_others_go_by_the_typed_place():
    nurse = store_with(visit(), role=Role.PUSKESMAS)
    nurse.opening = 0
    assert nurse.form(ID).values[VisitField.PUSKESMAS] == "PKM-SLIYEG"
    store = store_with(visit())
    store.opening = 0
    store.edit("new:0", VisitField.KECAMATAN, "Sliyeg")
    store.edit("new:0", VisitField.DESA, "Sudikampiran")
    assert store.form(ID).values[VisitField.PUSKESMAS] == "PKM-TAMBI"


def test_typed_text_belongs_to_its_visit_and_what_came_while_saving_stays():
    store = store_with(visit(1), visit(2), drafts={"visit:1": {VisitField.ONSET: "Senin"}})
    assert store.form(ID).values[VisitField.ONSET] == "Senin"
    sent = dict(store.form(ID).values)
    store.edit("visit:1", VisitField.NAME, "Siti")
    store.saved("visit:1", sent)
    assert store.edits() == {VisitField.NAME: "Siti"}
    assert store.edits("visit:2") == {}


def test_searching_looks_at_names_places_and_codes():
    store = store_with(visit(1), visit(2, complaint="luka bakar"))
    store.look_for("LUKA sleman")
    assert [one.id for one in store.shown()] == [2]
    assert store.selected == 2
    store.look_for("tidak ada")
    assert store.selected is None
    assert store.visit is None


def test_nothing_is_proposed_for_a_visit_that_is_over_or_hidden():
    danger = {"complaint": "sesak napas"}
    assert store_with(visit(**danger)).advice(ID, TODAY).can_be_taken
    assert not store_with(visit(status=VisitStatus.CLOSED, **danger)).advice(ID, TODAY).can_be_taken
    assert not store_with(visit(**danger), role=Role.AUDITOR).advice(ID, TODAY).can_be_taken


def test_what_concerns_visits_is_loaded_again():
    def event(kind, ticket_id):
        return Event(1, shift.NOW, kind, None, ticket_id, "Sari", {})

    assert concerns_visits(event("visit.opened", 3))
    assert concerns_visits(event("puskesmas.imported", None))
    assert not concerns_visits(event("call.started", None))


def test_a_ticket_is_the_source_of_its_own_form_only():
    store = VisitStore(account(), lambda _: {})
    store.opening = 8
    store.put(VisitsLoaded(source=Ticket(**{name: getattr(TICKET, name) for name in Ticket.__slots__})))
    assert store.source is None
