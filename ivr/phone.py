"""A scriptable SIP phone: the sample citizen, the automatic operator, and the phones of the tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

log = structlog.get_logger()

START_DEADLINE_S = 10.0
QUIT_DEADLINE_S = 5.0
EVENTS = 1_000
"""Events kept for whoever waits. Rule when full: the oldest goes."""


class PhoneFailed(Exception):
    """The phone process did not start or has ended."""


class PhoneTimeout(Exception):
    """What was waited for did not happen on the phone in time."""


class Phone:
    """One phone process. Use it as an async context manager."""

    def __init__(self, number: str, **options: str | float | int | Path | None) -> None:
        self.number = number
        self.events: list[dict[str, Any]] = []
        self._secret = str(options.pop("password", "") or "")
        self._options = {key: value for key, value in options.items() if value is not None}
        self._process: asyncio.subprocess.Process | None = None
        self._changed = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Phone:
        """Start the process and wait until it is ready. Raises PhoneFailed."""
        arguments = [f"--{key.replace('_', '-')}={value}" for key, value in self._options.items()]
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ivr.phone_worker", f"--number={self.number}", *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "ICETA_PHONE_PASSWORD": self._secret},
        )
        self._reader = asyncio.create_task(self._read(), name=f"phone {self.number}")
        try:
            await self.wait("ready", timeout_s=START_DEADLINE_S)
        except PhoneTimeout as error:
            await self.__aexit__(None, None, None)
            raise PhoneFailed(f"the phone {self.number} did not start; is pjsua2-python installed?") from error
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Hang up and end the process."""
        assert self._process is not None
        if self._process.returncode is None:
            with contextlib.suppress(ConnectionError, PhoneFailed):
                await self.do("quit")
            try:
                await asyncio.wait_for(self._process.wait(), QUIT_DEADLINE_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            if not line.startswith(b"{"):
                continue
            async with self._changed:
                self.events.append(json.loads(line))
                del self.events[:-EVENTS]
                self._changed.notify_all()
        async with self._changed:
            self.events.append({"event": "ended"})
            self._changed.notify_all()

    async def do(self, command: str, **fields: Any) -> None:
        """Send one command. Raises PhoneFailed if the process has ended."""
        assert self._process is not None
        assert self._process.stdin is not None
        if self._process.returncode is not None:
            raise PhoneFailed(f"the phone {self.number} has ended")
        self._process.stdin.write(json.dumps({"command": command, **fields}, default=str).encode() + b"\n")
        await self._process.stdin.drain()

    async def wait(self, event: str, *, timeout_s: float, after: int = 0, **match: Any) -> dict[str, Any]:
        """The first event of that name (from index `after` on) whose fields match. Raises PhoneTimeout."""

        def found() -> dict[str, Any] | None:
            wanted = {"event": event, **match}
            return next(
                (e for e in self.events[after:] if all(e.get(key) == value for key, value in wanted.items())), None
            )

        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(lambda: found() is not None)
        except TimeoutError as error:
            raise PhoneTimeout(
                f"phone {self.number}: no {event} {match or ''} within {timeout_s:.0f} s; it saw {self.events[-5:]}"
            ) from error
        seen = found()
        assert seen is not None
        return seen

    async def call(self, number: str, host: str, port: int, *, timeout_s: float = 10.0) -> None:
        """Ring a number and wait until it is answered and there is sound. Raises PhoneTimeout."""
        await self.do("call", uri=f"sip:{number}@{host}:{port}")
        await self.wait("state", state="CONFIRMED", timeout_s=timeout_s)
        await self.wait("media", timeout_s=timeout_s)

    async def say(self, wav: Path, *, timeout_s: float = 120.0) -> None:
        """Play a sound file into the call and wait until it is over."""
        seen = len(self.events)
        await self.do("play", wav=str(wav))
        await self.wait("played", timeout_s=timeout_s, after=seen)

    async def press(self, digits: str, *, info: bool = False) -> None:
        """Press keys, by RFC 2833 or by SIP INFO."""
        await self.do("dtmf", digits=digits, info=info)

    async def hang_up(self) -> None:
        """End the call."""
        await self.do("hangup")

    @property
    def over(self) -> bool:
        """Whether the phone's call has ended."""
        return any(e.get("state") == "DISCONNECTED" or e["event"] == "ended" for e in self.events)


@asynccontextmanager
async def operator_phone(extension: str, password: str, host: str, port: int, **options: Any) -> AsyncIterator[Phone]:
    """An operator's phone, registered; answers by itself if `answer=200` is given."""
    settings: Mapping[str, Any] = {"register": f"{host}:{port}", "password": password, **options}
    async with Phone(extension, **settings) as phone:
        await phone.wait("registered", timeout_s=START_DEADLINE_S)
        yield phone
