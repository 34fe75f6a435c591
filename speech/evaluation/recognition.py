"""Runs sounds through the recogniser's worker processes, each as a call of its own, as fast as they are worked off."""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from speech.errors import RecogniserDown
from speech.evaluation.processor_time import ProcessorTime
from speech.evaluation.showing import Showing, Shown, first_shown
from speech.listener import Listener
from speech.recogniser import SAMPLE_BYTES, SAMPLE_RATE, Final, Gap, Grammar, Hearing, Partial
from speech.vosk_engine import CURE, LAST_WORDS_DEADLINE_S, VoskEngine, VoskStream

WORKERS = 2
PROGRESS_DEADLINE_S = 120.0  # longer than the engine takes to give up a sound that its workers die or hang of
PIECES_AT_ONCE = 50
MOST_SHOWINGS = 500  # Kaldi ends an utterance after 20 s at the latest: some 100 changes of its text

Progress = Callable[[float], None]
"""Gets the seconds of sound that were worked off since the last time."""


@dataclass(frozen=True)
class Task:
    """A sound to recognise: its name for messages, and its 8 kHz 16-bit pieces of at most 0.1 s, read when needed.

    `lead_in_s` seconds of silence are heard before it and not counted: a call's line is open before anybody speaks,
    and the voice detector needs a moment of it, which a recording cut close to its first word lacks.
    """

    name: str
    pieces: Callable[[], Iterator[bytes]]
    lead_in_s: float = 0.0


@dataclass
class Heard:
    """What was heard in one sound: utterances, when their words were first shown, and how much was lost, in seconds."""

    finals: list[Final] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    seconds: float = 0.0
    lost_s: float = 0.0


@dataclass(frozen=True)
class Run:
    """All sounds' results in the tasks' order, the workers' processor seconds, and the seconds on the wall."""

    heard: tuple[Heard, ...]
    processor_s: float
    wall_s: float

    @property
    def sound_s(self) -> float:
        """Seconds of sound."""
        return sum(heard.seconds for heard in self.heard)


async def recognise(
    tasks: Sequence[Task], model: Path, grammar: Grammar | None, progress: Progress, workers: int = WORKERS
) -> Run:
    """Recognise every sound with a fresh recogniser, as many at once as there are workers, the way a call is heard.

    Raises ModelMissing, RecogniserDown, or what reading a sound raises; then nothing goes on in the background.
    """
    engine = VoskEngine(model, workers=workers, streams=workers)
    await engine.start()
    try:
        clock = ProcessorTime()
        clock.note(engine.worker_pids)
        started = time.monotonic()
        results = [Heard() for _ in tasks]
        queue = iter(list(zip(tasks, results, strict=True)))

        async def work() -> None:
            for task, heard in queue:
                await _hear(engine, task, grammar, heard, progress)
                clock.note(engine.worker_pids)

        await _together([asyncio.create_task(work()) for _ in range(workers)])
        return Run(tuple(results), clock.seconds, time.monotonic() - started)
    finally:
        await engine.stop()


async def _together(jobs: list[asyncio.Task[None]]) -> None:
    """Wait for all; the first that fails ends the others."""
    try:
        await asyncio.gather(*jobs)
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


async def _hear(engine: VoskEngine, task: Task, grammar: Grammar | None, heard: Heard, progress: Progress) -> None:
    fresh: list[Hearing] = []
    tally = _Tally(heard)
    stream = engine.open(grammar, fresh.append)
    listener = Listener(stream, fresh.append)
    listener.feed(bytes(SAMPLE_BYTES * round(task.lead_in_s * SAMPLE_RATE)))
    pieces = task.pieces()
    try:
        while some := await asyncio.to_thread(_next_pieces, pieces):
            for piece in some:
                fed = time.monotonic()
                listener.feed(piece)
                await _caught_up(stream, task.name)
                tally.take(fresh, time.monotonic() - fed)
            seconds = sum(map(len, some)) / (SAMPLE_BYTES * SAMPLE_RATE)
            heard.seconds += seconds
            progress(seconds)
        await _last_words(stream, task.name)
        tally.take(fresh, 0.0)
    finally:
        stream.close()


def _next_pieces(pieces: Iterator[bytes]) -> list[bytes]:
    """Read a few pieces in a thread of their own, for disks and decoders may be slow."""
    return list(itertools.islice(pieces, PIECES_AT_ONCE))


async def _caught_up(stream: VoskStream, name: str) -> None:
    try:
        async with asyncio.timeout(PROGRESS_DEADLINE_S):
            await stream.caught_up(0.0)
    except TimeoutError as error:
        raise _no_progress(name) from error


async def _last_words(stream: VoskStream, name: str) -> None:
    """Wait for the last words longer than a call would: until they come, or nothing moves any more."""
    began = time.monotonic()
    while time.monotonic() - began < PROGRESS_DEADLINE_S:
        asked = time.monotonic()
        await stream.last_words()
        if time.monotonic() - asked < LAST_WORDS_DEADLINE_S:
            return
    raise _no_progress(name)


def _no_progress(name: str) -> RecogniserDown:
    return RecogniserDown(
        f"{name}: the recogniser made no progress for {PROGRESS_DEADLINE_S:.0f} s; "
        f"if that happens again, the model may be damaged: build it again: {CURE}"
    )


class _Tally:
    """Turns hearings into results as they come, so that a long sound's showings need not be kept."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self._showings: deque[Showing] = deque(maxlen=MOST_SHOWINGS)

    def take(self, hearings: list[Hearing], processing_s: float) -> None:
        for hearing in hearings:
            match hearing:
                case Partial():
                    self._showings.append(Showing(hearing.at_s, processing_s, tuple(hearing.text.split())))
                case Final():
                    self.heard.finals.append(hearing)
                    self.heard.shown += first_shown(self._showings, hearing.words)
                    self._showings.clear()
                case Gap():
                    self.heard.lost_s += hearing.end_s - hearing.start_s
        hearings.clear()
