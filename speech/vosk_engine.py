"""The recogniser: streams spread over supervised Vosk worker processes, with a fixed number of places.

Overload rule: when every place is taken `open` raises Overloaded and the call goes on by keys and recording; a stream
whose sound waits too long loses the oldest of it, as a Gap. Loss rule: when a worker dies its streams go to another
one at once, and the sound since their last finished utterance is recognised again.
"""

import asyncio
import itertools
from collections import deque
from pathlib import Path

import structlog

from speech.errors import ModelMissing, Overloaded, RecogniserDown
from speech.messages import Close, Done, Heard, Report, Skipped
from speech.recogniser import Grammar, Hear
from speech.stream_line import StreamLine
from speech.worker_process import LOAD_DEADLINE_S, WorkerProcess

START_DEADLINE_S = LOAD_DEADLINE_S + 5.0
LAST_WORDS_DEADLINE_S = 3.0
SLOW_S = 1.5
MOST_REPLAYS = 3  # a stream that keeps losing workers may be what kills them: its old sound is then given up
VAIN_STARTS = 3
GROWN_BYTES = 256 << 20
GROWN_HANDICAP = 8  # streams: a grown worker is passed over until the others have so many more
CURE = "iceta model build"
MODEL_MARK = "am/final.mdl"

log = structlog.get_logger()


class VoskEngine:
    """A recogniser with `workers` processes and `streams` places. Start it before opening streams."""

    def __init__(self, model: Path, workers: int, streams: int) -> None:
        """Prepare; `start` loads the models."""
        self.model, self.places = model, streams
        self._workers = [
            WorkerProcess(number, model, self._on_ready, self._on_report, self._on_lost) for number in range(workers)
        ]
        self._streams: dict[int, VoskStream] = {}
        self._numbers = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []
        self._settled = asyncio.Event()

    async def start(self) -> None:
        """Start the workers and wait until all have loaded the model.

        Raises ModelMissing when there is none, RecogniserDown when not one worker comes up.
        """
        check_model(self.model)
        self._tasks = [asyncio.create_task(worker.run()) for worker in self._workers]
        try:
            async with asyncio.timeout(START_DEADLINE_S):
                await self._settled.wait()
        except TimeoutError:
            log.warning("recognition_workers_late", deadline_s=START_DEADLINE_S)
        if not any(worker.ready.is_set() for worker in self._workers):
            await self.stop()
            raise RecogniserDown(f"{self.model}: no recognition worker can load this model; build it again: {CURE}")

    def _note_settled(self) -> None:
        """Starting is over when every worker is up, or has failed so often that waiting is vain."""
        if all(worker.ready.is_set() or worker.losses >= VAIN_STARTS for worker in self._workers):
            self._settled.set()

    async def stop(self) -> None:
        """Stop all workers; open streams hear nothing more."""
        self._streams.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    @property
    def health(self) -> str:
        """Say "ok", or "degraded: " and why."""
        ready = sum(worker.ready.is_set() for worker in self._workers)
        if ready < len(self._workers):
            return f"degraded: {ready} of {len(self._workers)} recognition workers running"
        behind = max((stream.line.waiting_s for stream in self._streams.values()), default=0.0)
        return f"degraded: sound waits {behind:.1f} s" if behind > SLOW_S else "ok"

    @property
    def worker_pids(self) -> list[int]:
        """The process ids of the running workers."""
        return [worker.pid for worker in self._workers if worker.pid]

    @property
    def open_streams(self) -> int:
        """How many places are taken."""
        return len(self._streams)

    def open(self, grammar: Grammar | None, hear: Hear) -> "VoskStream":
        """Open a stream whose hearings go to `hear`. Raises Overloaded when all places are taken."""
        if len(self._streams) >= self.places:
            raise Overloaded(f"all {self.places} recognition streams are in use")
        stream = VoskStream(self, StreamLine(next(self._numbers), grammar), hear)
        self._streams[stream.line.stream] = stream
        self._place(stream)
        return stream

    def closed(self, stream: "VoskStream") -> None:
        """Free the stream's place."""
        if self._streams.pop(stream.line.stream, None) and stream.worker:
            stream.worker.send(Close(stream.line.stream))
            self._renew_the_grown()

    def _load(self, worker: WorkerProcess) -> int:
        return sum(stream.worker is worker for stream in self._streams.values())

    def _burden(self, worker: WorkerProcess) -> int:
        return self._load(worker) + GROWN_HANDICAP * (worker.grown_bytes > GROWN_BYTES)

    def _renew_the_grown(self) -> None:
        """Start one grown worker afresh if no call is with it; one at a time, so that the others can take calls."""
        if not all(worker.ready.is_set() for worker in self._workers):
            return
        idle = (worker for worker in self._workers if not self._load(worker) and worker.grown_bytes > GROWN_BYTES)
        if worker := next(idle, None):
            worker.renew()

    def _place(self, stream: "VoskStream") -> None:
        """Give the stream to the least loaded worker; without one it waits for the next that comes up."""
        ready = [worker for worker in self._workers if worker.ready.is_set()]
        stream.worker = min(ready, key=self._burden, default=None)
        if stream.worker:
            stream.worker.send(stream.line.again())
            stream.push()

    def _on_ready(self, worker: WorkerProcess) -> None:
        log.info("recognition_worker_ready", worker=worker.number)
        self._note_settled()
        for stream in list(self._streams.values()):
            if stream.worker is None:
                self._place(stream)
        self._renew_the_grown()

    def _on_report(self, worker: WorkerProcess, report: Report) -> None:
        stream = self._streams.get(getattr(report, "stream", 0))
        if stream is None or stream.worker is not worker:
            return
        match report:
            case Heard(_, hearing):
                stream.hear(hearing)
            case Done(_, settled):
                stream.done(settled)
                worker.owes(any(other.line.busy for other in self._streams.values() if other.worker is worker))
            case Skipped(_, phrases):
                log.warning("phrases_unknown_to_model", phrases=phrases)

    def _on_lost(self, worker: WorkerProcess) -> None:
        self._note_settled()
        for stream in list(self._streams.values()):
            if stream.worker is worker:
                stream.lost()
                self._place(stream)


class VoskStream:
    """One caller's sound in the engine; see `speech.recogniser.Stream`."""

    def __init__(self, engine: VoskEngine, line: StreamLine, hear: Hear) -> None:
        """Belong to the engine that opened it."""
        self.engine, self.line, self.hear = engine, line, hear
        self.worker: WorkerProcess | None = None
        self._progress = asyncio.Event()
        self._losses = 0
        self._finishing: deque[asyncio.Future[None] | None] = deque()

    def feed(self, pcm: bytes) -> None:
        """Give the next sound. Never blocks: what the worker cannot take waits, and in the end leaves a Gap."""
        self.line.feed(pcm)
        self.push()

    def skip(self, samples: int) -> None:
        """Move the clock over sound that need not be recognised."""
        self.line.skip(samples)

    def listen(self, grammar: Grammar | None) -> None:
        """Expect something else from the next frame on."""
        self.line.listen(grammar)
        self.push()

    def finish(self) -> None:
        """End the utterance now."""
        self._finish(None)

    async def last_words(self) -> None:
        """Finish, and wait at most LAST_WORDS_DEADLINE_S until everything said has been delivered."""
        heard = asyncio.get_running_loop().create_future()
        self._finish(heard)
        try:
            await asyncio.wait_for(heard, LAST_WORDS_DEADLINE_S)
        except TimeoutError:
            log.warning("last_words_late", stream=self.line.stream, waiting_s=self.line.waiting_s)

    async def caught_up(self, seconds: float) -> None:
        """Wait until at most `seconds` of sound are not yet worked off; for those who feed faster than real time."""
        while self.line.waiting_s > seconds:
            self._progress.clear()
            await self._progress.wait()

    def _finish(self, heard: "asyncio.Future[None] | None") -> None:
        self._finishing.append(heard)
        self.line.finish()
        self.push()

    def close(self) -> None:
        """Free the place; what was not yet heard is dropped."""
        self.engine.closed(self)

    def push(self) -> None:
        """Send what the worker may get, and drop what is overdue."""
        gap = self.line.drop_overdue()
        if gap:
            self.hear(gap)
        if self.worker is None:
            return
        was_busy = self.line.busy
        for item in self.line.take():
            self.worker.send(item)
        if self.line.busy and not was_busy:
            self.worker.owes(busy=True)

    def done(self, settled: bool) -> None:
        """Note that the worker has worked off one item."""
        if self.line.done(settled):
            self._finished()
        self._progress.set()
        self.push()

    def _finished(self) -> None:
        heard = self._finishing.popleft()
        if heard and not heard.done():
            heard.set_result(None)

    def lost(self) -> None:
        """Note that the worker died with this stream."""
        self._losses += 1
        if self._losses > MOST_REPLAYS:
            self._give_up()

    def _give_up(self) -> None:
        gap = self.line.forget()
        while self._finishing:
            self._finished()
        if gap:
            self.hear(gap)


def check_model(folder: Path) -> None:
    """Raise ModelMissing, with the cure, unless the folder holds a Vosk model."""
    if not (folder / MODEL_MARK).is_file():
        raise ModelMissing(f"{folder}: no speech model here; build it with: {CURE}")
