"""Keeping one lasting link to Asterisk: log in, ping, notice a broken link, come back, and lose no event silently."""

import abc
import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from ivr.ami_protocol import AmiMessage, Headers, clean_fields
from ivr.errors import ActionRefused, ActionTimeout, LinkLost, LoginRefused

CONNECT_DEADLINE_S = 10.0
"""How long `start` waits for an Asterisk that is not there yet."""
LOGIN_DEADLINE_S = 3.0
"""How long one attempt may take, from the TCP handshake to the accepted login."""
PING_EVERY_S = 2.0
PING_DEADLINE_S = 2.0
"""An Asterisk that leaves a ping unanswered for so long is taken for frozen, and the link is dropped."""
LOADING_DEADLINE_S = 15.0
"""How long an Asterisk may take from letting us in until its modules know our questions."""
LOADING_PAUSE_S = 0.2
BACKOFF_FIRST_S = 0.2
BACKOFF_LONGEST_S = 5.0
QUEUE_SIZE = 20_000
"""About a second of the fastest stream we can read. The rule when it is full is told in `AmiLink`."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class AmiAddress:
    """Where Asterisk's manager interface listens, and who we are there."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The link is up: what was known before must be rebuilt from fresh queries. `at_s` is the monotonic clock."""

    at_s: float


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The link is down; what happens from now on is not seen until the next LinkUp. `at_s` is the monotonic clock."""

    reason: str
    at_s: float


LinkNote = AmiMessage | LinkUp | LinkDown


class Connection(Protocol):
    """One connection to Asterisk, used once: it reports to the keeper's `put` and `went_down`."""

    @property
    def lost(self) -> "asyncio.Future[str]":
        """Done with the reason once the connection has ended."""

    async def open(self) -> None:
        """Make the TCP connection. Raises OSError."""

    async def ask(self, fields: Mapping[str, str], *, wants_rows: bool) -> Sequence[Headers]:
        """Send one action and return the messages of its answer. Raises LinkLost."""

    def release(self) -> None:
        """Hand over the events held back until the login was settled, and from now on each one at once."""

    def drop(self, reason: str) -> None:
        """End the connection and fail what is not answered."""


class LinkKeeper(abc.ABC):
    """One lasting link to Asterisk.

    `messages` holds every event in the order it came, with a LinkUp before the first one of each connection and a
    LinkDown after its last one. It is bounded. When it is full, the consumer is hopelessly behind: its content is
    thrown away, the connection is dropped (so a LinkDown is what the consumer sees next), and after the reconnect
    a LinkUp tells it to rebuild its state. No event is ever left out of an unbroken stream.

    An action that was not answered before the connection broke fails with LinkLost and is never sent again.
    """

    def __init__(self, address: AmiAddress, *, queue_size: int = QUEUE_SIZE) -> None:
        self.messages: asyncio.Queue[LinkNote] = asyncio.Queue(queue_size)
        self.address = address
        self._connection: Connection | None = None
        self._is_up = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    @abc.abstractmethod
    def _new_connection(self) -> Connection: ...

    @property
    def up(self) -> bool:
        """Whether we are logged in right now, as far as the last ping knows."""
        return self._is_up.is_set()

    async def start(self) -> None:
        """Log in, and from then on stay connected. Raises LoginRefused, or LinkLost after CONNECT_DEADLINE_S."""
        connection = await self._first_connection()
        self._worker = asyncio.create_task(self._keep(connection), name="ami-link")

    async def stop(self) -> None:
        """Leave Asterisk for good; actions still waiting fail with LinkLost."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker
        if self._connection is not None:
            self._connection.drop("stopped")
            await asyncio.sleep(0)

    async def wait_up(self, timeout_s: float) -> None:
        """Return once the link is up. Raises LinkLost if it is still down after the timeout."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._is_up.wait()
        except TimeoutError:
            raise LinkLost(f"{self._where} is not reachable (waited {timeout_s:g} s)") from None

    async def action(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> Mapping[str, str]:
        """Do one action and return its response. Raises ActionRefused, ActionTimeout, BadValue, LinkLost."""
        return (await self._ask(self._live(), name, fields, timeout_s, wants_rows=False))[0]

    async def rows(self, name: str, /, *, timeout_s: float = 5.0, **fields: str | int) -> list[Mapping[str, str]]:
        """Do one list action and return the events it lists. Raises as `action` does."""
        answer = await self._ask(self._live(), name, fields, timeout_s, wants_rows=True)
        return list(answer[1:-1])

    async def rows_once_loaded(self, name: str, /) -> list[Mapping[str, str]]:
        """As `rows`, but patient with an Asterisk that has just started: it lets us in before all modules are there.

        Raises as `action` does; ActionRefused only after LOADING_DEADLINE_S.
        """
        end = time.monotonic() + LOADING_DEADLINE_S
        while True:
            try:
                return await self.rows(name)
            except ActionRefused as refusal:
                if time.monotonic() > end:
                    raise
                _log.info("asterisk_loading", action=name, reason=refusal.message)
            await asyncio.sleep(LOADING_PAUSE_S)

    @property
    def _where(self) -> str:
        return f"Asterisk at {self.address.host}:{self.address.port}"

    def _live(self) -> Connection:
        if self._connection is None or not self.up:
            raise LinkLost(f"no link to {self._where} right now; nothing was sent")
        return self._connection

    async def _ask(
        self,
        connection: Connection,
        name: str,
        fields: Mapping[str, str | int],
        timeout_s: float,
        *,
        wants_rows: bool,
    ) -> Sequence[Headers]:
        cleaned = clean_fields({**fields, "Action": name})
        try:
            async with asyncio.timeout(timeout_s):
                answer = await connection.ask(cleaned, wants_rows=wants_rows)
        except TimeoutError:
            raise ActionTimeout(f"{self._where} did not answer {name} within {timeout_s:g} s") from None
        if is_refusal(answer[0]):
            raise ActionRefused(answer[0].get("Message", ""))
        return answer

    async def _first_connection(self) -> Connection:
        try:
            async with asyncio.timeout(CONNECT_DEADLINE_S):
                return await self._connect_patiently()
        except TimeoutError:
            why = f"{self._where} can't be reached (waited {CONNECT_DEADLINE_S:g} s); is the exchange running?"
            raise LinkLost(why) from None

    async def _connect_patiently(self, pause_s: float = BACKOFF_FIRST_S) -> Connection:
        while True:
            try:
                return await self._connect()
            except LinkLost as error:
                _log.info("ami_unreachable", reason=str(error), next_try_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, BACKOFF_LONGEST_S)

    async def _connect(self) -> Connection:
        connection = self._new_connection()
        self._connection = connection
        try:
            async with asyncio.timeout(LOGIN_DEADLINE_S):
                await connection.open()
                await self._log_in(connection)
        except (OSError, TimeoutError) as error:
            connection.drop("no login")
            raise LinkLost(f"{self._where}: {error or 'no answer'}") from error
        except BaseException:
            connection.drop("no login")
            raise
        return connection

    async def _log_in(self, connection: Connection) -> None:
        who = {"Username": self.address.user, "Secret": self.address.secret, "Events": "on"}
        try:
            await self._ask(connection, "Login", who, LOGIN_DEADLINE_S, wants_rows=False)
        except ActionTimeout as error:
            raise LinkLost(str(error)) from None
        except ActionRefused as refusal:
            raise LoginRefused(
                f"{self._where} refused the AMI user {self.address.user!r} ({refusal.message}); "
                "its secret must be the same in the bridge's settings and in Asterisk's manager.conf"
            ) from None
        self._is_up.set()
        self.put(LinkUp(time.monotonic()))
        connection.release()
        _log.info("ami_up", host=self.address.host, port=self.address.port)

    async def _keep(self, connection: Connection) -> None:
        pause_s = BACKOFF_FIRST_S
        while True:
            began_s = time.monotonic()
            await self._ping_until_lost(connection)
            lasted = time.monotonic() - began_s >= BACKOFF_LONGEST_S
            pause_s = BACKOFF_FIRST_S if lasted else min(2 * pause_s, BACKOFF_LONGEST_S)
            connection = await self._reconnect(pause_s)

    async def _reconnect(self, pause_s: float) -> Connection:
        while True:
            await asyncio.sleep(pause_s)
            try:
                return await self._connect_patiently(pause_s)
            except LoginRefused as error:
                _log.error("ami_login_refused", reason=str(error), next_try_s=BACKOFF_LONGEST_S)
                pause_s = BACKOFF_LONGEST_S
            except Exception:
                _log.exception("ami_link_reconnect_failed", next_try_s=BACKOFF_LONGEST_S)
                pause_s = BACKOFF_LONGEST_S

    async def _ping_until_lost(self, connection: Connection) -> None:
        while not connection.lost.done():
            await asyncio.wait([connection.lost], timeout=PING_EVERY_S)
            try:
                await self._ask(connection, "Ping", {}, PING_DEADLINE_S, wants_rows=False)
            except ActionTimeout:
                connection.drop(f"Asterisk left a ping unanswered for {PING_DEADLINE_S:g} s")
            except (ActionRefused, LinkLost):
                continue

    def put(self, note: LinkNote) -> None:
        """Put one note into the queue, by the rule told above when it is full."""
        if not self.messages.full():
            self.messages.put_nowait(note)
            return
        while not self.messages.empty():
            self.messages.get_nowait()
        if isinstance(note, AmiMessage):
            if self._connection is not None:
                self._connection.drop("the bridge is too slow: its queue of events is full")
        else:
            self.messages.put_nowait(note)

    def went_down(self, connection: Connection, reason: str) -> None:
        """Take the connection's report that it has ended."""
        if connection is self._connection:
            self._connection = None
        if self.up:
            self._is_up.clear()
            _log.warning("ami_down", host=self.address.host, port=self.address.port, reason=reason)
            self.put(LinkDown(reason, time.monotonic()))


def is_refusal(headers: Headers) -> bool:
    """Whether a response says that the action was refused."""
    return headers.get("Response", "").lower() in ("error", "fail", "failure", "failed")
