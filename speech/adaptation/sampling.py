"""Which sentences an epoch shows the network, how they are joined and disguised, and in which batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.adaptation.corpus import Utterance, grouped
from speech.adaptation.noises import MOST_TALKERS, Random
from speech.adaptation.recipe import Recipe, seed_of

MOST_REPEATS = 2
"""No sentence is shown more often than this in one epoch, however small its set."""
# Short sentences are joined with others of their speaker, so that the network doesn't learn whole sentences by heart.
JOINED, JOINED_FROM_S, JOINED_UP_TO_S = 0.3, 6.0, 15.0
MOST_JOINED = 3
# A speaker's voice is disguised by this much; more where a set has so few speakers that they would be learnt.
SPEED = (0.88, 1.13)
FEW_SPEAKERS, FEW_SPEED = 3, (0.8, 1.15)
NOISE_S = (1.5, 7.0)
LEAD_S, GAP_S, TRAIL_S = (0.0, 0.7), (0.0, 0.6), (0.1, 1.0)
# Batches hold sentences of like length; so much chance in the order keeps their company changing.
LENGTH_JITTER_S = 0.6


@dataclass(frozen=True)
class ExamplePlan:
    """One piece of sound to train on: sentences of one speaker with pauses, or noise if there are none.

    `pauses` stand before, between and behind the sentences, in seconds of the sound before it is played `speed` times
    as fast; `talkers` are sound files of others for the background; `seed` decides everything else.
    """

    sentences: tuple[Utterance, ...]
    pauses: tuple[float, ...]
    speed: float
    talkers: tuple[Path, ...]
    seed: int

    @property
    def words(self) -> tuple[str, ...]:
        """All words said."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @property
    def seconds(self) -> float:
        """About how long the sound will be."""
        return (sum(self.pauses) + sum(sentence.seconds for sentence in self.sentences)) / self.speed


def epoch_plans(utterances: Sequence[Utterance], recipe: Recipe, epoch: int) -> list[ExamplePlan]:
    """What an epoch shows: every set about as often as the others, and within a set every speaker."""
    random = np.random.default_rng([recipe.seed, epoch])
    by_speaker = grouped(utterances, lambda one: one.speaker)
    voices = {
        name: FEW_SPEED if len({one.speaker for one in members}) <= FEW_SPEAKERS else SPEED
        for name, members in grouped(utterances, lambda one: one.collection).items()
    }
    files = sorted({one.audio for one in utterances})
    plans: list[ExamplePlan] = []
    for utterance in chosen(utterances, random):
        joined = _joined(utterance, by_speaker[utterance.speaker], random)
        pauses = (
            random.uniform(*LEAD_S), *(random.uniform(*GAP_S) for _ in joined[1:]), random.uniform(*TRAIL_S)
        )  # fmt: skip
        talkers = tuple(files[int(at)] for at in random.integers(len(files), size=MOST_TALKERS))
        speed = float(random.uniform(*voices[utterance.collection]))
        plans.append(ExamplePlan(joined, pauses, speed, talkers, seed_of(recipe.seed, epoch, len(plans))))
    for _ in range(round(recipe.noise_share * len(plans))):
        pause = float(random.uniform(*NOISE_S))
        plans.append(ExamplePlan((), (pause,), 1.0, (), seed_of(recipe.seed, epoch, len(plans))))
    return plans


def chosen(utterances: Sequence[Utterance], random: Random) -> list[Utterance]:
    """The sentences of an epoch: each set gives as many as the average set has, at most MOST_REPEATS times its own."""
    sets = grouped(utterances, lambda one: one.collection)
    average = round(len(utterances) / len(sets))
    picked: list[Utterance] = []
    for members in sets.values():
        picked += _turns(members, min(average, MOST_REPEATS * len(members)), random)
    return picked


def batches(plans: Sequence[ExamplePlan], size: int, seed: int) -> list[list[ExamplePlan]]:
    """The plans in batches of like length, the batches in random order; the same seed gives the same."""
    random = np.random.default_rng(seed)
    lengths = [plan.seconds + random.uniform(0, LENGTH_JITTER_S) for plan in plans]
    order = [plans[at] for at in np.argsort(lengths, kind="stable")]
    cut = [order[at : at + size] for at in range(0, len(order), size)]
    return [cut[at] for at in random.permutation(len(cut))]


def _turns(members: Sequence[Utterance], wanted: int, random: Random) -> list[Utterance]:
    """Let the speakers take turns, each with all their sentences in random order before any comes again."""
    queues: dict[str, list[Utterance]] = {}
    groups = grouped(members, lambda one: one.speaker)
    names = [list(groups)[at] for at in random.permutation(len(groups))]
    picked: list[Utterance] = []
    while len(picked) < wanted:
        name = names[len(picked) % len(names)]
        if not queues.get(name):
            queues[name] = [groups[name][at] for at in random.permutation(len(groups[name]))]
        picked.append(queues[name].pop())
    return picked


def _joined(utterance: Utterance, others: Sequence[Utterance], random: Random) -> tuple[Utterance, ...]:
    joined = [utterance]
    if utterance.seconds < JOINED_FROM_S and random.random() < JOINED:
        for at in random.integers(len(others), size=int(random.integers(1, MOST_JOINED + 1))):
            if sum(one.seconds for one in joined) + others[at].seconds <= JOINED_UP_TO_S:
                joined.append(others[at])
    return tuple(joined)
