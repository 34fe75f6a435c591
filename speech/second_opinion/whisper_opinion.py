"""whisper-base as a second opinion: one polite worker process, started when needed, ended when idle or late.

Queue rule: one recording is heard at a time and at most MOST_WAITING wait; beyond that `transcribe` refuses at once.
"""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import structlog

from speech.child_process import close_pipes, start_python
from speech.errors import SoundUnreadable
from speech.recogniser import Word
from speech.second_opinion.errors import OpinionBusy, OpinionFailed, OpinionLate
from speech.transcription import Transcript

LOAD_DEADLINE_S = 120.0
ANSWER_DEADLINE_S = 600.0
IDLE_S = 120.0
"""A worker without work for this long ends: it holds some 450 MB."""
MOST_WAITING = 4
LINE_LIMIT = 1 << 20
WORKER = ("-m", "speech.second_opinion.whisper_worker")

log = structlog.get_logger()


class WhisperOpinion:
    """See `speech.second_opinion.opinion.SecondOpinion`."""

    def __init__(self, folder: Path, worker: tuple[str, ...] = WORKER) -> None:
        """Prepare; the process starts with the first recording. `worker`: what Python is to run."""
        self._folder, self._worker = folder, worker
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._rest: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def transcribe(self, wav: Path) -> Transcript:
        """Return what is said in a recording; when cancelled, late or broken the worker is killed."""
        if self._waiting > MOST_WAITING:
            raise OpinionBusy(f"{wav}: {MOST_WAITING} recordings wait already; try again later")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._answered(wav)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End the worker; whoever still waits for it gets OpinionFailed."""
        for task in self._ending:
            task.cancel()
        await self._kill()

    async def _kill(self) -> None:
        self._stay()
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        close_pipes(process)

    async def _answered(self, wav: Path) -> Transcript:
        self._stay()
        whole = False
        try:
            if self.pid is None:
                await self._start()
            transcript = await self._ask(wav)
            whole = True
            return transcript
        except SoundUnreadable:
            whole = True
            raise
        finally:
            if whole:
                self._rest = asyncio.get_running_loop().call_later(IDLE_S, self._go)
            else:
                await self._kill()

    async def _start(self) -> None:
        self._process = await start_python(
            *self._worker, str(self._folder), stderr=asyncio.subprocess.DEVNULL, limit=LINE_LIMIT
        )
        log.info("second_opinion_started", pid=self._process.pid)
        answer = await self._line("loading", LOAD_DEADLINE_S)
        if not answer.get("ready"):
            raise OpinionFailed(str(answer.get("error") or "the second recogniser began with no greeting"))

    async def _ask(self, wav: Path) -> Transcript:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"wav": str(wav)}).encode() + b"\n")
        answer = await self._line(str(wav), ANSWER_DEADLINE_S)
        if "error" in answer:
            raise SoundUnreadable(str(answer["error"]))
        return _transcript(answer)

    async def _line(self, what: str, deadline_s: float) -> dict[str, Any]:
        assert self._process
        assert self._process.stdout
        try:
            async with asyncio.timeout(deadline_s):
                line = await self._process.stdout.readline()
            answer = json.loads(line)
        except TimeoutError as error:
            raise OpinionLate(f"{what}: the second recogniser gave no answer within {deadline_s:.0f} s") from error
        except (ValueError, OSError) as error:
            raise OpinionFailed(f"{what}: the second recogniser ended or answered nonsense ({error})") from error
        return answer if isinstance(answer, dict) else {}

    def _stay(self) -> None:
        if self._rest:
            self._rest.cancel()
        self._rest = None

    def _go(self) -> None:
        task = asyncio.create_task(self._kill_when_free())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _kill_when_free(self) -> None:
        async with self._turn:
            await self._kill()


def _transcript(answer: dict[str, Any]) -> Transcript:
    """Read a worker's answer. Raises OpinionFailed when it is none."""
    try:
        words = tuple(_word(*entry) for entry in answer["words"])
        confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
        return Transcript(str(answer["text"]), words, round(float(answer["seconds"]), 3), round(confidence, 3))
    except (KeyError, TypeError, ValueError) as error:
        raise OpinionFailed(f"the second recogniser's answer is no transcript ({error!r})") from error


def _word(text: object, confidence: float, start_s: float, end_s: float) -> Word:
    sure = min(1.0, max(0.0, float(confidence)))
    return Word(str(text), round(sure, 3), round(float(start_s), 3), round(float(end_s), 3))
