"""What an epoch shows: sets and speakers in balance, the same for the same seed, in batches of like length."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.adaptation.corpus import Utterance
from speech.adaptation.recipe import Recipe, seed_of
from speech.adaptation.sampling import (
    FEW_SPEED,
    JOINED_UP_TO_S,
    MOST_REPEATS,
    SPEED,
    ExamplePlan,
    batches,
    chosen,
    epoch_plans,
)


def members(collection: str, speakers: int, each: int, seconds: float = 3.0) -> list[Utterance]:
    return [
        Utterance(Path(f"{collection}/{s}/{n}.wav"), ("kata", f"ke{n}"), f"{collection}{s}", collection, seconds)
        for s in range(speakers)
        for n in range(each)
    ]


CORPUS = [*members("digits", 20, 30), *members("dialogue", 10, 9), *members("news", 1, 200, 7.0)]


def test_a_big_set_is_cut_and_a_small_one_repeated_at_most_twice():
    counts = Counter(one.collection for one in chosen(CORPUS, np.random.default_rng(0)))
    assert counts == {"digits": round(890 / 3), "dialogue": MOST_REPEATS * 90, "news": round(890 / 3)}


def test_speakers_take_turns_and_no_sentence_comes_again_before_the_others():
    picked = chosen(CORPUS, np.random.default_rng(0))
    digits = Counter(one.speaker for one in picked if one.collection == "digits")
    assert max(digits.values()) - min(digits.values()) <= 1
    repeats = Counter(one.audio for one in picked)
    assert max(repeats.values()) <= MOST_REPEATS
    assert min(repeats[one.audio] for one in CORPUS if one.collection == "dialogue") == MOST_REPEATS


def test_the_same_epoch_is_the_same_and_the_next_is_another():
    recipe = Recipe()
    assert epoch_plans(CORPUS, recipe, 1) == epoch_plans(CORPUS, recipe, 1)
    assert epoch_plans(CORPUS, recipe, 1) != epoch_plans(CORPUS, recipe, 2)
    assert epoch_plans(CORPUS, recipe, 1) != epoch_plans(CORPUS, Recipe(seed=5), 1)
    assert len(epoch_plans(CORPUS, recipe, 1)) == len(epoch_plans(CORPUS, recipe, 2))


def test_plans_join_only_sentences_of_one_speaker_and_disguise_few_speakers_more():
    plans = epoch_plans(CORPUS, Recipe(), 0)
    spoken = [plan for plan in plans if plan.sentences]
    joined = [plan for plan in spoken if len(plan.sentences) > 1]
    assert 0.1 < len(joined) / len(spoken) < 0.4
    for plan in spoken:
        assert len({one.speaker for one in plan.sentences}) == 1
        assert sum(one.seconds for one in plan.sentences) <= JOINED_UP_TO_S
        assert len(plan.pauses) == len(plan.sentences) + 1
        low, high = FEW_SPEED if plan.sentences[0].collection == "news" else SPEED
        assert low <= plan.speed <= high
    news = [plan.speed for plan in spoken if plan.sentences[0].collection == "news"]
    assert min(news) < SPEED[0]
    assert len(plans) - len(spoken) == round(Recipe().noise_share * len(spoken))
    assert len({plan.seed for plan in plans}) == len(plans)


@given(size=st.integers(1, 40), seed=st.integers(0, 2**63))
def test_batches_are_the_plans_in_another_order(size, seed):
    plans = [ExamplePlan((), (float(at % 17),), 1.0, (), at) for at in range(60)]
    cut = batches(plans, size, seed)
    assert sorted(plan.seed for batch in cut for plan in batch) == list(range(60))
    assert all(len(batch) <= size for batch in cut)
    assert cut == batches(plans, size, seed)


def test_a_batch_holds_sounds_of_like_length():
    plans = epoch_plans(CORPUS, Recipe(), 0)
    spreads = [max(p.seconds for p in batch) - min(p.seconds for p in batch) for batch in batches(plans, 24, 1)]
    assert np.median(spreads) < 1


@pytest.mark.parametrize("steps", [1, 100, 5000])
def test_the_learning_rate_rises_and_falls(steps):
    recipe = Recipe()
    rates = [recipe.rate_at(step, steps) for step in range(steps)]
    assert all(0 < rate <= recipe.rate for rate in rates)
    if steps > recipe.warm_up:
        assert max(rates) > 0.9 * recipe.rate
        assert rates[0] == pytest.approx(recipe.rate / min(recipe.warm_up, steps // 10), rel=0.01)
        assert rates[-1] < 0.05 * recipe.rate


def test_seeds_hang_on_every_name():
    assert seed_of("a", 1) == seed_of("a", 1)
    assert len({seed_of("a", 1), seed_of("a", 2), seed_of("a1"), seed_of(1, "a")}) == 4
    assert Recipe().fingerprint == Recipe().fingerprint != Recipe(rate=1e-4).fingerprint
