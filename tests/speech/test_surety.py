"""How sure an utterance is, from its alternatives' likelihoods and from what a free recogniser made of it."""

import math
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.recogniser import Word
from speech.surety import Hypothesis, agreement, posteriors, word_confidences


def words(*texts: str, from_s: float = 0.0) -> tuple[Word, ...]:
    return tuple(Word(text, 0.0, from_s + n, from_s + n + 0.5) for n, text in enumerate(texts))


@settings(max_examples=100)
@given(st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=8))
def test_posteriors_are_a_distribution_in_the_order_of_the_likelihoods(likelihoods):
    shares = posteriors(likelihoods)
    assert math.isclose(sum(shares), 1.0)
    assert all(
        shares[one] >= shares[other]
        for one, other in permutations(range(len(shares)), 2)
        if likelihoods[one] > likelihoods[other]
    )


def test_posteriors_by_hand():
    assert posteriors([math.log(3) + 500, 500.0]) == pytest.approx((0.75, 0.25))
    assert posteriors([]) == ()


def test_a_word_is_as_sure_as_the_alternatives_that_have_it_there():
    sure = Hypothesis(words("satu", "dua"), math.log(3), pure=True)
    other = Hypothesis(words("satu", "tiga"), 0.0, pure=True)
    assert word_confidences([sure, other]) == pytest.approx((1.0, 0.75))
    elsewhere = Hypothesis(words("dua", from_s=9.0), 0.0, pure=True)
    assert word_confidences([sure, elsewhere]) == pytest.approx((0.75, 0.75))


def test_a_word_that_an_alternative_drops_makes_the_whole_less_sure_although_no_word_is_doubtful():
    """The reason for alternatives: a deleted word leaves nothing behind whose confidence could be low."""
    dropped, whole = Hypothesis(words("nol"), 0.1, pure=True), Hypothesis(words("nol", "nol"), 0.0, pure=True)
    assert word_confidences([dropped, whole]) == (pytest.approx(1.0),)
    assert posteriors([0.1, 0.0])[0] < 0.6


@pytest.mark.parametrize(
    ("answer", "freely", "least", "most"),
    [
        ("satu dua", "satu dua", 1.0, 1.0),
        ("lohbener", "loh bener", 1.0, 1.0),
        ("satu dua", "satu dua tiga", 0.6, 0.7),
        ("empat", "tempat pembuangan sampah", 0.0, 0.3),
        ("lima", "dimana alamat anda", 0.0, 0.3),
        ("", "", 0.0, 0.0),
        ("ya", "", 0.0, 0.0),
    ],
)
def test_agreement_is_how_much_of_the_answer_a_free_recogniser_heard_too(answer, freely, least, most):
    assert least <= agreement(answer.split(), freely.split()) <= most
