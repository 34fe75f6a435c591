"""Runs the telephone exchange: starts Asterisk, knows when it is ready, stops it, and restarts it when it dies."""

import asyncio
import signal
import time

import structlog

from dialplans.asterisk import Asterisk, find_asterisk
from dialplans.errors import ExchangeError, ExchangeFailed
from dialplans.instance import write_instance
from dialplans.process import Seat, check_ports, configuration, is_running, last_lines, running_pid, send
from dialplans.settings import ExchangeSettings

READY_DEADLINE_S = 20.0
"""Asterisk is usually ready within a second; a loaded machine gets more."""

STOP_DEADLINE_S = 6.0
"""For SIGTERM to work; then SIGKILL."""

INSIST_S = 0.5
"""SIGTERM is repeated after this long: an Asterisk that is still starting up forgets it."""

ANSWER_DEADLINE_S = 2.0
"""For the manager interface to greet us."""

POLL_S = 0.05
WATCH_S = 0.25
"""How often an adopted Asterisk, which is not our child, is looked at."""

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0
STEADY_S = 30.0
"""An Asterisk that lived this long was healthy: the next restart is at once again."""

log = structlog.get_logger()


class Exchange:
    """One Asterisk instance. It outlives this process unless it is stopped: calls go on."""

    def __init__(self, settings: ExchangeSettings) -> None:
        self._settings = settings
        self._folder = settings.folder
        self._child: asyncio.subprocess.Process | None = None
        self._adopted: int | None = None
        self._stopping = False
        self._seat = Seat(settings.folder)

    @property
    def pid(self) -> int | None:
        """The process id of the running Asterisk, or None."""
        if self._child is not None and self._child.returncode is None:
            return self._child.pid
        return self._adopted if self._adopted and is_running(self._adopted, self._folder) else None

    async def start(self) -> None:
        """Start Asterisk and return when it is ready; an Asterisk of this home that already runs is adopted.

        Raises PortInUse, ExchangeFailed, AsteriskMissing.
        """
        self._stopping = False
        try:
            await self._bring_up()
        except BaseException:
            self._seat.leave()
            raise

    async def stop(self) -> None:
        """Stop Asterisk: SIGTERM, and SIGKILL if it does not end in time. Its calls are hung up."""
        self._stopping = True
        pid = self.pid
        if pid is not None:
            await self._end(pid)
        self._seat.leave()

    async def _end(self, pid: int) -> None:
        if not await self._ended_by_term(pid):
            log.warning("exchange_killed", pid=pid)
            send(pid, signal.SIGKILL)
            await asyncio.wait_for(self.wait(), STOP_DEADLINE_S)
        log.info("exchange_stopped", pid=pid)

    async def wait(self) -> None:
        """Return when Asterisk has ended, for whatever reason."""
        if self._child is not None:
            await self._child.wait()
        while self.pid is not None:  # noqa: ASYNC110 - a process that is not our child sends no event
            await asyncio.sleep(WATCH_S)

    async def supervise(self) -> None:
        """Keep Asterisk running until stop(): when it dies it is started again, at once the first time, then with a
        growing pause. Never raises for a failed restart: it logs the reason and tries again. While another process
        supervises the same instance, this one stands by.
        """
        while not self._stopping and not self._seat.take():  # noqa: ASYNC110 - a lock sends no event
            await asyncio.sleep(WATCH_S)
        await self._keep_running()

    async def _keep_running(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping:
            since = time.monotonic()
            await self.wait()
            lived_s = time.monotonic() - since
            if self._stopping:
                return
            pause_s = FIRST_PAUSE_S if lived_s > STEADY_S else pause_s
            log.error("exchange_died", lived_s=round(lived_s, 1), restart_in_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            await self._restart()

    async def _restart(self) -> None:
        if self._stopping:
            return
        try:
            await self._bring_up()
        except ExchangeError as failure:
            log.error("exchange_restart_failed", reason=str(failure))

    async def _bring_up(self) -> None:
        asterisk = await asyncio.to_thread(find_asterisk, self._settings)
        await asyncio.to_thread(write_instance, self._settings)
        self._seat.take()
        self._adopted = running_pid(self._folder)
        if self._adopted is not None:
            log.info("exchange_adopted", pid=self._adopted)
            return
        check_ports(self._settings)
        if not self._stopping:
            await self._spawn(asterisk)

    async def _spawn(self, asterisk: Asterisk) -> None:
        started = time.monotonic()
        with (self._folder / "log" / "console").open("wb") as console:
            self._child = await asyncio.create_subprocess_exec(
                asterisk.binary, "-f", "-C", configuration(self._folder),
                stdin=asyncio.subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
            )  # fmt: skip
        try:
            async with asyncio.timeout(READY_DEADLINE_S):
                await self._until_ready(asterisk)
        except TimeoutError:
            send(self._child.pid, signal.SIGKILL)
            raise ExchangeFailed(self._failure(f"Asterisk was not ready after {READY_DEADLINE_S:.0f} s")) from None
        log.info("exchange_ready", pid=self.pid, version=asterisk.version, seconds=round(time.monotonic() - started, 2))

    async def _until_ready(self, asterisk: Asterisk) -> None:
        while not await self._manager_answers():
            if self.pid is None:
                raise ExchangeFailed(self._failure("Asterisk ended while it was starting"))
            await asyncio.sleep(POLL_S)
        waiter = await asyncio.create_subprocess_exec(
            asterisk.binary, "-C", configuration(self._folder), "-rx", "core waitfullybooted",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await waiter.wait()
        except asyncio.CancelledError:
            send(waiter.pid, signal.SIGKILL)
            raise

    async def _manager_answers(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_DEADLINE_S):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._settings.ami_port)
                banner = await reader.readline()
                writer.close()
                await writer.wait_closed()
        except (OSError, TimeoutError):
            return False
        return banner.startswith(b"Asterisk Call Manager")

    async def _ended_by_term(self, pid: int) -> bool:
        give_up = time.monotonic() + STOP_DEADLINE_S
        while time.monotonic() < give_up:
            send(pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(self.wait(), INSIST_S)
                return True
            except TimeoutError:
                continue
        return False

    def _failure(self, what: str) -> str:
        return f"{what}; its log in {self._folder / 'log'} ends with:\n{last_lines(self._folder)}"
