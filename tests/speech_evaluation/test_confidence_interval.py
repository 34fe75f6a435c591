"""The interval of a word error rate: hand-made cases, always the same, in any order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.evaluation.confidence_interval import DrawnOver, bounds, interval
from speech.evaluation.scoring import Alignment, Score

COUNTS = st.integers(0, 5).flatmap(lambda errors: st.tuples(st.just(errors), st.integers(5, 20)))


def score(speaker: str, errors: int, words: int) -> Score:
    return Score(speaker, words, Alignment(errors, 0, 0, ()))


def test_speakers_who_are_all_alike_leave_no_doubt() -> None:
    found = interval([score(speaker, 1, 10) for speaker in "ABCDE"])
    assert found
    assert (found.low, found.high, found.over) == (0.1, 0.1, DrawnOver.SPEAKERS)


def test_two_speakers_give_the_quantiles_of_their_four_draws() -> None:
    # draws: both A (rate 0), both B (rate 1), A and B (0.5), each at least a quarter: 95 % reach from 0 to 1
    found = interval([score("A", 0, 10), score("B", 10, 10)])
    assert found
    assert (found.low, found.high) == (0.0, 1.0)


def test_many_speakers_come_near_the_textbook() -> None:
    # 400 speakers, half with rate 0.2 and half with 0.4: standard error 0.1 / sqrt(400), times 1.96
    low, high = bounds([(2, 10), (4, 10)] * 200)
    assert low == pytest.approx(0.3 - 1.96 * 0.005, abs=0.001)
    assert high == pytest.approx(0.3 + 1.96 * 0.005, abs=0.001)


def test_speakers_are_drawn_with_all_their_sentences() -> None:
    # 50 sentences each: over sentences the interval would be narrow, over two speakers it is as wide as can be
    scores = [score("A", 0, 10)] * 50 + [score("B", 10, 10)] * 50
    found = interval(scores)
    assert found
    assert (found.low, found.high) == (0.0, 1.0)


def test_one_speaker_is_drawn_by_sentences_and_it_is_said() -> None:
    found = interval([score("A", n % 3, 10) for n in range(30)])
    assert found
    assert found.over is DrawnOver.SENTENCES
    assert 0.05 < found.low < 0.1 < found.high < 0.15


def test_one_sentence_or_none_has_no_interval() -> None:
    assert interval([score("A", 1, 10)]) is None
    assert interval([]) is None


@given(st.lists(COUNTS, min_size=2, max_size=12), st.integers())
def test_the_order_makes_no_difference(counts: list[tuple[int, int]], seed: int) -> None:
    scores = [score(str(number), *one) for number, one in enumerate(counts)]
    mixed = random.Random(seed).sample(scores, len(scores))
    assert interval(mixed) == interval(scores)


@given(st.lists(COUNTS, min_size=2, max_size=12))
def test_the_interval_lies_between_the_best_and_the_worst(counts: list[tuple[int, int]]) -> None:
    low, high = bounds(counts)
    rates = [errors / words for errors, words in counts]
    assert min(rates) - 1e-9 <= low <= high <= max(rates) + 1e-9
