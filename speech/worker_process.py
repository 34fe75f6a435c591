"""One recognition worker process as the engine sees it: started, spoken to, watched, and started again when lost."""

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from speech.child_process import close_pipes, start_python
from speech.messages import HEADER, Message, MessageBroken, Order, Ready, Report, body_length, decode, encode

LOAD_DEADLINE_S = 60.0
ANSWER_DEADLINE_S = 10.0
STOP_DEADLINE_S = 2.0
WATCH_EVERY_S = 1.0
FIRST_BACK_OFF_S = 0.2
LONGEST_BACK_OFF_S = 10.0
STEADY_S = 30.0
STDERR_LINES = 20
PIPE_LIMIT = 1 << 21
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

log = structlog.get_logger()


class WorkerProcess:
    """A worker that is kept running; `on_ready`, `on_report` and `on_lost` tell the engine what happens to it."""

    def __init__(
        self,
        number: int,
        model: Path,
        on_ready: Callable[["WorkerProcess"], None],
        on_report: Callable[["WorkerProcess", Report], None],
        on_lost: Callable[["WorkerProcess"], None],
    ) -> None:
        """Prepare; `run` starts it."""
        self.number, self.model = number, model
        self.on_ready, self.on_report, self.on_lost = on_ready, on_report, on_lost
        self.ready = asyncio.Event()
        self.losses = 0
        self._renewing = False
        self._bytes_when_ready = 0
        self._process: asyncio.subprocess.Process | None = None
        self._owed_since: float | None = None
        self._last_words: deque[str] = deque(maxlen=STDERR_LINES)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def grown_bytes(self) -> int:
        """How much more memory it holds than when it had just loaded its model; 0 while it is not ready."""
        return resident_bytes(self.pid) - self._bytes_when_ready if self.pid and self.ready.is_set() else 0

    def renew(self) -> None:
        """Let the process end and start a fresh one, without counting it as a loss. Only when no stream is with it."""
        self._renewing = True
        self.ready.clear()
        self.owes(busy=True)
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def send(self, order: Order) -> None:
        """Give it an order; a dead worker's orders vanish, the engine repeats them to the next one."""
        process = self._process
        if process and process.stdin and not process.stdin.is_closing():
            process.stdin.write(encode(order))

    def owes(self, busy: bool) -> None:
        """Note whether answers are due, so that a worker that hangs is noticed."""
        self._owed_since = time.monotonic() if busy else None

    async def run(self) -> None:
        """Keep the worker running until cancelled, with growing pauses while it keeps failing."""
        back_off_s = FIRST_BACK_OFF_S
        try:
            while True:
                started = time.monotonic()
                reason = await self._live()
                if self._renewed():
                    continue
                self._lose(reason)
                back_off_s = FIRST_BACK_OFF_S if time.monotonic() - started > STEADY_S else back_off_s
                await asyncio.sleep(back_off_s)
                back_off_s = min(2 * back_off_s, LONGEST_BACK_OFF_S)
        finally:
            self.ready.clear()
            await self._end()

    def _renewed(self) -> bool:
        """Say whether the process ended because it was told to, once."""
        renewed, self._renewing = self._renewing, False
        if renewed:
            self._owed_since = None
            log.info("recognition_worker_renewed", worker=self.number)
        return renewed

    def _lose(self, reason: str) -> None:
        self.ready.clear()
        self._owed_since = None
        self.losses += 1
        log.warning("recognition_worker_lost", worker=self.number, reason=reason, stderr=list(self._last_words)[-3:])
        self.on_lost(self)

    async def _live(self) -> str:
        """Live through one process; return why it ended."""
        try:
            await self._spawn()
            return await self._converse()
        except TimeoutError:
            return f"the model was not loaded within {LOAD_DEADLINE_S:.0f} s"
        except (OSError, MessageBroken) as error:
            return str(error)
        finally:
            await self._end()

    async def _spawn(self) -> None:
        self._process = await start_python(
            "-m", "speech.vosk_worker", str(self.model), stderr=asyncio.subprocess.PIPE, limit=PIPE_LIMIT
        )

    async def _converse(self) -> str:
        """Serve the process until it ends or hangs; its three duties end together."""
        duties = [asyncio.create_task(duty()) for duty in (self._listen, self._keep_stderr, self._watch)]
        try:
            await asyncio.wait(duties, return_when=asyncio.FIRST_COMPLETED)
            ended = [task.exception() for task in duties if task.done()]
            return next((str(error) for error in ended if error), "the process ended")
        finally:
            await _cancel(duties)

    async def _listen(self) -> None:
        async with asyncio.timeout(LOAD_DEADLINE_S):
            first = await self._read()
        if not isinstance(first, Ready):
            raise MessageBroken(f"the worker began with {first}")
        self._bytes_when_ready = resident_bytes(self.pid) if self.pid else 0
        self.ready.set()
        self.on_ready(self)
        while (message := await self._read()) is not None:
            self._owed_since = time.monotonic() if self._owed_since else None
            self.on_report(self, message)  # type: ignore[arg-type]

    async def _read(self) -> Message | None:
        """Read one report; waiting without a deadline is right here: `_watch` ends a worker that owes an answer."""
        assert self._process and self._process.stdout
        try:
            header = await self._process.stdout.readexactly(HEADER.size)
            return decode(header, await self._process.stdout.readexactly(body_length(header)))
        except asyncio.IncompleteReadError:
            return None

    async def _keep_stderr(self) -> None:
        assert self._process and self._process.stderr
        while line := await self._process.stderr.readline():
            self._last_words.append(line.decode("utf-8", "replace").strip())
        await self._process.wait()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            if self._owed_since and time.monotonic() - self._owed_since > ANSWER_DEADLINE_S:
                raise MessageBroken(f"no answer for {ANSWER_DEADLINE_S:.0f} s")

    async def _end(self) -> None:
        """End the process: politely by closing its stdin, then by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.wait_for(_drained(process), STOP_DEADLINE_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        close_pipes(process)


def resident_bytes(pid: int) -> int:
    """Return a process's resident memory, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0


async def _drained(process: asyncio.subprocess.Process) -> None:
    """Wait for the end while emptying both outputs, so that a full pipe cannot hold the process."""
    outputs = [output for output in (process.stdout, process.stderr) if output]
    readers: list[Awaitable[bytes]] = [output.read() for output in outputs]
    await asyncio.gather(*readers, process.wait())


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
