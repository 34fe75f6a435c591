"""An AudioSocket server for tests: counts how much sound of a caller arrives."""

import asyncio
import struct

SOUND, UUID, END = 0x10, 0x01, 0x00
LOUD = 500
"""Mean absolute sample value above which a frame counts as the tone, and below which as silence."""


class Ear:
    def __init__(self) -> None:
        self.loud = self.quiet = 0
        self.ended = asyncio.Event()
        self.identity = b""

    async def __aenter__(self) -> "Ear":
        self._server = await asyncio.start_server(self._hear, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def hears(self, frames: int = 40, deadline_s: float = 4.0) -> None:
        """Return when so many more frames of the tone have arrived."""
        wanted = self.loud + frames
        async with asyncio.timeout(deadline_s):
            while self.loud < wanted:
                await asyncio.sleep(0.02)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, length = struct.unpack(">BH", await reader.readexactly(3))
                body = await reader.readexactly(length)
                if kind == UUID:
                    self.identity = body
                elif kind == SOUND:
                    self._count(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended.set()
        finally:
            writer.close()

    def _count(self, body: bytes) -> None:
        samples = struct.unpack(f"<{len(body) // 2}h", body)
        if sum(map(abs, samples)) / max(len(samples), 1) > LOUD:
            self.loud += 1
        else:
            self.quiet += 1
