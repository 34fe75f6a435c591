"""Answers that were not heard surely: asked back, denied, said once more, or given by keys in the end."""

from dataclasses import replace

import pytest

from ivr.conversation import Again, Facts, Go, Key, Leave, Position, Silence, Spoken, Stay, step
from ivr.desk import Desk
from ivr.dialogue import LONGEST_PAUSE_S, unhurried
from ivr.menu import QUEUE, load
from ivr.spoken_decision import Alternative
from ivr.wording import confirmation_prompts, place_prompt
from speech.indonesian.numbers import spell_digits
from speech.thresholds import QuestionKind, thresholds
from tickets.reference.loader import kecamatan

MENU = load()
CODES = {place.name.lower(): code for code, place in kecamatan().items()}
SLIYEG, SINDANG = CODES["sliyeg"], CODES["sindang"]


def doubtful(kind: QuestionKind) -> float:
    limit = thresholds()[kind]
    return max(limit.ask, min(limit.accept - 0.001, 0.999))


UNSURE = Spoken("kecamatan sliyeg", doubtful(QuestionKind.DISTRICT))


@pytest.fixture
def asked() -> Position:
    move = step(MENU, Position("district"), UNSURE)
    assert isinstance(move, Again)
    assert move.prompt == ""
    assert move.position.asked == SLIYEG
    return move.position


def test_it_is_asked_back_in_few_words(asked):
    assert confirmation_prompts(MENU.steps["district"], asked.asked) == ["district", place_prompt(SLIYEG), "is_right"]
    assert Desk(None, None).prompts(MENU.steps["district"], asked) == ["district", place_prompt(SLIYEG), "is_right"]


@pytest.mark.parametrize("yes", [Key("1"), Spoken("ya"), Spoken("muhun"), Spoken("ya betul"), UNSURE], ids=repr)
def test_yes_or_the_same_once_more_takes_it(asked, yes):
    move = step(MENU, asked, yes)
    assert isinstance(move, Go)
    assert (move.position.step, move.position.facts.district, move.position.asked) == ("village", SLIYEG, "")


@pytest.mark.parametrize("no", [Key("2"), Spoken("bukan"), Spoken("beli"), Spoken("tidak benar")], ids=repr)
def test_no_asks_anew_and_never_offers_it_again(asked, no):
    move = step(MENU, asked, no)
    assert isinstance(move, Again)
    assert (move.prompt, move.position.asked, move.position.refused) == ("denied", "", (SLIYEG,))
    again = step(MENU, move.position, UNSURE)
    assert isinstance(again, Again)
    assert again.position.asked == ""


def test_another_answer_is_worth_as_much_as_a_no(asked):
    move = step(MENU, asked, Spoken("kecamatan sindang"))
    assert isinstance(move, Go)
    assert move.position.facts.district == SINDANG


def test_an_unsure_yes_is_no_yes(asked):
    move = step(MENU, asked, Spoken("ya", 0.0))
    assert isinstance(move, Again)
    assert move.position.asked == SLIYEG


def test_three_silences_at_a_question_lead_to_an_operator(asked):
    for _ in range(2):
        move = step(MENU, asked, Silence())
        assert isinstance(move, Again)
        asked = move.position
        assert asked.asked == SLIYEG
    last = step(MENU, asked, Silence())
    assert isinstance(last, Leave)
    assert last.to == QUEUE


def test_the_second_failure_offers_the_keys():
    first = step(MENU, Position("district"), Spoken("entah apa"))
    second = step(MENU, first.position, Spoken("entah apa"))
    assert [first.prompt, second.prompt] == ["not_understood", "use_keys"]


def test_an_unsure_category_is_asked_back_and_its_keys_keep_their_meaning():
    move = step(MENU, Position("main"), Spoken("air", doubtful(QuestionKind.MENU)))
    assert isinstance(move, Again)
    assert confirmation_prompts(MENU.steps["main"], move.position.asked) == ["category_air", "is_right"]
    by_key = step(MENU, move.position, Key("1"))
    assert isinstance(by_key, Go)
    assert by_key.position.facts.category == "kesehatan"


def test_an_unsure_yes_or_no_is_asked_again_and_not_asked_back():
    move = step(MENU, Position("read_back"), Spoken("ya", doubtful(QuestionKind.YES_NO)))
    assert isinstance(move, Again)
    assert (move.prompt, move.position.asked) == ("not_understood", "")


def spoken(digits: str, surety: float = 1.0, others: tuple[str, ...] = ()) -> Spoken:
    words = [spell_digits(one).replace(",", "") for one in (digits, *others)]
    return Spoken(words[0], surety, tuple(Alternative(text, 0.1) for text in words[1:]))


def test_a_ticket_number_is_said():
    move = step(MENU, Position("code"), spoken("98003157"))
    assert isinstance(move, Go)
    assert (move.position.step, move.position.keys) == ("status", "98003157")


def test_a_misheard_ticket_number_is_saved_by_the_alternative_that_its_check_digit_confirms():
    move = step(MENU, Position("code"), spoken("98003151", 0.6, ("98003157",)))
    assert isinstance(move, Again)
    assert move.position.asked == "98003157"
    done = step(MENU, move.position, Spoken("betul"))
    assert isinstance(done, Go)
    assert done.position.keys == "98003157"


def test_a_ticket_number_said_in_two_breaths_is_put_together_and_asked_back():
    first = step(MENU, Position("code"), spoken("9800"))
    assert isinstance(first, Stay)
    whole = step(MENU, first.position, spoken("3157"))
    assert isinstance(whole, Again)
    assert whole.position.asked == "98003157"
    wrong = step(MENU, first.position, spoken("3151"))
    assert isinstance(wrong, Again)
    assert (wrong.prompt, wrong.position.asked) == ("not_understood", "")


def test_doubtful_digits_are_no_part_of_a_number():
    move = step(MENU, Position("code"), spoken("9800", 0.0))
    assert isinstance(move, Again)


def test_a_key_at_the_question_about_a_number_begins_it_anew():
    at = Position("code", asked="98003157")
    move = step(MENU, at, Key("4"))
    assert isinstance(move, Stay)
    assert (move.position.keys, move.position.asked) == ("4", "")


@pytest.mark.parametrize("said", ["petugas", "saya mau bicara dengan petugas", "operator pak"])
def test_a_person_may_be_asked_for_in_many_ways_but_surely(said):
    assert step(MENU, Position("district"), Spoken(said)).reason == "operator_wanted"
    assert isinstance(step(MENU, Position("district"), Spoken(said, 0.0)), Again)


def test_who_was_not_understood_gets_more_time():
    here = MENU.steps["district"]
    slower = unhurried(here, 1)
    assert unhurried(here, 0) == here
    assert slower.timeout_s > here.timeout_s
    assert here.patience.pause_s < slower.patience.pause_s <= LONGEST_PAUSE_S
    assert unhurried(replace(here, pause_s=1.9, long_pause_s=4.0), 2).patience.long_pause_s == 4.0


def test_facts_survive_a_question_and_a_denial():
    at = Position("district", facts=Facts(category="air", said=("mati",)))
    asked = step(MENU, at, UNSURE)
    denied = step(MENU, asked.position, Key("2"))
    assert denied.position.facts == at.facts
