"""The store: what feed and rows do to the picture, without Textual and without a database."""

from dataclasses import replace

import pytest

from agent_console.changes import Loaded, Outcome
from agent_console.form import Field
from agent_console.freshness import STALE_S, Freshness
from agent_console.queue_order import keep_cursor
from agent_console.store import COMMAND_PATIENCE_S, Store, View
from tickets.feed import Batch
from tickets.model import Account, CallRow, CallStage, Event, LiveText, Priority, Role

from . import shift


def row(key, stage=CallStage.QUEUED, priority=Priority.NORMAL, seconds=60, operator=None, **facts):
    at = shift.ago(seconds)
    base = CallRow(
        key, f"{key}.1", "PJSIP/x", "081234567890", "", "112", stage, "", None, priority, operator,
        None, None, at, at, None, None, None,
    )  # fmt: skip
    return replace(base, **facts)


def event(key, kind, call_id=None, ticket_id=None, **detail):
    return Event(key, shift.NOW, kind, call_id, ticket_id, "bridge", detail)


def live(call_id, text, revision):
    return LiveText(call_id, "description", text, (), revision, shift.NOW)


def batch(*events, texts=(), last_id=0):
    return Batch(tuple(events), tuple(texts), last_id)


@pytest.fixture
def store():
    return Store(Account(1, "op1", "Sari Dewi", Role.OPERATOR, None, "op1"))


def test_emergencies_first_then_queued_then_menu_then_running_then_ended(store):
    rows = (
        row(1, CallStage.ENDED, Priority.EMERGENCY),
        row(2, CallStage.TALKING, Priority.EMERGENCY),
        row(3, CallStage.IVR, seconds=90),
        row(4, CallStage.QUEUED, seconds=10),
        row(5, CallStage.QUEUED, seconds=30),
        row(6, CallStage.IVR, Priority.EMERGENCY, seconds=5),
    )
    store.put(Loaded(calls=rows), shift.NOW)
    assert [call.id for call in store.queue()] == [6, 5, 4, 3, 2, 1]
    assert store.most_urgent().id == 6


def test_the_cursor_follows_the_call_and_not_the_row(store):
    store.put(Loaded(calls=(row(1), row(2, seconds=30))), shift.NOW)
    store.selected_call = 2
    store.put(Loaded(calls=(row(1), row(2, seconds=30), row(3, priority=Priority.EMERGENCY))), shift.NOW)
    assert store.selected_call == 2


def test_ones_own_call_is_selected_at_the_start(store):
    store.put(Loaded(calls=(row(1), row(2, CallStage.TALKING, operator="op1"))), shift.NOW)
    assert store.selected_call == 2


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        (2, [1, 2, 3], [3, 2, 1], 2),
        (2, [1, 2, 3], [1, 3], 3),
        (3, [1, 2, 3], [1, 2], 2),
        (None, [], [7, 8], 7),
        (1, [1], [], None),
        (9, [1], [4], 4),
    ],
)
def test_keep_cursor(key, before, after, expected):
    assert keep_cursor(key, before, after) == expected


def test_events_name_what_must_be_loaded(store):
    dirty = store.apply(batch(event(1, "call.stage", 4), event(2, "ticket.noted", 4, 9), last_id=2))
    assert (dirty.calls, dirty.tickets, dirty.rows, store.last_id) == ({4}, {9}, True, 2)


def test_live_words_need_no_loading_once_somebody_speaks_and_older_ones_are_ignored(store):
    assert store.apply(batch(texts=[live(1, "ada", 4)])).rows
    dirty = store.apply(batch(texts=[live(1, "ada ular", 5)]))
    assert (dirty.live, dirty.rows) == ({1}, False)
    assert not store.apply(batch(texts=[live(1, "ada", 4)]))
    assert store.live[1].text == "ada ular"


def test_live_words_vanish_when_they_became_a_segment(store):
    store.put(Loaded(calls=(row(1),)), shift.NOW)
    store.apply(batch(texts=[live(1, "ada ular", 5)]))
    dirty = store.put(Loaded(calls=(row(1),), live={1: None}, revision=5), shift.NOW)
    assert 1 not in store.live
    assert dirty.live == {1}


def test_words_that_came_while_rows_were_loaded_stay(store):
    store.put(Loaded(calls=(row(1),)), shift.NOW)
    store.apply(batch(texts=[live(1, "tolong", 6)]))
    store.put(Loaded(calls=(row(1),), live={1: None}, revision=5), shift.NOW)
    assert store.live[1].text == "tolong"


def test_words_that_are_gone_do_not_come_back_with_a_late_batch(store):
    store.put(Loaded(calls=(row(1),)), shift.NOW)
    store.apply(batch(texts=[live(1, "ada ular", 5)]))
    store.put(Loaded(calls=(row(1),), live={1: None}, revision=5), shift.NOW)
    store.apply(batch(texts=[live(1, "ada ular", 5)]))
    assert 1 not in store.live


def test_a_command_is_pending_until_the_bridge_has_finished_it(store):
    store.begin("take", 4, shift.NOW)
    assert not store.apply(batch(event(1, "command.requested", 4))).outcomes
    assert 4 in store.pending
    assert store.apply(batch(event(2, "command.failed", 4, result="sibuk"))).outcomes == (
        Outcome("take", 4, False, "sibuk"),
    )
    assert not store.pending


def test_another_operators_command_is_not_ours(store):
    assert not store.apply(batch(event(2, "command.done", 4, result="ok"))).outcomes


def test_a_bridge_that_does_not_answer_is_noticed(store):
    store.begin("take", 4, shift.NOW)
    assert store.overdue(shift.ago(-COMMAND_PATIENCE_S)) == []
    assert store.overdue(shift.ago(-COMMAND_PATIENCE_S - 1)) == [("take", 4)]


def test_new_waiting_calls_are_told_once(store):
    assert store.put(Loaded(calls=(row(1),)), shift.NOW).waiting == {1}
    assert store.put(Loaded(calls=(row(1),)), shift.NOW).waiting == set()
    assert store.put(Loaded(calls=(row(1), row(2, CallStage.TALKING))), shift.NOW).waiting == set()


def test_freshness_grows_old(store):
    assert store.freshness(shift.NOW)[0] is Freshness.STALE
    store.put(Loaded(), shift.NOW)
    assert store.freshness(shift.ago(-1))[0] is Freshness.LIVE
    assert store.freshness(shift.ago(-6)) == (Freshness.AGEING, 6.0)
    assert store.freshness(shift.ago(-STALE_S - 1))[0] is Freshness.STALE
    store.broken = True
    assert store.freshness(shift.NOW)[0] is Freshness.STALE


def test_saving_keeps_what_was_typed_meanwhile(store):
    store.edit("call:1", Field.NAME, "Siti")
    store.edit("call:1", Field.LANDMARK, "dekat masj")
    sent = {Field.NAME: "Siti", Field.LANDMARK: "dekat masj"}
    store.edit("call:1", Field.LANDMARK, "dekat masjid")
    store.saved("call:1", sent)
    assert store.edits == {"call:1": {Field.LANDMARK: "dekat masjid"}}


def test_an_agency_asks_for_its_own_tickets_and_for_no_calls():
    store = Store(Account(1, "jalan", "PUPR", Role.AGENCY, "DPUPR", None))
    question = store.question(None)
    assert (question.me.agency, question.with_calls, store.view) == ("DPUPR", False, View.TICKETS)


def test_a_call_is_mine_by_its_telephone_only(store):
    store.put(Loaded(calls=(row(1, CallStage.RINGING, operator="Sari Dewi"),)), shift.NOW)
    assert store.my_call() is None
    store.put(Loaded(calls=(row(1, CallStage.RINGING, operator="op1"),)), shift.NOW)
    assert store.my_call().id == 1
