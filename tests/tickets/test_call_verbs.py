"""A call's life: every call leaves a record and, unless it only asked, a ticket with what was said."""

from datetime import timedelta

import pytest

from tickets import queries, service
from tickets.errors import CallNotFound, ImpossibleTransition, UnknownCategory
from tickets.model import CallStage, NewCall, Priority, Status, Word
from tickets.rows import select_events, to_event
from tickets.schema import LiveTextTable

from .people import OPERATOR, T0, new_call, new_ticket, said

LATER = T0 + timedelta(seconds=30)


@pytest.fixture
def call_id(tx):
    return service.start_call(tx, new_call())


def kinds(tx):
    return [event.kind for event in everything(tx)]


def everything(tx):
    return [to_event(row) for row in tx.execute(select_events().order_by("id"))]


def test_a_call_starts_once_per_linkedid(tx, call_id):
    assert service.start_call(tx, new_call()) == call_id
    assert service.start_call(tx, new_call("100.2")) != call_id
    assert kinds(tx) == ["call.started", "call.started"]


def test_stages_keep_their_times_and_their_operator(tx, call_id):
    assert service.set_stage(tx, call_id, CallStage.QUEUED, at=T0)
    assert not service.set_stage(tx, call_id, CallStage.QUEUED, at=LATER)
    service.set_stage(tx, call_id, CallStage.RINGING, at=LATER, operator="op1")
    service.set_stage(tx, call_id, CallStage.TALKING, at=LATER)
    row = queries.call(tx, call_id)
    assert (row.stage, row.operator, row.queued_at, row.answered_at) == (CallStage.TALKING, "op1", T0, LATER)
    service.set_stage(tx, call_id, CallStage.QUEUED, at=LATER)
    assert queries.call(tx, call_id).operator is None


def test_an_ended_call_stays_ended(tx, call_id):
    service.end_call(tx, call_id, at=T0, reason="hangup")
    assert not service.set_stage(tx, call_id, CallStage.TALKING, at=LATER)
    assert queries.call(tx, call_id).stage is CallStage.ENDED


def test_ending_is_its_own_verb(tx, call_id):
    with pytest.raises(ImpossibleTransition):
        service.set_stage(tx, call_id, CallStage.ENDED, at=T0)


def test_the_end_opens_a_draft_with_the_description(tx, call_id):
    service.set_choice(tx, call_id, "air")
    service.add_segment(tx, call_id, said("halo", step="sambutan"))
    service.add_segment(tx, call_id, said("sudah tiga hari", start=9))
    service.add_segment(tx, call_id, said("air mati", start=5))
    service.add_segment(tx, call_id, said("baik bu", start=6, speaker="operator"))
    ticket = service.end_call(tx, call_id, at=LATER, reason="hangup")
    assert (ticket.status, ticket.category, ticket.description) == (Status.DRAFT, "air", "air mati sudah tiga hari")
    assert (ticket.reporter_number, ticket.reporter_name) == ("081234567890", "Ibu Tati")
    assert queries.call(tx, call_id).ticket_code == ticket.code


def test_without_a_description_all_else_that_was_said_is_used(tx, call_id):
    service.add_segment(tx, call_id, said("jalan rusak", step="menu"))
    assert service.end_call(tx, call_id, at=LATER, reason="hangup").description == "jalan rusak"


def test_words_that_never_became_final_are_kept_and_marked(tx, call_id):
    service.add_segment(tx, call_id, said("air mati"))
    service.show_live_text(tx, call_id, "description", "di desa tugu", (Word("di", 0.4, 1, 2),))
    ticket = service.end_call(tx, call_id, at=LATER, reason="hangup")
    assert ticket.description == "air mati di desa tugu"
    assert queries.history(tx, ticket.id)[0].detail["unfinished_text"] == "di desa tugu"
    assert queries.live_text(tx, call_id) is None


def test_a_silent_call_leaves_an_empty_draft(tx, call_id):
    assert service.end_call(tx, call_id, at=LATER, reason="hangup").description == ""


def test_ending_twice_gives_the_same_ticket(tx, call_id):
    first = service.end_call(tx, call_id, at=LATER, reason="hangup")
    assert service.end_call(tx, call_id, at=LATER, reason="again") == first
    assert kinds(tx).count("call.ended") == 1


def test_a_status_call_leaves_no_ticket(tx, call_id):
    service.mark_status_only(tx, call_id)
    assert service.end_call(tx, call_id, at=LATER, reason="hangup") is None


def test_a_call_with_a_ticket_gets_no_draft(tx, call_id):
    ticket = service.open_ticket(tx, new_ticket(call_id=call_id), OPERATOR)
    assert service.end_call(tx, call_id, at=LATER, reason="hangup").id == ticket.id
    assert len(queries.tickets(tx)) == 1


def test_an_emergency_carries_over_to_present_and_future_tickets(tx, call_id):
    before = service.open_ticket(tx, new_ticket(call_id=call_id), OPERATOR)
    service.set_call_priority(tx, call_id, Priority.EMERGENCY, ("ular",))
    after = service.open_ticket(tx, new_ticket(call_id=call_id), OPERATOR)
    assert queries.ticket(tx, before.id).priority is Priority.EMERGENCY
    assert after.priority is Priority.EMERGENCY


def test_priority_never_falls_by_itself(tx, call_id):
    service.set_call_priority(tx, call_id, Priority.EMERGENCY, ("ular",))
    service.set_call_priority(tx, call_id, Priority.NORMAL)
    assert service.end_call(tx, call_id, at=LATER, reason="hangup").priority is Priority.EMERGENCY
    assert kinds(tx).count("call.priority") == 1


def test_emergency_words_cut_off_by_the_end_still_count(tx, call_id):
    service.show_live_text(tx, call_id, "description", "ada kebakaran")
    assert service.end_call(tx, call_id, at=LATER, reason="hangup").priority is Priority.EMERGENCY


def test_live_text_grows_its_revision_over_all_calls_and_leaves_no_event(tx, call_id):
    other = service.start_call(tx, new_call("100.2"))
    before = kinds(tx)
    service.show_live_text(tx, call_id, "description", "air")
    service.show_live_text(tx, other, "description", "jalan")
    service.show_live_text(tx, call_id, "description", "air mati")
    assert queries.live_text(tx, call_id).revision > queries.live_text(tx, other).revision
    assert queries.live_text(tx, call_id).text == "air mati"
    assert kinds(tx) == before


def test_revisions_never_repeat_after_texts_are_gone(tx, call_id):
    service.show_live_text(tx, call_id, "description", "air")
    first = queries.live_text(tx, call_id).revision
    service.add_segment(tx, call_id, said("air mati"))
    assert tx.query(LiveTextTable).count() == 0
    service.show_live_text(tx, call_id, "description", "lagi")
    assert queries.live_text(tx, call_id).revision > first


def test_segments_come_back_with_their_words(tx, call_id):
    words = (Word("air", 0.75, 0.5, 1.0), Word("mati", 1.0, 1.0, 1.5))
    service.add_segment(tx, call_id, said("air mati").__class__("description", "air mati", words, 0.5, 1.5, 0.8))
    assert queries.segments(tx, call_id)[0].words == words


def test_outside_text_is_cleaned_at_the_door(tx):
    call_id = service.start_call(tx, NewCall("1\x002", "x" * 500, "08\x00", "Bu\x00di" * 40, "112", T0))
    service.add_segment(tx, call_id, said("a\x00b" + "c" * 20_000))
    row = queries.call(tx, call_id)
    assert (row.linkedid, row.caller_number, len(row.caller_name)) == ("12", "08", 80)
    assert len(queries.segments(tx, call_id)[0].text) == 10_000
    assert everything(tx)[-1].detail["truncated"] == 10_002


def test_unknown_calls_and_categories_are_named(tx, call_id):
    with pytest.raises(UnknownCategory, match="kesehatan"):
        service.set_choice(tx, call_id, "cuaca")
    with pytest.raises(CallNotFound):
        service.set_step(tx, call_id + 1, "menu")


def test_step_and_recording_are_kept(tx, call_id):
    service.set_step(tx, call_id, "menu")
    service.set_step(tx, call_id, "menu")
    service.attach_recording(tx, call_id, "recordings/1.wav")
    assert queries.call(tx, call_id).step == "menu"
    assert kinds(tx) == ["call.started", "call.step", "call.recorded"]


def test_event_times_are_those_of_the_call(tx, call_id):
    service.end_call(tx, call_id, at=LATER, reason="hangup")
    ended = next(event for event in everything(tx) if event.kind == "call.ended")
    assert ended.at == LATER
    assert ended.at.utcoffset() == timedelta(0)
