"""Yes, no and wishes in three languages, and the false friends among them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.spoken_answers import (
    AROUND,
    NO_PHRASES,
    NO_WORDS,
    RIGHT_WORDS,
    WRONG_WORDS,
    YES_PHRASES,
    YES_WORDS,
    Answer,
    read_answer,
)
from ivr.spoken_wishes import PHRASES, Wish, read_wish, says_one_of
from ivr.spoken_words import words_of

KNOWN = sorted({*YES_WORDS, *RIGHT_WORDS, *NO_WORDS, *WRONG_WORDS, *AROUND})


@pytest.mark.parametrize("phrase", YES_PHRASES)
def test_every_phrase_of_yes_is_yes(phrase):
    assert read_answer(words_of(phrase)) is Answer.YES


@pytest.mark.parametrize("phrase", NO_PHRASES)
def test_every_phrase_of_no_is_no(phrase):
    assert read_answer(words_of(phrase)) is Answer.NO


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ya betul pak", Answer.YES),
        ("iya lah", Answer.YES),
        ("muhun leres", Answer.YES),
        ("beli", Answer.NO),
        ("beli bener", Answer.NO),
        ("boten pak", Answer.NO),
        ("bukan", Answer.NO),
        ("henteu atuh", Answer.NO),
        ("tidak salah", None),
        ("ya bukan", None),
        ("salah benar", None),
        ("mau beli beras", None),
        ("laka", None),
        ("eh anu", None),
        ("", None),
    ],
)
def test_false_friends_and_contradictions(said, answer):
    assert read_answer(words_of(said)) is answer


@settings(max_examples=200)
@given(st.lists(st.sampled_from(KNOWN), max_size=5))
def test_a_word_of_denial_is_never_taken_for_yes(words):
    if not {*NO_WORDS, *WRONG_WORDS}.isdisjoint(words):
        assert read_answer(words) is not Answer.YES


@settings(max_examples=100)
@given(st.sampled_from(sorted(YES_PHRASES)), st.lists(st.sampled_from(sorted(AROUND)), max_size=3))
def test_fillers_change_no_answer(phrase, fillers):
    assert read_answer([*fillers, *words_of(phrase), *fillers]) is Answer.YES


@pytest.mark.parametrize(("wish", "phrase"), [(wish, phrase) for wish in Wish for phrase in PHRASES[wish]])
def test_every_phrase_of_a_wish_is_that_wish(wish, phrase):
    assert read_wish(words_of(phrase)) is wish
    assert read_wish(words_of(f"eh anu {phrase} pak")) is wish


@pytest.mark.parametrize("said", ["petugas kecamatan minta uang", "air mati lagi", "tidak", "", "lagi"])
def test_a_story_is_no_wish(said):
    assert read_wish(words_of(said)) is None


def test_phrases_of_a_menu_are_found_between_fillers():
    assert says_one_of(words_of("maaf pak saya mau ulangi"), ("ulangi",))
    assert not says_one_of(words_of("maaf pak"), ("pak",))
