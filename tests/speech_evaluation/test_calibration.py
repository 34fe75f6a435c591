"""Confidence against truth: hand-made cases and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.evaluation.calibration import BINS, Judged, calibrate

WORDS = st.lists(st.builds(Judged, st.floats(0, 1), st.booleans()), min_size=1, max_size=50)


def test_a_case_by_hand() -> None:
    words = [Judged(0.95, True)] * 6 + [Judged(0.95, False)] * 2 + [Judged(0.3, True)] + [Judged(0.38, False)]
    found = calibrate(words)
    assert found
    high, low = found.bins[9], found.bins[3]
    assert (high.words, high.share_right) == (8, 0.75)
    assert high.mean_confidence == pytest.approx(0.95)
    assert (low.low, low.high, low.words, low.share_right) == (0.3, 0.4, 2, 0.5)
    assert low.mean_confidence == pytest.approx(0.34)
    assert found.expected_error == pytest.approx(0.8 * 0.2 + 0.2 * 0.16)


@pytest.mark.parametrize(("confidence", "place"), [(0.0, 0), (0.1, 1), (0.3, 3), (0.7, 7), (0.8999, 8), (1.0, 9)])
def test_bounds_belong_to_the_upper_bin_but_one_to_the_last(confidence: float, place: int) -> None:
    found = calibrate([Judged(confidence, right=True)])
    assert found
    assert [one.words for one in found.bins] == [int(number == place) for number in range(BINS)]


def test_a_bin_without_words_claims_nothing() -> None:
    found = calibrate([Judged(1.0, right=True)])
    assert found
    assert (found.bins[0].share_right, found.bins[0].mean_confidence) == (None, None)
    assert found.expected_error == 0


def test_certain_and_always_wrong_is_the_worst() -> None:
    found = calibrate([Judged(1.0, right=False)] * 5)
    assert found
    assert found.expected_error == 1


def test_without_words_there_is_nothing_to_tell() -> None:
    assert calibrate([]) is None


@given(WORDS)
def test_no_word_is_lost_and_the_error_is_a_share(words: list[Judged]) -> None:
    found = calibrate(words)
    assert found
    assert sum(one.words for one in found.bins) == len(words)
    assert sum(one.words * (one.share_right or 0) for one in found.bins) == pytest.approx(sum(w.right for w in words))
    assert all(one.low <= (one.mean_confidence or one.low) <= one.high + 1e-9 for one in found.bins)
    assert 0 <= found.expected_error <= 1
