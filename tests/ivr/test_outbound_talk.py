"""What is said in calls that the hotline makes: whatever is pressed, and never a yes that nobody pressed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.catalogue import all_prompts
from ivr.conversation import Key, Silence
from ivr.outbound_talk import BRIEF, Act, Place, Recorded, Turn, Written, begin, step, survey_prompt
from ivr.outbound_wording import LONGEST_TOLD, brief, told_text
from tests.tickets.test_transitions import TICKET
from tickets.duty.model import Outcome, Purpose
from tickets.model import Priority
from tickets.satisfaction.standards import IN_FORCE, known_standard


def ticket(**facts):
    return replace(TICKET, **facts)


QUESTIONS = ("U3", "U6", "U7")
DUTY, SOLVED = Purpose.ESCALATION, Purpose.SOLVED


def go(turn: Turn, *heard) -> Turn:
    for one in heard:
        turn = step(QUESTIONS, turn.at, Key(one) if isinstance(one, str) else one)
    return turn


def test_1_takes_the_ticket_on_and_is_thanked():
    turn = go(begin(DUTY), "1")
    assert (turn.act, turn.say) == (Act.ACKNOWLEDGE, ())
    over = go(turn, Written(Outcome.ACKNOWLEDGED))
    assert (over.act, over.say, over.outcome) == (Act.HANG_UP, ("outbound_acknowledged",), Outcome.ACKNOWLEDGED)


def test_who_is_too_late_hears_so():
    assert go(begin(DUTY), "1", Written(Outcome.MOVED)).say == ("outbound_moved",)


def test_2_asks_for_the_reason_and_keeps_it():
    turn = go(begin(DUTY), "2")
    assert (turn.act, turn.say) == (Act.RECORD, ("outbound_why",))
    kept = go(turn, Recorded(True))
    assert (kept.act, kept.outcome) == (Act.KEEP, Outcome.REFUSED)
    assert go(kept, Written(Outcome.REFUSED)).say == ("outbound_refused",)


def test_a_reason_that_nobody_spoke_is_asked_for_once_more_and_then_done_without():
    turn = go(begin(SOLVED), "2", Recorded(False))
    assert (turn.act, turn.say) == (Act.RECORD, ("outbound_no_voice", "outbound_missing"))
    assert (go(turn, Recorded(False)).act, go(turn, Recorded(False)).outcome) == (Act.KEEP, Outcome.REOPENED)


@pytest.mark.parametrize("purpose", [DUTY, SOLVED])
def test_3_tells_it_again_and_other_keys_offer_the_choice(purpose):
    assert go(begin(purpose), "3").say == begin(purpose).say
    assert go(begin(purpose), "7").say[0] == "outbound_wrong_key"
    assert BRIEF not in go(begin(purpose), "7").say


@pytest.mark.parametrize("purpose", [DUTY, SOLVED])
def test_silence_is_told_everything_twice_more_and_counts_as_no_answer(purpose):
    turn = begin(purpose)
    for _ in range(2):
        turn = go(turn, Silence())
        assert (turn.act, BRIEF in turn.say) == (Act.WAIT, True)
    turn = go(turn, Silence())
    assert (turn.act, turn.outcome) == (Act.HANG_UP, Outcome.NO_ANSWER)


def test_a_citizen_closes_and_rates():
    turn = go(begin(SOLVED), "1")
    assert turn.act is Act.CLOSE
    turn = go(turn, Written(Outcome.CLOSED))
    assert turn.say == ("outbound_survey", "survey_u3")
    turn = go(turn, "4", "9", "#", "3")
    assert (turn.act, turn.at.answers) == (Act.HANG_UP, (("U3", 4), ("U7", 3)))


def test_without_questions_closing_is_all():
    turn = step((), go(begin(SOLVED), "1").at, Written(Outcome.CLOSED))
    assert (turn.act, turn.say) == (Act.HANG_UP, ("outbound_thanks",))


def test_a_silent_rater_is_asked_once_more_and_keeps_what_was_given():
    turn = go(begin(SOLVED), "1", Written(Outcome.CLOSED), "4", Silence())
    assert turn.say == ("survey_u6",)
    turn = go(turn, Silence())
    assert (turn.act, turn.at.answers) == (Act.HANG_UP, (("U3", 4),))


ANSWERS = {
    Act.WAIT: st.one_of(st.sampled_from("0123456789*#ABCD").map(Key), st.just(Silence())),
    Act.RECORD: st.booleans().map(Recorded),
    Act.ACKNOWLEDGE: st.sampled_from([Outcome.ACKNOWLEDGED, Outcome.MOVED]).map(Written),
    Act.CLOSE: st.sampled_from([Outcome.CLOSED, Outcome.MOVED]).map(Written),
    Act.KEEP: st.sampled_from([Outcome.REFUSED, Outcome.REOPENED, Outcome.MOVED]).map(Written),
}


@given(st.data(), st.sampled_from(Purpose))
def test_whatever_comes_every_turn_can_be_done(data, purpose):
    texts, turn, pressed = all_prompts(), begin(purpose), []
    for _ in range(40):
        assert all(name in texts or name == BRIEF for name in turn.say)
        assert all(1 <= value <= 4 for _, value in turn.at.answers)
        assert len({code for code, _ in turn.at.answers}) == len(turn.at.answers)
        if turn.act is Act.HANG_UP:
            assert turn.say
            return
        heard = data.draw(ANSWERS[turn.act])
        pressed += [heard.digit] if isinstance(heard, Key) else []
        before, turn = turn, step(QUESTIONS, turn.at, heard)
        if turn.act is Act.ACKNOWLEDGE:
            assert (purpose, pressed[-1], before.at.place) == (DUTY, "1", Place.DUTY)
        if turn.act is Act.CLOSE:
            assert (purpose, pressed[-1], before.at.place) == (SOLVED, "1", Place.SOLVED)


@given(st.sampled_from(Purpose), st.integers(0, 200))
def test_a_machine_that_answers_never_says_yes(purpose, most):
    turn = begin(purpose)
    for _ in range(most):
        if turn.act is Act.HANG_UP:
            break
        assert turn.act is Act.WAIT
        turn = step(QUESTIONS, turn.at, Silence())
    assert turn.at.answers == ()


def test_all_that_the_telephone_asks_can_be_said():
    texts = all_prompts()
    assert all(survey_prompt(one.code) in texts for one in known_standard(IN_FORCE).telephone)


SECRET = {"description": "Pak Slamet tetangga saya mabuk", "reporter_name": "Slamet Riyadi", "code": "12345674"}


def test_an_officer_hears_kind_place_number_and_content():
    told = ticket(category="air", kecamatan="32.12.15", desa=None, priority=Priority.EMERGENCY, **SECRET)
    names = brief(told, DUTY, "outbound/x")
    assert names[:3] == ["outbound_urgent", "outbound_about", "category_air"]
    assert "place_32_12_15" in names
    assert names[-10:] == [*(f"digit_{digit}" for digit in "12345674"), "outbound_told", "outbound/x"]


def test_what_is_confidential_is_told_by_kind_and_number_only():
    told = ticket(category="air", kecamatan="32.12.15", confidential=True, **SECRET)
    names = brief(told, DUTY, "outbound/x")
    assert names[-1] == "outbound_confidential"
    assert not any(name.startswith(("place", "outbound/", "in_")) for name in names)
    assert told_text(told) == ""


def test_a_citizen_hears_nothing_of_the_content():
    names = brief(ticket(category="air", **SECRET), SOLVED, "outbound/x")
    assert names[0] == "outbound_solved"
    assert not any(name.startswith(("outbound/", "place")) for name in names)


def test_who_is_anonymous_is_not_named():
    assert told_text(ticket(anonymous=True, **SECRET)) == "Pak tetangga saya mabuk"
    assert told_text(ticket(anonymous=False, **SECRET)) == SECRET["description"]


@given(st.text(max_size=1500), st.booleans(), st.booleans())
def test_what_is_read_out_is_bounded_and_holds_no_long_number(text, anonymous, confidential):
    told = told_text(
        ticket(description=f"{text} hubungi 0812-3456-7890", anonymous=anonymous, confidential=confidential)
    )
    assert len(told) <= LONGEST_TOLD
    assert "3456" not in told
    assert "\n" not in told


@given(st.sampled_from(Purpose), st.booleans(), st.sampled_from([None, "air", "lainnya"]))
def test_everything_told_has_a_prompt(purpose, confidential, category):
    texts = all_prompts()
    told = ticket(category=category, kecamatan="32.12.15", desa=None, confidential=confidential, code="12345674")
    assert set(brief(told, purpose, None)) <= set(texts)
