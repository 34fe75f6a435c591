"""A spoken answer is taken, asked back, asked again, or asked for by keys: pure, by surety and by what it may mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.menu import load
from ivr.spoken_decision import Accept, Alternative, AskAgain, Confirm, Context, UseKeys, decide
from ivr.spoken_questions import confirmation, question
from speech.indonesian.numbers import spell_digits
from speech.thresholds import QuestionKind, thresholds
from tickets.codes import check_digit, valid_code

MENU = load()
LIMIT = thresholds()
RIGHT = "98003157"
WRONG = "98003151"


def said(digits: str) -> str:
    return spell_digits(digits).replace(",", "")


def code_context(**known) -> Context[str]:
    asks = question(MENU.steps["code"], None)
    assert asks is not None
    return Context(asks.kind, asks.read, checked=asks.checked, **known)


def menu_context(**known) -> Context[str]:
    return Context(QuestionKind.MENU, lambda text: text if text in ("air", "jalan", "sosial") else None, **known)


def test_what_was_heard_surely_is_taken():
    assert decide([Alternative("air", LIMIT[QuestionKind.MENU].accept)], menu_context()) == Accept("air")


def test_what_was_heard_less_surely_is_asked_back():
    doubtful = (LIMIT[QuestionKind.MENU].ask + LIMIT[QuestionKind.MENU].accept) / 2
    assert decide([Alternative("air", doubtful)], menu_context()) == Confirm("air")


def test_what_can_not_be_asked_back_is_taken_surely_or_not_at_all():
    doubtful = LIMIT[QuestionKind.MENU].accept - 0.001
    assert decide([Alternative("air", doubtful)], menu_context(askable=lambda _: False)) == AskAgain()


@pytest.mark.parametrize(("failures", "decision"), [(0, AskAgain()), (1, UseKeys()), (2, UseKeys())])
def test_the_second_failure_goes_to_keys(failures, decision):
    assert decide([Alternative("tempat pembuangan", 1.0)], menu_context(failures=failures)) == decision
    assert decide([], menu_context(failures=failures)) == decision


def test_a_right_code_is_taken():
    assert decide([Alternative(said(RIGHT), 1.0)], code_context()) == Accept(RIGHT)


def test_a_code_with_a_wrong_check_digit_gives_way_to_the_alternative_that_is_right_after_asking_back():
    heard = [Alternative(said(WRONG), 0.7), Alternative(said(RIGHT), 0.2)]
    assert not valid_code(WRONG)
    assert decide(heard, code_context()) == Confirm(RIGHT)


def test_two_wrong_codes_are_asked_again():
    assert decide([Alternative(said(WRONG), 0.9), Alternative(said("98003152"), 0.1)], code_context()) == AskAgain()


def test_a_foreign_sentence_with_digits_in_it_is_no_code_however_well_its_check_digit_fits():
    assert decide([Alternative(said(RIGHT), 0.0)], code_context()) == AskAgain()


def test_what_the_caller_denied_is_not_offered_again():
    heard = [Alternative("air", 1.0), Alternative("jalan", LIMIT[QuestionKind.MENU].ask)]
    assert decide(heard, menu_context(refused=frozenset({"air"}))) == Confirm("jalan")
    assert decide(heard[:1], menu_context(refused=frozenset({"air"}))) == AskAgain()


ALTERNATIVES = st.lists(
    st.builds(Alternative, st.sampled_from(["air", "jalan", "sosial", "lain sekali", ""]), st.floats(0, 1)), max_size=6
)


@settings(max_examples=200)
@given(ALTERNATIVES, st.integers(0, 3), st.frozensets(st.sampled_from(["air", "jalan"])))
def test_only_values_that_were_heard_and_not_denied_come_out(heard, failures, refused):
    match decide(heard, menu_context(failures=failures, refused=refused)):
        case Accept(value):
            assert value == heard[0].text
            assert heard[0].surety >= LIMIT[QuestionKind.MENU].accept
            assert value not in refused
        case Confirm(value):
            assert value in {one.text for one in heard} - refused
        case AskAgain():
            assert failures == 0
        case UseKeys():
            assert failures > 0


@settings(max_examples=100)
@given(ALTERNATIVES, st.floats(0, 1))
def test_more_surety_never_makes_an_accepted_answer_less_accepted(heard, less):
    if heard and isinstance(decide([Alternative(heard[0].text, less), *heard[1:]], menu_context()), Accept):
        more = Alternative(heard[0].text, max(less, heard[0].surety))
        assert isinstance(decide([more, *heard[1:]], menu_context()), Accept)


@settings(max_examples=60)
@given(st.integers(1_000_000, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_one_misheard_digit_is_never_taken_for_a_code(body, place, off):
    code = f"{body}{check_digit(str(body))}"
    misheard = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]
    assert decide([Alternative(said(misheard), 1.0)], code_context()) == AskAgain()


def test_each_step_asks_its_own_kind_of_question():
    kinds = {name: asks and asks.kind for name, step in MENU.steps.items() for asks in [question(step, None)]}
    assert kinds == {
        "greeting": None,
        "main": QuestionKind.MENU,
        "description": None,
        "district": QuestionKind.DISTRICT,
        "village": QuestionKind.VILLAGE,
        "read_back": QuestionKind.YES_NO,
        "ticket": None,
        "wait": QuestionKind.YES_NO,
        "code": QuestionKind.CODE,
        "status": None,
        "after_status": QuestionKind.MENU,
    }


@pytest.mark.parametrize(
    ("text", "key"), [("tidak benar", "2"), ("ya betul", "1"), ("beli", "2"), ("lewati", "3"), ("air", None)]
)
def test_yes_and_no_are_read_by_their_meaning(text, key):
    asks = question(MENU.steps["read_back"], None)
    assert asks is not None
    assert asks.read(text) == key


def test_a_confirmation_knows_yes_and_no():
    assert [confirmation().read(text) for text in ("inggih", "boten", "sliyeg")] == ["ya", "tidak", None]
