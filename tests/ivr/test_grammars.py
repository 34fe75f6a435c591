"""What is listened for at each step, and that thresholds are measured with the same phrases."""

from dataclasses import replace

import pytest

from ivr.conversation import Facts, Position
from ivr.grammars import district_phrases, grammar, village_phrases
from ivr.menu import Kind, load
from ivr.spoken_answers import NO_PHRASES, YES_PHRASES
from ivr.spoken_digits import INDONESIAN, read_digits
from ivr.spoken_questions import question
from ivr.spoken_words import words_of
from speech.threshold_trials import SAMPLE_DISTRICT, kind_phrases
from speech.thresholds import QuestionKind
from tickets.reference.loader import kecamatan

MENU = load()
DISTRICTS = {place.name.lower(): code for code, place in kecamatan().items()}


def at(name: str, **facts) -> Position:
    return Position(name, facts=Facts(**facts))


def test_free_speech_has_no_grammar():
    assert grammar(MENU, at("description")) is None


@pytest.mark.parametrize("name", [name for name, step in MENU.steps.items() if step.kind is not Kind.DESCRIBE])
def test_a_person_a_repetition_and_emergencies_are_heard_everywhere(name):
    listened = grammar(MENU, at(name)) or ()
    if MENU.answered_at(name).kind is not Kind.DESCRIBE:
        assert {"petugas", "sekali lagi", "ulangi", "kebakaran"} <= set(listened)


def test_a_number_is_listened_for_by_its_digits():
    assert set(INDONESIAN) <= set(grammar(MENU, at("code")))
    assert all(read_digits(words_of(word)) for word in INDONESIAN)


@pytest.mark.parametrize(("name", "code"), sorted(DISTRICTS.items()))
def test_every_kecamatan_and_every_desa_in_it_is_heard_and_read_back(name, code):
    asks = question(MENU.steps["district"], None)
    assert asks is not None
    assert asks.read(f"kecamatan {name}") == code
    villages = question(MENU.steps["village"], code)
    assert villages is not None
    listened = grammar(MENU, at("village", district=code))
    for phrase in village_phrases(code):
        assert phrase in listened
    assert all(villages.read(phrase) for phrase in village_phrases(code))


def test_while_an_answer_is_asked_back_yes_and_no_are_heard_too():
    asked = replace(at("district"), asked=DISTRICTS["sliyeg"])
    listened = set(grammar(MENU, asked))
    assert listened >= {*YES_PHRASES, *NO_PHRASES, "sindang"}
    assert "muhun" not in set(grammar(MENU, at("district")))


def test_i_do_not_know_is_heard_where_a_place_is_asked_for():
    assert {"tidak tahu", "beli weruh"} <= set(grammar(MENU, at("district")))


def test_thresholds_are_measured_with_what_the_hotline_listens_for():
    main = tuple(word for option in MENU.steps["main"].options for word in option.words)
    assert kind_phrases(QuestionKind.MENU) == main
    assert kind_phrases(QuestionKind.YES_NO) == YES_PHRASES + NO_PHRASES
    assert kind_phrases(QuestionKind.DIGITS) == kind_phrases(QuestionKind.CODE) == INDONESIAN
    assert set(kind_phrases(QuestionKind.DISTRICT)) == set(district_phrases())
    assert set(kind_phrases(QuestionKind.VILLAGE)) == set(village_phrases(DISTRICTS[SAMPLE_DISTRICT]))
