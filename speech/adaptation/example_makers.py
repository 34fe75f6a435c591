"""Makes examples ahead of time in worker processes, a bounded number of batches, in the order they were asked for."""

import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from speech.adaptation.errors import MakersLost
from speech.adaptation.examples import Example, make_example
from speech.adaptation.ivectors import IvectorExtractor, load_extractor
from speech.adaptation.sampling import ExamplePlan
from speech.child_process import ONE_THREAD

AHEAD = 3

Batch = Sequence[ExamplePlan]

_extractors: list[IvectorExtractor] = []
"""Of a worker process: the one extractor it has loaded."""


def made(batches: Iterable[Batch], ivector_folder: Path, workers: int) -> Generator[list[Example], None, None]:
    """The examples of each batch, made by so many processes; 0 makes them here, when they are asked for.

    Close the iterator to end the processes. Raises MakersLost when one is killed, SoundUnreadable from within.
    """
    if not workers:
        extractor = load_extractor(ivector_folder)
        yield from ([make_example(plan, extractor) for plan in batch] for batch in batches)
        return
    with _makers(ivector_folder, workers) as pool:
        waiting: deque[list[Future[list[Example]]]] = deque()
        try:
            for batch in batches:
                waiting.append([pool.submit(_make, batch[first::workers]) for first in range(workers)])
                if len(waiting) > AHEAD:
                    yield _gathered(waiting.popleft())
            while waiting:
                yield _gathered(waiting.popleft())
        except BrokenProcessPool as error:
            raise MakersLost from error


@contextmanager
def _makers(ivector_folder: Path, workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes compute with one thread each and leave Ctrl-C to their parent."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=(ivector_folder,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _begin(ivector_folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _extractors.append(load_extractor(ivector_folder))


def _make(plans: Batch) -> list[Example]:
    return [make_example(plan, _extractors[0]) for plan in plans]


def _gathered(parts: Sequence["Future[list[Example]]"]) -> list[Example]:
    """Put the examples of a batch back into its order."""
    results = [part.result() for part in parts]
    longest = max(len(result) for result in results)
    return [result[at] for at in range(longest) for result in results if at < len(result)]
