"""A whole training: corpus in, adapted weights and their figures out; can be cut off and goes on where it was."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from speech.adaptation import checkpoints
from speech.adaptation.corpus import Utterance, read_corpus
from speech.adaptation.denominator import phone_loop
from speech.adaptation.errors import CorpusUnusable
from speech.adaptation.example_makers import made
from speech.adaptation.held_out import Split, split
from speech.adaptation.ivectors import load_extractor
from speech.adaptation.learner import Learner
from speech.adaptation.network import Network
from speech.adaptation.nnet3_file import load_nnet3
from speech.adaptation.objective import Objective
from speech.adaptation.phone_arcs import load_phone_arcs
from speech.adaptation.recipe import Recipe, seed_of
from speech.adaptation.report import HeldOutFigure, held_out_figures
from speech.adaptation.sampling import ExamplePlan, batches, epoch_plans
from speech.model.base_package import BaseModel

CHECKPOINT_EVERY = 50
RECENT = 0.95


@dataclass(frozen=True)
class Job:
    """What to train from and on; `checkpoint` is where the state is kept, `workers` processes prepare the sound."""

    folder: Path
    weights: Path
    base: BaseModel
    checkpoint: Path
    recipe: Recipe
    workers: int = 1


@dataclass(frozen=True)
class Standing:
    """How far a run is: steps done of all, the recent objective per frame, seconds used since it was started."""

    step: int
    steps: int
    objective: float
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """The model file with the adapted weights, and how the objective on held-out sound changed."""

    content: bytes
    corpus: Split
    before: tuple[HeldOutFigure, ...]
    after: tuple[HeldOutFigure, ...]
    standing: Standing
    skipped: int

    @property
    def complete(self) -> bool:
        """Whether all steps were done."""
        return self.standing.step >= self.standing.steps


def train(job: Job, progress: Callable[[Standing], None], should_stop: Callable[[Standing], bool]) -> Outcome:
    """Train until the recipe is done or `should_stop` says so, which is asked after every step.

    The state is kept in the checkpoint on the way and at the end; the same job goes on from there. Raises
    CorpusUnusable, NotThisFormat, CheckpointForeign, TrainingDiverged, MakersLost or SoundUnreadable.
    """
    utterances = read_corpus(job.folder)
    corpus = split(utterances)
    if not corpus.training:
        raise CorpusUnusable(job.folder, ["all sentences were held out: give sound of more speakers and sentences"])
    network = Network(load_nnet3(job.weights))
    arcs = load_phone_arcs(job.base)
    # The loop knows the phone pairs of held-out sentences too; without them those could not be measured.
    objective = Objective(arcs, phone_loop([one.words for one in utterances], arcs))
    learner = Learner(network, objective, job.recipe)
    with closing(objective):
        extractor = load_extractor(job.base.folder / "ivector")
        before = held_out_figures(learner, corpus, extractor)
        checkpoints.resume(job.checkpoint, learner, fingerprint(job, utterances))
        standing, skipped = _learn(job, learner, corpus, fingerprint(job, utterances), progress, should_stop)
        after = held_out_figures(learner, corpus, extractor)
        return Outcome(learner.written(), corpus, before, after, standing, skipped)


def fingerprint(job: Job, utterances: Sequence[Utterance]) -> str:
    """A hash over everything the result of a job depends on: recipe, sentences, starting weights."""
    total = hashlib.sha256(job.recipe.fingerprint.encode())
    total.update(hashlib.sha256(job.weights.read_bytes()).digest())
    for one in utterances:
        fields = (one.audio.relative_to(job.folder).as_posix(), one.sentence, one.speaker, one.collection, one.seconds)
        total.update(f"{fields}\n".encode())
    return total.hexdigest()


def epoch_batches(training: Sequence[Utterance], recipe: Recipe, epoch: int) -> list[list[ExamplePlan]]:
    """The batches of an epoch, counted from 0; every epoch has as many."""
    return batches(epoch_plans(training, recipe, epoch), recipe.batch, seed_of(recipe.seed, "order", epoch))


def _remaining(training: Sequence[Utterance], recipe: Recipe, done: int) -> Iterator[list[ExamplePlan]]:
    """All batches of a run but the first `done`."""
    every = (batch for epoch in range(recipe.epochs) for batch in epoch_batches(training, recipe, epoch))
    return islice(every, done, None)


def _learn(
    job: Job,
    learner: Learner,
    corpus: Split,
    run: str,
    progress: Callable[[Standing], None],
    should_stop: Callable[[Standing], bool],
) -> tuple[Standing, int]:
    """Go on from the learner's step; returns where it stopped, and how many sentences were skipped."""
    recipe, started, skipped = job.recipe, time.monotonic(), 0
    steps = recipe.epochs * len(epoch_batches(corpus.training, recipe, 0))
    standing = Standing(learner.steps, steps, 0.0, 0.0)
    todo = _remaining(corpus.training, recipe, learner.steps)
    with closing(made(todo, job.base.folder / "ivector", job.workers)) as examples:
        for batch in examples:
            seed, rate = seed_of(recipe.seed, "step", learner.steps), recipe.rate_at(learner.steps, steps)
            seen = learner.step(batch, rate, seed)
            skipped += seen.skipped
            first = standing.seconds == 0.0
            recent = seen.per_frame if first else RECENT * standing.objective + (1 - RECENT) * seen.per_frame
            standing = Standing(learner.steps, steps, recent, time.monotonic() - started)
            progress(standing)
            stop = should_stop(standing)
            if stop or learner.steps % CHECKPOINT_EVERY == 0 or learner.steps == steps:
                checkpoints.save(job.checkpoint, learner, run)
            if stop:
                break
    return standing, skipped
