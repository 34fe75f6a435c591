"""The curve between believing too much and believing too little, and the point that is proposed on it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.evaluation.curve import MOST_FALSE_ACCEPTS, NOTHING_BELIEVED, Point, Trial, at_least, curve, propose

TRIALS = st.lists(
    st.builds(Trial, st.sampled_from([0.0, 0.1, 0.5, 0.5, 0.9, 1.0]) | st.floats(0, 1), st.booleans(), st.just(True))
    | st.builds(Trial, st.floats(0, 1), st.just(False), st.just(False)),
    max_size=40,
)
HAND = [
    Trial(0.9, right=True),
    Trial(0.8, right=True),
    Trial(0.7, right=False),
    Trial(0.0, right=False),
    Trial(0.6, right=False, expected=False),
    Trial(0.0, right=False, expected=False),
]


def test_a_curve_counted_by_hand():
    assert curve(HAND) == (
        Point(0.6, 0.5, 0.25, 0.25),
        Point(0.7, 0.0, 0.25, 0.25),
        Point(0.8, 0.0, 0.0, 0.5),
        Point(0.9, 0.0, 0.0, 0.75),
        Point(NOTHING_BELIEVED, 0.0, 0.0, 1.0),
    )


def test_the_lowest_point_with_few_false_accepts_and_few_wrong_answers_is_proposed():
    points = curve(HAND)
    assert propose(points).confidence == 0.8
    assert propose(points, 0.25).confidence == 0.7
    assert propose(points, 0.5).confidence == 0.6


def test_where_nothing_can_be_believed_nothing_is():
    assert propose(curve([Trial(1.0, right=False, expected=False)])).confidence == NOTHING_BELIEVED


def test_without_other_speech_only_wrong_answers_count():
    points = curve([Trial(0.4, right=True), Trial(0.3, right=False)])
    assert propose(points) == Point(0.4, None, 0.0, 0.5)


def test_a_curve_that_does_not_end_is_refused():
    for points in ((), curve(HAND)[:2]):
        with pytest.raises(ValueError, match="believes nothing"):
            propose(points)


def test_the_point_at_a_confidence_is_the_next_one_above():
    assert at_least(curve(HAND), 0.75).confidence == 0.8
    assert at_least(curve(HAND), 0.0).confidence == 0.6


@settings(max_examples=150)
@given(TRIALS)
def test_along_the_curve_errors_fall_and_rejections_rise(trials):
    for lower, higher in pairwise(curve(trials)):
        assert lower.confidence < higher.confidence
        assert (lower.false_accept or 0) >= (higher.false_accept or 0)
        assert (lower.wrong or 0) >= (higher.wrong or 0)
        assert (lower.false_reject or 0) <= (higher.false_reject or 0)


@settings(max_examples=150)
@given(TRIALS)
def test_the_proposed_point_keeps_its_promise_and_none_below_does(trials):
    points = curve(trials)
    proposed = propose(points)
    assert (proposed.false_accept or 0) <= MOST_FALSE_ACCEPTS
    below = [point for point in points if point.confidence < proposed.confidence]
    assert all((p.false_accept or 0) > MOST_FALSE_ACCEPTS or (p.wrong or 0) > MOST_FALSE_ACCEPTS for p in below)


@settings(max_examples=100)
@given(TRIALS.filter(lambda trials: any(trial.expected for trial in trials)), st.floats(0.001, 1))
def test_every_share_is_what_counting_gives(trials, level):
    point = at_least(curve(trials), level)
    expected = [trial for trial in trials if trial.expected]
    believed = [trial for trial in expected if trial.confidence >= point.confidence]
    assert point.false_reject == pytest.approx(1 - len(believed) / len(expected))
    assert point.wrong == pytest.approx(sum(not trial.right for trial in believed) / len(expected))
