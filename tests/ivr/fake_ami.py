"""A small fake of Asterisk's manager interface, for tests of broken links only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

SECRET = "right-secret"
BANNER = b"Asterisk Call Manager/9.0.0\r\n"

Fields = dict[str, str]
Answer = Callable[["Session", Fields], Awaitable[None]]


class Session:
    """One connection to the fake; `actions` is what the client sent after its login."""

    def __init__(self, server: "FakeAmi", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.writer = writer
        self.actions: list[Fields] = []
        self._reader = reader

    async def send(self, raw: bytes, *, pieces: int = 0) -> None:
        """Send bytes; with `pieces`, that many at a time, each in a TCP segment of its own."""
        step = pieces or len(raw)
        for start in range(0, len(raw), step):
            self.writer.write(raw[start : start + step])
            await self.writer.drain()
            if pieces:
                await asyncio.sleep(0.0005)

    async def event(self, name: str, **fields: str) -> None:
        await self.send(block(Event=name, **fields))

    async def respond(self, action: Fields, response: str = "Success", **fields: str) -> None:
        await self.send(block(Response=response, ActionID=action["ActionID"], **fields))

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.writer.transport.abort()

    async def serve(self) -> None:
        self.writer.write(BANNER)
        while True:
            raw = await self._reader.readuntil(b"\r\n\r\n")
            action = dict(line.split(": ", 1) for line in raw.decode().split("\r\n") if ": " in line)
            await self._handle(action)

    async def _handle(self, action: Fields) -> None:
        if self.server.frozen:
            return
        if action["Action"] == "Login":
            await self.server.login(self, action)
        elif action["Action"] == "Ping":
            await self.respond(action, Ping="Pong")
        else:
            self.actions.append(action)
            await self.server.answer(self, action)


class FakeAmi:
    """The fake: set `answer` to decide what actions get, `frozen` to answer nothing any more."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.attempts = 0
        self.frozen = False
        self.secret = SECRET
        self.answer: Answer = _success
        self.port = 0
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def actions(self) -> list[Fields]:
        """All actions of all connections, in order."""
        return [action for session in self.sessions for action in session.actions]

    @property
    def session(self) -> Session:
        return self.sessions[-1]

    async def login(self, session: Session, action: Fields) -> None:
        if action["Secret"] != self.secret:
            await session.respond(action, "Error", Message="Authentication failed")
            session.writer.close()
            return
        await session.respond(action, Message="Authentication accepted")
        await session.event("FullyBooted", Status="Fully Booted")
        self.sessions.append(session)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.attempts += 1
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            await Session(self, reader, writer).serve()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            await _shut(writer)
            del self._open[task]

    async def close(self) -> None:
        """End all connections."""
        for writer in self._open.values():
            writer.transport.abort()
        if self._open:
            await asyncio.wait(self._open, timeout=5)

    async def logins(self, count: int) -> None:
        """Wait until so many logins have been accepted."""
        async with asyncio.timeout(10):
            while len(self.sessions) < count:
                await asyncio.sleep(0.01)

    async def received(self, count: int) -> None:
        """Wait until so many actions have come in."""
        async with asyncio.timeout(5):
            while len(self.actions) < count:
                await asyncio.sleep(0.005)


@asynccontextmanager
async def fake_ami(port: int = 0) -> AsyncIterator[FakeAmi]:
    """Run a fake on a free port of the loopback address."""
    fake = FakeAmi()
    server = await asyncio.start_server(fake.connected, "127.0.0.1", port)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        await fake.close()


def block(**fields: str) -> bytes:
    """One message as it goes over the wire."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n"


async def _shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def never(session: Session, action: Fields) -> None:
    """Answer nothing."""


async def _success(session: Session, action: Fields) -> None:
    await session.respond(action, Message="Done")
