"""Asterisk's manager interface through panoramisk, with its weaknesses covered; the only module that knows it."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

from ivr.ami_link import QUEUE_SIZE, AmiAddress, LinkDown, LinkKeeper, LinkNote, LinkUp, is_refusal
from ivr.ami_protocol import AmiMessage, Framer, Headers, MessageTooLongError
from ivr.errors import LinkLost

__all__ = ["AmiAddress", "AmiLink", "AmiMessage", "Headers", "LinkDown", "LinkNote", "LinkUp"]


class AmiLink(LinkKeeper):
    """The bridge's link to Asterisk; `LinkKeeper` tells what it promises."""

    def _new_connection(self) -> "_Connection":
        return _Connection(self)


class _Request(Action):  # type: ignore[misc]
    """An action whose end we recognise ourselves: panoramisk waits for ever for some answers, and fails on others."""

    def __init__(self, fields: Mapping[str, str], *, wants_rows: bool) -> None:
        super().__init__(fields)
        self.wants_rows = wants_rows

    def add_message(self, message: "_Message") -> bool:
        """Take one message of the answer; return whether it was the last one."""
        self.responses.append(message.headers)
        complete = self._complete()
        if complete and not self.future.done():
            self.future.set_result(self.responses)
        return complete

    def _complete(self) -> bool:
        last: Headers = self.responses[-1]
        if not self.wants_rows or is_refusal(last):
            return True
        return last.get("EventList", "").lower() in ("complete", "cancelled")


class _Message(Message):  # type: ignore[misc]
    """A message that keeps the headers as we read them, empty ones included."""

    def __init__(self, headers: Headers) -> None:
        super().__init__(headers)
        self.headers = headers


class _Protocol(AMIProtocol):  # type: ignore[misc]
    """Reads bytes, not pieces of text; and when the connection ends, it forgets what was not answered."""

    def __init__(self, connection: "_Connection") -> None:
        self._connection = connection
        self._framer = Framer()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.factory = self._connection

    def data_received(self, data: bytes) -> None:
        try:
            for headers in self._framer.feed(data):
                if self.closed:
                    return
                self.handle_message(_Message(headers))
        except MessageTooLongError:
            self._connection.drop("Asterisk sent a message without an end")

    def connection_lost(self, exc: object) -> None:
        self._connection.drop(f"connection lost ({exc})" if exc else "Asterisk closed the connection")

    def close(self) -> None:
        """End the connection at once; unlike the base class, keep no action for a later replay."""
        self.closed = True
        self.transport.abort()


class _Connection(Manager):  # type: ignore[misc]
    """One TCP connection, used once: it neither reconnects nor pings by itself; AmiLink does both."""

    def __init__(self, keeper: LinkKeeper) -> None:
        super().__init__(
            loop=asyncio.get_running_loop(),
            host=keeper.address.host,
            port=keeper.address.port,
            protocol_factory=lambda: _Protocol(self),
        )
        self.lost: asyncio.Future[str] = self.loop.create_future()
        self._keeper = keeper
        self._held: list[AmiMessage] | None = []

    async def open(self) -> None:
        """Make the TCP connection. Raises OSError."""
        await self.connect()

    async def ask(self, fields: Mapping[str, str], *, wants_rows: bool) -> list[Headers]:
        """Send one action and return the messages of its answer. Raises LinkLost."""
        if self.lost.done():
            raise LinkLost(self.lost.result())
        request = _Request(fields, wants_rows=wants_rows)
        self.send_action(request)
        try:
            answer: list[Headers] = await request.future
        finally:
            self.protocol.responses.pop(request.id, None)
        return answer

    def release(self) -> None:
        """Hand over the events that came before the login was settled, and from now on each one at once."""
        held, self._held = self._held or [], None
        for message in held:
            self._keeper.put(message)

    def drop(self, reason: str) -> None:
        """End the connection and fail what is not answered; harmless if it has ended already."""
        if self.lost.done():
            return
        self.lost.set_result(reason)
        if self.pinger is not None:
            self.pinger.cancel()
        if self.protocol is not None:
            self.protocol.close()
            _fail_all(self.protocol.responses.values(), reason)
        self._keeper.went_down(self, reason)

    def connection_made(self, task: Any) -> None:
        """Take the finished connect task; its failures belong to whoever awaits it, and `open` does."""
        if not task.cancelled() and task.exception() is None:
            super().connection_made(task)

    def connection_lost(self, exc: object) -> None:
        """Take the library's word that Asterisk is shutting down."""
        self.drop(f"Asterisk is shutting down ({exc})")

    def ping(self) -> None:
        """Send nothing: AmiLink pings, with a deadline."""

    def dispatch(self, event: _Message) -> None:
        """Pass one event on; nothing that the consumer does with it can reach the connection."""
        message = AmiMessage(event.headers.get("Event", ""), event.headers, time.monotonic())
        if self._held is None:
            self._keeper.put(message)
        elif len(self._held) < QUEUE_SIZE:
            self._held.append(message)
        else:
            self.drop("Asterisk sent a flood of events before the login was settled")


def _fail_all(requests: Any, reason: str) -> None:
    for request in list(requests):
        if not request.future.done():
            request.future.set_exception(LinkLost(f"the link to Asterisk broke before the answer came: {reason}"))
