"""What the conversation decides: every step by key, by word, by silence, and whatever else a caller may do."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.conversation import (
    Again,
    Emergency,
    Facts,
    Go,
    Key,
    Leave,
    Position,
    Said,
    Silence,
    Spoken,
    Stay,
    TimeUp,
    begin,
    step,
)
from ivr.menu import GOODBYE, QUEUE, load
from ivr.spoken_questions import by_word, certain
from tickets.places import Match, Place
from tickets.reference.loader import kecamatan

MENU = load()
INDRAMAYU = next(code for code, place in kecamatan().items() if place.name == "Indramayu")


def at(name: str, **facts) -> Position:
    return Position(name, facts=Facts(**facts))


@pytest.mark.parametrize("key", list("1234567"))
def test_a_key_of_the_main_menu_chooses_a_category(key):
    move = step(MENU, at("main"), Key(key))
    option = next(option for option in MENU.steps["main"].options if option.key == key)
    assert isinstance(move, Go)
    assert (move.position.step, move.position.facts.category) == ("description", option.category)


@pytest.mark.parametrize("option", MENU.steps["main"].options, ids=lambda option: option.key)
def test_every_spoken_word_of_the_main_menu_does_what_its_key_does(option):
    by_key = step(MENU, at("main"), Key(option.key))
    assert [step(MENU, at("main"), Spoken(word)) for word in option.words] == [by_key] * len(option.words)


def test_an_answer_given_during_the_greeting_counts():
    move = step(MENU, begin(MENU), Key("2"))
    assert isinstance(move, Go)
    assert move.position.facts.category == "air"


def test_noise_during_the_greeting_does_not_interrupt_it():
    assert isinstance(step(MENU, begin(MENU), Spoken("")), Stay)


def test_a_stray_key_does_not_cut_an_announcement_and_its_silence_ends_it():
    for name in ("ticket", "status"):
        assert isinstance(step(MENU, at(name), Key("5")), Stay)
        assert step(MENU, at(name), Silence()) == step(MENU, at(name), Said())


def test_zero_leads_to_an_operator_at_every_step():
    for name in MENU.steps:
        move = step(MENU, at(name), Key("0"))
        assert isinstance(move, Leave)
        assert (move.to, move.reason) == (QUEUE, "operator_wanted")


def test_a_zero_inside_a_ticket_number_is_a_digit():
    move = step(MENU, Position("code", keys="12"), Key("0"))
    assert isinstance(move, Stay)
    assert move.position.keys == "120"


def test_a_whole_ticket_number_leads_to_its_status():
    position = begin(MENU, "code")
    for digit in "9800315":
        move = step(MENU, position, Key(digit))
        assert isinstance(move, Stay)
        position = move.position
    done = step(MENU, position, Key("7"))
    assert isinstance(done, Go)
    assert (done.position.step, done.position.keys) == ("status", "98003157")


def test_the_word_petugas_inside_a_description_is_no_wish_for_an_operator():
    move = step(MENU, at("description"), Spoken("petugas kecamatan minta uang"))
    assert isinstance(move, Stay)
    assert move.position.facts.said == ("petugas kecamatan minta uang",)


@pytest.mark.parametrize("ending", [Key("#"), Silence(), TimeUp()])
def test_a_description_ends_by_hash_by_silence_or_by_time(ending):
    move = step(MENU, at("description", said=("air mati",)), ending)
    assert isinstance(move, Go)
    assert move.position.step == "district"


def test_a_voice_that_was_not_understood_is_still_a_description():
    move = step(MENU, at("description"), Silence(spoke=True))
    assert isinstance(move, Go)


def test_silence_instead_of_a_description_is_asked_again():
    move = step(MENU, at("description"), Silence())
    assert isinstance(move, Again)
    assert move.prompt == "not_heard"


@pytest.mark.parametrize("wrong", [Silence(), Spoken("sesuatu yang lain"), Key("9")], ids=["silence", "word", "key"])
def test_three_failures_lead_to_an_operator_never_to_a_hangup(wrong):
    position = begin(MENU, "main")
    for _ in range(2):
        move = step(MENU, position, wrong)
        assert isinstance(move, Again)
        position = move.position
    last = step(MENU, position, wrong)
    assert isinstance(last, Leave)
    assert (last.to, last.reason) == (QUEUE, "failures")


def test_place_by_voice():
    move = step(MENU, at("district"), Spoken("kecamatan indramayu"))
    assert isinstance(move, Go)
    assert (move.position.step, move.position.facts.district) == ("village", INDRAMAYU)
    village = step(MENU, move.position, Spoken("karangsong"))
    assert isinstance(village, Go)
    assert village.position.step == "read_back"
    assert village.position.facts.village.startswith(INDRAMAYU)


@pytest.mark.parametrize("pass_over", [Key("#"), Spoken("tidak tahu")])
def test_who_does_not_know_the_kecamatan_is_not_asked_for_the_desa(pass_over):
    move = step(MENU, at("district"), pass_over)
    assert isinstance(move, Go)
    assert move.position.step == "read_back"


def test_a_place_that_two_names_fit_is_not_decided():
    lohbener, lobener = Place("a", "Lohbener", None, "kecamatan"), Place("b", "Lobener", None, "kecamatan")
    assert certain((Match(lohbener, 0.93), Match(lobener, 0.91))) is None
    assert certain((Match(lohbener, 0.97), Match(lobener, 0.80))) == "a"
    assert certain((Match(lohbener, 0.70),)) is None


def test_emergency_words_lead_straight_to_an_operator_but_let_a_description_be_finished():
    leave = step(MENU, at("main"), Emergency(("kebakaran",)))
    assert isinstance(leave, Leave)
    assert (leave.to, leave.reason, leave.position.facts.emergency) == (QUEUE, "emergency", ("kebakaran",))
    stay = step(MENU, at("description"), Emergency(("kejang",)))
    assert isinstance(stay, Stay)
    assert stay.position.facts.emergency == ("kejang",)


def test_who_does_not_want_to_wait_is_let_go_and_silence_waits():
    assert step(MENU, at("wait"), Key("2")).to == GOODBYE
    assert step(MENU, at("wait"), Spoken("selesai")).to == GOODBYE
    assert step(MENU, at("wait"), Silence()).to == QUEUE


def test_no_at_the_read_back_tells_it_again():
    assert step(MENU, at("read_back"), Spoken("beli")).position.step == "description"


def test_ulangi_and_the_star_say_it_again_without_counting_a_failure():
    for again in (Spoken("ulangi"), Key("*")):
        assert step(MENU, Position("main", failures=2), again) == Again(Position("main", failures=2))


def test_two_options_in_one_sentence_are_not_decided():
    assert by_word(MENU.steps["main"].options, "dokter pdam sakit") is not None
    assert by_word(MENU.steps["main"].options, "damkar ledeng") is None
    assert by_word(MENU.steps["main"].options, "saya mau bantuan sosial").category == "sosial"


HEARD = st.one_of(
    st.builds(Key, st.sampled_from(list("0123456789*#"))),
    st.builds(
        Spoken,
        st.sampled_from(["", "ya", "air", "petugas", "ulangi", "indramayu", "karangsong", "kata lain", "[/]'; DROP"]),
    ),
    st.builds(Silence, st.booleans()),
    st.just(TimeUp()),
    st.just(Said()),
    st.just(Emergency(("kebakaran",))),
)


@settings(max_examples=300)
@given(st.lists(HEARD, max_size=60))
def test_whatever_a_caller_does_the_conversation_stays_on_the_map_and_ends_only_at_a_person_or_by_his_wish(heard):
    position = begin(MENU)
    for item in heard:
        move = step(MENU, position, item)
        if isinstance(move, Leave):
            assert move.to == QUEUE or MENU.steps[move.position.step].name in ("wait", "after_status")
            return
        assert move.position.step in MENU.steps
        assert move.position.failures < MENU.attempts
        position = move.position


def test_consent_is_given_by_an_option_and_stays_given():
    menu = replace(MENU, steps={**MENU.steps, "main": _with_consent(MENU.steps["main"], "7")})
    given = step(menu, at("main"), Key("7"))
    assert isinstance(given, Go)
    assert given.position.facts.consent
    other = step(menu, at("main"), Key("2"))
    assert isinstance(other, Go)
    assert not other.position.facts.consent
    later = step(menu, Position("read_back", facts=given.position.facts), Key("1"))
    assert isinstance(later, Go)
    assert later.position.facts.consent


def _with_consent(here, key):
    options = tuple(replace(option, consent=option.key == key) for option in here.options)
    return replace(here, options=options)
