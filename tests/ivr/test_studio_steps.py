"""What the prompt studio does next, decided purely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.catalogue import all_prompts
from ivr.conversation import Key, Said, Silence
from ivr.studio_steps import LONGEST_TYPED, TAKE, TRIES, Act, At, House, Outcome, Place, Recorded, Turn, begin, step
from speech.prompting.recording import Fault

HOUSE = House("4711", {100: "greeting", 204: "digit_4"})


def typed(turn: Turn, keys: str, house: House = HOUSE) -> Turn:
    for key in keys:
        turn = step(house, turn.at, Key(key))
    return turn


def inside() -> Turn:
    return typed(begin(), "4711#")


def reviewing() -> Turn:
    return step(HOUSE, typed(inside(), "100#").at, Recorded())


def test_the_right_pin_lets_in_and_nothing_else_does() -> None:
    assert inside() == Turn(At(Place.NUMBER), ("studio_number",))
    assert typed(begin(), "4712#").at.place is Place.PIN
    assert typed(begin(), "47114711#").at.place is Place.PIN
    assert typed(begin(), "#").at.place is Place.PIN
    assert typed(begin(), "12*4711#").at.place is Place.NUMBER


def test_the_third_wrong_pin_hangs_up_as_refused() -> None:
    turn = typed(begin(), "1111#2222#")
    assert (turn.at.place, turn.act, turn.say) == (Place.PIN, Act.WAIT, ("studio_pin_wrong", "studio_pin"))
    turn = typed(turn, "3333#")
    assert (turn.act, turn.reason, turn.say) == (Act.HANG_UP, "refused", ("studio_refused",))


def test_clearing_what_was_typed_gives_no_further_tries() -> None:
    assert typed(begin(), "1*1#2*2#3*3#").reason == "refused"


@given(st.text("0123456789*ABCD", max_size=20))
def test_without_a_pin_nobody_gets_in(keys: str) -> None:
    assert typed(begin(), keys + "#", House("", {})).at.place is Place.PIN


@given(st.text("0123456789#*ABCD", max_size=40).filter(lambda keys: "4711" not in keys.replace("*", "")))
def test_no_other_keys_open_the_studio(keys: str) -> None:
    turn = begin()
    for key in keys:
        turn = step(HOUSE, turn.at, Key(key))
        assert turn.at.place is Place.PIN
        assert len(turn.at.typed) <= LONGEST_TYPED
        if turn.act is Act.HANG_UP:
            return


def test_a_number_plays_the_present_prompt_and_then_records() -> None:
    turn = typed(inside(), "204#")
    assert turn == Turn(At(Place.BEFORE, prompt="digit_4"), ("studio_now", "digit_4", "studio_record"))
    assert step(HOUSE, turn.at, Said()).act is Act.RECORD
    assert typed(turn, "#").act is Act.RECORD


@pytest.mark.parametrize("keys", ["999#", "#", "A#", "20433333333333333333#"])
def test_an_unknown_number_is_asked_again(keys: str) -> None:
    assert typed(inside(), keys) == Turn(At(Place.NUMBER), ("studio_unknown", "studio_number"))


def test_a_good_recording_is_played_back_and_kept_by_1() -> None:
    turn = reviewing()
    assert turn.say == ("studio_playback", TAKE, "studio_choose")
    kept = typed(turn, "1")
    assert (kept.act, kept.at.prompt) == (Act.KEEP, "greeting")
    assert step(HOUSE, kept.at, Outcome.KEPT) == Turn(At(Place.NUMBER), ("studio_kept", "studio_number"))
    assert step(HOUSE, kept.at, Outcome.NOT_KEPT).say == ("studio_not_kept", "studio_number")


def test_2_records_again_and_3_returns_to_the_voice() -> None:
    again = typed(reviewing(), "2")
    assert (again.at.place, again.say) == (Place.BEFORE, ("studio_again",))
    assert step(HOUSE, again.at, Said()).act is Act.RECORD
    deleted = typed(reviewing(), "3")
    assert (deleted.act, deleted.at.prompt) == (Act.DELETE, "greeting")
    assert step(HOUSE, deleted.at, Outcome.DELETED).say == ("studio_deleted", "studio_number")


def test_3_and_the_star_work_before_a_recording_too() -> None:
    assert typed(inside(), "100#3").act is Act.DELETE
    assert typed(inside(), "100#*") == Turn(At(Place.NUMBER), ("studio_number",))
    assert typed(reviewing(), "*") == Turn(At(Place.NUMBER), ("studio_number",))


@pytest.mark.parametrize("fault", list(Fault))
def test_an_unfit_recording_says_why_and_cannot_be_kept(fault: Fault) -> None:
    turn = step(HOUSE, typed(inside(), "100#").at, Recorded(fault))
    assert turn.say == (f"studio_{fault}", "studio_repeat")
    assert typed(turn, "1").act is Act.WAIT
    assert typed(turn, "2").at.place is Place.BEFORE
    assert typed(turn, "3").act is Act.DELETE


def test_silence_repeats_the_question_and_then_hangs_up_without_keeping() -> None:
    turn = reviewing()
    for _ in range(TRIES - 1):
        turn = step(HOUSE, turn.at, Silence())
        assert (turn.say, turn.act) == (("studio_choose",), Act.WAIT)
    turn = step(HOUSE, turn.at, Silence())
    assert (turn.act, turn.reason) == (Act.HANG_UP, "silence")


ANSWERS = {
    Act.WAIT: st.one_of(st.sampled_from("0123456789*#ABCD").map(Key), st.sampled_from([Said(), Silence()])),
    Act.RECORD: st.sampled_from([Recorded(), *map(Recorded, Fault)]),
    Act.KEEP: st.sampled_from([Outcome.KEPT, Outcome.NOT_KEPT]),
    Act.DELETE: st.sampled_from([Outcome.DELETED, Outcome.NOT_KEPT]),
}


@given(st.data(), st.booleans())
def test_whatever_comes_every_turn_can_be_done(data: st.DataObject, let_in: bool) -> None:
    texts, turn, fit = all_prompts(), inside() if let_in else begin(), False
    for _ in range(30):
        heard = data.draw(ANSWERS[turn.act])
        fit = heard == Recorded() if isinstance(heard, Recorded) else fit
        turn = step(HOUSE, turn.at, heard)
        assert all(name in texts or name == TAKE for name in turn.say)
        assert turn.act is not Act.KEEP or fit, "only a fit recording is ever kept"
        assert turn.act not in (Act.RECORD, Act.KEEP, Act.DELETE) or turn.at.prompt in HOUSE.prompts.values()
        if turn.act is Act.HANG_UP:
            assert turn.say
            return
