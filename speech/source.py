"""The ears' door: Asterisk connects by AudioSocket for each awaited call, and its frames go to that call's ear."""

import asyncio
import contextlib
from pathlib import Path
from uuid import UUID

import structlog

from speech.audiosocket import GOODBYE, SILENCE, Frame, FrameParser, FrameRefused, Kind
from speech.ear import Ear
from speech.errors import EarRefused
from speech.recogniser import Grammar, Recogniser

CONNECT_DEADLINE_S = 15.0
UUID_DEADLINE_S = 5.0
IDLE_DEADLINE_S = 300.0
GOODBYE_DEADLINE_S = 1.0
KEEP_ALIVE_S = 1.0  # Asterisk ends a socket that was silent for 2 s
MOST_EARS = 256
READ_BYTES = 4096

log = structlog.get_logger()


class EarServer:
    """Listens for Asterisk and joins each connection to the ear that was awaited under its id.

    Unknown ids, a second connection with the same id and whatever is no AudioSocket are refused with one log line.
    """

    def __init__(self, engine: Recogniser, host: str, port: int) -> None:
        """Prepare; port 0 takes a free one."""
        self._engine, self._host, self._wanted_port = engine, host, port
        self._server: asyncio.Server | None = None
        self._awaited: dict[UUID, Ear] = {}
        self._open: dict[UUID, Ear] = {}
        self._expiries: dict[UUID, asyncio.TimerHandle] = {}
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._greet, self._host, self._wanted_port)

    async def stop(self) -> None:
        """Stop listening, end every connection, and let recordings be closed."""
        if self._server:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        for ear in [*self._awaited.values()]:
            self._forget(ear)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None or not self._server.sockets:
            return self._wanted_port
        return int(self._server.sockets[0].getsockname()[1])

    def expect(self, ear_id: UUID, recording: Path, grammar: Grammar | None = None) -> Ear:
        """Await a connection with this id for CONNECT_DEADLINE_S; its sound is recorded to `recording`.

        Raises EarRefused when the id is in use already or MOST_EARS are open.
        """
        if ear_id in self._awaited or ear_id in self._open:
            raise EarRefused(f"ear {ear_id} is awaited or open already; use a fresh id for each call")
        if len(self._awaited) + len(self._open) >= MOST_EARS:
            raise EarRefused(f"{MOST_EARS} ears are awaited or open; the call goes on without")
        ear = Ear(ear_id, recording, grammar, self._engine)
        self._awaited[ear_id] = ear
        loop = asyncio.get_running_loop()
        self._expiries[ear_id] = loop.call_later(CONNECT_DEADLINE_S, self._expire, ear)
        return ear

    def _expire(self, ear: Ear) -> None:
        log.warning("ear_never_connected", ear=str(ear.ear_id), deadline_s=CONNECT_DEADLINE_S)
        self._forget(ear)

    def _forget(self, ear: Ear) -> None:
        self._awaited.pop(ear.ear_id, None)
        self._expiries.pop(ear.ear_id).cancel()
        ear.abandon()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; every way it can end is noted here."""
        task = asyncio.current_task()
        if task is None or len(self._connections) >= MOST_EARS:
            log.warning("ear_connection_refused", reason="too many connections")
            writer.close()
            return
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (FrameRefused, EarRefused) as error:
            log.warning("ear_connection_refused", reason=str(error))
        except (TimeoutError, OSError, EOFError) as error:
            log.info("ear_connection_lost", reason=str(error) or "silent for too long")
        finally:
            self._connections.discard(task)
            await _say_goodbye(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = FrameParser()
        async with asyncio.timeout(UUID_DEADLINE_S):
            first, *others = await _frames(reader, parser)
        ear = self._claim(first)
        self._open[ear.ear_id] = ear
        ear.connect()
        recording = asyncio.create_task(ear.record())
        keep_alive = asyncio.create_task(_keep_alive(ear, writer))
        try:
            await _listen(ear, reader, parser, others)
        finally:
            keep_alive.cancel()
            await asyncio.gather(ear.end(), recording)
            del self._open[ear.ear_id]

    def _claim(self, first: Frame) -> Ear:
        if first.kind is not Kind.UUID:
            raise FrameRefused(f"the connection began with a {first.kind.name} frame instead of an id")
        ear = self._awaited.pop(first.uuid, None)
        if ear is None:
            raise EarRefused(f"no ear is awaited under {first.uuid}")
        self._expiries.pop(ear.ear_id).cancel()
        return ear


async def _listen(ear: Ear, reader: asyncio.StreamReader, parser: FrameParser, frames: list[Frame]) -> None:
    """Give the ear its frames until the other side ends."""
    while True:
        for frame in frames:
            if frame.kind in (Kind.END, Kind.ERROR):
                return
            ear.take(frame)
        try:
            async with asyncio.timeout(IDLE_DEADLINE_S):
                frames = await _frames(reader, parser)
        except EOFError:
            return


async def _frames(reader: asyncio.StreamReader, parser: FrameParser) -> list[Frame]:
    """Wait for at least one frame. Raises EOFError at the end, FrameRefused on hostile bytes."""
    while received := await reader.read(READ_BYTES):
        frames = parser.feed(received)
        if frames:
            return frames
    raise EOFError("the connection was closed")


async def _keep_alive(ear: Ear, writer: asyncio.StreamWriter) -> None:
    """Send silence each second and mend the ear's clock; a late tick mends nothing, for its sound is on the way."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + KEEP_ALIVE_S
        await asyncio.sleep(KEEP_ALIVE_S)
        if not writer.is_closing() and writer.transport.get_write_buffer_size() < len(SILENCE):
            writer.write(SILENCE)
        if loop.time() - due < KEEP_ALIVE_S / 4:
            ear.bridge_silence()


async def _say_goodbye(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, TimeoutError):
        if not writer.is_closing():
            writer.write(GOODBYE)
            writer.close()
        async with asyncio.timeout(GOODBYE_DEADLINE_S):
            await writer.wait_closed()
