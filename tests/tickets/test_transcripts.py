"""Texts made after the call: both are kept, a person chooses, and nothing is learned from without consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tickets import queries, service, stretches
from tickets.database import Database
from tickets.errors import CallNotFound, EmptyText, ImpossibleTransition, NotAllowed, TranscriptNotFound
from tickets.model import Event
from tickets.schema import EventTable, TicketTable
from tickets.texts_model import Source

from .people import ADMIN, BUPATI, OPERATOR, OTHER, SUPERVISOR, T0, new_call, new_ticket, said

LONG_AGO = T0 - timedelta(days=1)


@pytest.fixture
def call(tx):
    """A recorded call with a description in two pieces, and its ticket."""
    key = service.start_call(tx, new_call())
    service.attach_recording(tx, key, "/home/recordings/100-1.wav")
    service.set_step(tx, key, "description")
    service.add_segment(tx, key, said("air mati", start=4.0))
    service.add_segment(tx, key, said("sudah tiga hari", start=7.0))
    service.add_segment(tx, key, said("sliyeg", step="district", start=20.0))
    service.open_ticket(tx, new_ticket(description="air mati. sudah tiga hari", call_id=key), OPERATOR)
    service.end_call(tx, key, at=T0, reason="hangup")
    return key


@pytest.fixture
def ticket(tx, call):
    return queries.ticket(tx, queries.call(tx, call).ticket_id)


@pytest.fixture
def learning(url, clock):
    """A database of a house that may keep corrections."""
    opened = Database(url, clock=clock, keep_corrections=True)
    yield opened
    opened.close()


def whisper(tx, call, text="Air mati sudah tiga hari, Pak.", confidence=0.7):
    return service.add_transcript(tx, call, source=Source.WHISPER, text=text, confidence=confidence)


def test_both_texts_are_kept_with_source_time_confidence_and_place(tx, call, ticket):
    whisper(tx, call)
    live, again = stretches.transcripts(tx, ticket.id)
    assert (live.source, live.text, live.confidence) == (Source.LIVE, "air mati. sudah tiga hari", pytest.approx(0.9))
    assert (again.source, again.text, again.confidence) == (Source.WHISPER, "Air mati sudah tiga hari, Pak.", 0.7)
    assert {(text.call_id, text.started_s, text.ended_s, text.created_at) for text in (live, again)} == {
        (call, 4.0, 8.0, T0)
    }
    event = queries.history(tx, ticket.id)[-1]
    assert (event.kind, event.detail["source"]) == ("ticket.heard_again", "whisper")
    assert queries.ticket(tx, ticket.id).description == "air mati. sudah tiga hari"


def test_the_same_source_is_kept_once(tx, call, ticket):
    assert whisper(tx, call) is not None
    assert whisper(tx, call, "lain") is None
    assert len(stretches.transcripts(tx, ticket.id)) == 2


def test_the_chosen_text_becomes_the_description_and_the_diary_says_who_chose_it(tx, call, ticket):
    key = whisper(tx, call)
    assert service.choose_transcript(tx, key, OTHER).description == "Air mati sudah tiga hari, Pak."
    edited, chosen = queries.history(tx, ticket.id)[-2:]
    assert edited.detail["before"] == {"description": "air mati. sudah tiga hari"}
    assert (chosen.kind, chosen.actor, chosen.at, chosen.detail["source"]) == (
        "ticket.text_chosen",
        OTHER.name,
        T0,
        "whisper",
    )
    live, again = stretches.transcripts(tx, ticket.id)
    assert (again.chosen_by, again.chosen_at) == (OTHER.name, T0)
    service.choose_transcript(tx, live.id, SUPERVISOR)
    assert [text.chosen_by for text in stretches.transcripts(tx, ticket.id)] == [SUPERVISOR.name, None]
    assert queries.ticket(tx, ticket.id).description == "air mati. sudah tiga hari"


def test_only_who_may_edit_chooses_and_corrects(tx, call, ticket):
    key = whisper(tx, call)
    for actor in (BUPATI, ADMIN):
        with pytest.raises(NotAllowed):
            service.choose_transcript(tx, key, actor)
        with pytest.raises(NotAllowed):
            service.correct_transcript(tx, ticket.id, actor, "air")
    with pytest.raises(TranscriptNotFound):
        service.choose_transcript(tx, key + 99, OPERATOR)
    with pytest.raises(EmptyText):
        service.correct_transcript(tx, ticket.id, OPERATOR, "  \n ")
    service.resolve(tx, ticket.id, OPERATOR, "beres")
    with pytest.raises(ImpossibleTransition):
        service.choose_transcript(tx, key, OPERATOR)


def test_hostile_text_is_stored_clean(tx, call, ticket):
    whisper(tx, call, "air\x00 \u202e[/]'; DROP TABLE ticket;--" + "x" * 20_000, confidence=7.0)
    text = stretches.transcripts(tx, ticket.id)[-1]
    assert text.text.startswith("air [/]'; DROP TABLE ticket;--")
    assert (len(text.text), text.confidence) == (10_000, 1.0)


def test_a_silence_that_was_heard_again_is_done_but_offers_nothing(tx, call, ticket):
    whisper(tx, call, "", 0.0)
    assert [text.source for text in stretches.transcripts(tx, ticket.id)] == [Source.LIVE]
    assert stretches.waiting(tx, Source.WHISPER, LONG_AGO) == []


def test_waiting_are_ended_recorded_calls_with_a_ticket(tx, call):
    [stretch] = stretches.waiting(tx, Source.WHISPER, LONG_AGO)
    assert (stretch.call_id, stretch.recording) == (call, "/home/recordings/100-1.wav")
    assert (stretch.started_s, stretch.ended_s) == (4.0, 8.0)
    assert stretches.waiting(tx, Source.WHISPER, T0) == []
    whisper(tx, call)
    assert stretches.waiting(tx, Source.WHISPER, LONG_AGO) == []


def test_the_newest_wait_the_oldest_first(tx, monkeypatch):
    monkeypatch.setattr(stretches, "MOST_WAITING", 2)
    keys = []
    for number in range(4):
        keys.append(service.start_call(tx, new_call(f"1.{number}")))
        service.attach_recording(tx, keys[-1], f"{number}.wav")
        service.add_segment(tx, keys[-1], said("air mati"))
        service.end_call(tx, keys[-1], at=T0, reason="hangup")
    assert [stretch.call_id for stretch in stretches.waiting(tx, Source.WHISPER, LONG_AGO)] == keys[2:]


def test_calls_without_sound_without_words_or_with_two_recordings_do_not_wait(tx):
    for number, recordings in enumerate((0, 1, 2)):
        key = service.start_call(tx, new_call(f"2.{number}"))
        for part in range(recordings):
            service.attach_recording(tx, key, f"{number}-{part}.wav")
        if recordings != 1:
            service.add_segment(tx, key, said("air mati"))
        service.end_call(tx, key, at=T0, reason="hangup")
        assert stretches.described(tx, key) is None
        assert service.add_transcript(tx, key, source=Source.WHISPER, text="x", confidence=0.5) is None
    assert stretches.waiting(tx, Source.WHISPER, LONG_AGO) == []
    with pytest.raises(CallNotFound):
        service.add_transcript(tx, 999, source=Source.WHISPER, text="x", confidence=0.5)


def test_a_description_that_no_recogniser_understood_is_found_by_the_menus_steps(tx, clock):
    key = service.start_call(tx, new_call())
    service.attach_recording(tx, key, "a.wav")
    clock.now += timedelta(seconds=5)
    service.set_step(tx, key, "description")
    clock.now += timedelta(seconds=30)
    service.set_step(tx, key, "district")
    service.end_call(tx, key, at=clock.now + timedelta(seconds=10), reason="hangup")
    stretch = stretches.described(tx, key)
    assert (stretch.started_s, stretch.ended_s) == (5.0, 35.0)


@pytest.mark.parametrize("kinds", [[], ["call.recorded"], ["call.step"], ["call.recorded", "call.step"]])
def test_without_a_beginning_and_an_end_there_is_no_stretch(kinds):
    events = [
        Event(number, T0 + timedelta(seconds=number), kind, 1, None, "bridge", {"step": "description"})
        for number, kind in enumerate(kinds)
    ]
    assert stretches.by_steps(events) is None


@pytest.mark.parametrize(
    ("house", "caller", "confidential", "kept"),
    [
        (False, False, False, 0),
        (False, True, False, 0),
        (True, False, False, 0),
        (True, True, True, 0),
        (True, True, False, 1),
    ],
)
def test_a_correction_is_learned_from_only_if_house_and_caller_allow_it(
    database, learning, call_in, house, caller, confidential, kept
):
    with (learning if house else database).transaction() as tx:
        key, ticket = call_in(tx)
        service.set_training_consent(tx, key, given=caller)
        service.edit_ticket(tx, ticket.id, OPERATOR, confidential=confidential)
        fixed = service.correct_transcript(tx, ticket.id, OPERATOR, "Air mati sudah tiga hari di Sliyeg.")
        assert fixed.description == "Air mati sudah tiga hari di Sliyeg."
        found = stretches.corrections(tx)
        assert len(found) == kept
        if kept:
            assert found[0].text == "Air mati sudah tiga hari di Sliyeg."
            assert (found[0].stretch.started_s, found[0].stretch.ended_s) == (4.0, 8.0)
            assert found[0].caller_number == "081234567890"


@pytest.fixture
def call_in():
    def make(tx):
        key = service.start_call(tx, new_call())
        service.attach_recording(tx, key, "a.wav")
        service.add_segment(tx, key, said("air mati", start=4.0))
        service.add_segment(tx, key, said("sudah tiga hari", start=7.0))
        return key, service.end_call(tx, key, at=T0, reason="hangup")

    return make


def test_a_second_correction_replaces_the_first_and_a_withdrawn_consent_deletes_it(learning, call_in):
    with learning.transaction() as tx:
        key, ticket = call_in(tx)
        service.set_training_consent(tx, key, given=True)
        service.correct_transcript(tx, ticket.id, OPERATOR, "satu")
        service.correct_transcript(tx, ticket.id, OTHER, "dua")
        assert [correction.text for correction in stretches.corrections(tx)] == ["dua"]
        [person] = [text for text in stretches.transcripts(tx, ticket.id) if text.source is Source.PERSON]
        assert (person.author, person.chosen_by) == (OTHER.name, OTHER.name)
        service.set_training_consent(tx, key, given=False)
        assert stretches.corrections(tx) == []
        assert stretches.transcripts(tx, ticket.id) == []
        assert queries.ticket(tx, ticket.id).description == "dua"


def test_a_ticket_made_confidential_later_is_learned_from_no_more(learning, call_in):
    with learning.transaction() as tx:
        key, ticket = call_in(tx)
        service.set_training_consent(tx, key, given=True)
        service.correct_transcript(tx, ticket.id, OPERATOR, "satu")
        tx.execute(update(TicketTable).values(confidential=True))
        assert stretches.corrections(tx) == []


def test_consent_is_noted_once_and_is_off_at_first(tx, call):
    service.set_training_consent(tx, call, given=False)
    service.set_training_consent(tx, call, given=True)
    service.set_training_consent(tx, call, given=True)
    told = tx.scalars(select(EventTable.detail).where(EventTable.kind == "call.training_consent")).all()
    assert told == [{"given": True}]
    with pytest.raises(CallNotFound):
        service.set_training_consent(tx, 999, given=True)
