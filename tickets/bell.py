"""Waiting for the database to change: a watched counter on SQLite, LISTEN on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, cast

import psycopg
import structlog
from sqlalchemy.engine import URL

from tickets.database import Database
from tickets.engine import CONNECT_TIMEOUT_S, database_url, sqlite_file
from tickets.errors import DatabaseUnreachable
from tickets.journal import NOTIFY_CHANNEL

SQLITE_POLL_S = 0.05
POSTGRES_POLL_S = 1.0
"""How often a PostgreSQL reader looks even when nothing rang, in case the listening connection broke unseen."""

log = structlog.get_logger()


class Bell(Protocol):
    """Something that rings when the database may have changed."""

    async def heard(self) -> None:
        """Return when something may have changed since the last call (or the opening); false alarms are fine."""


@asynccontextmanager
async def bell(database: Database) -> AsyncIterator[Bell]:
    """The bell for this database, closed at the end."""
    file = sqlite_file(database.url)
    ringing = PostgresBell(database_url(database.url)) if file is None else SqliteBell(database, file)
    try:
        await ringing.open()
        yield ringing
    finally:
        await ringing.close()


class SqliteBell:
    """Watches SQLite's data_version, which other connections' commits change, on a connection of its own."""

    def __init__(self, database: Database, file: Path) -> None:
        self._database = database
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._seen = -1
        # A cancelled wait leaves its thread behind, which must not meet a closed connection.
        self._lock = threading.Lock()
        self._closed = False

    async def open(self) -> None:
        """Connect and note the present version."""
        self._seen = await self._in_executor(self._version)

    async def heard(self) -> None:
        """Wait until the version differs from the one seen last."""
        # SQLite tells nobody about changes: asking is the only way.
        while (version := await self._in_executor(self._version)) == self._seen:  # noqa: ASYNC110
            await asyncio.sleep(SQLITE_POLL_S)
        self._seen = version

    async def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()

    def _version(self) -> int:
        with self._lock:
            if self._closed:
                return self._seen
            try:
                return self._ask()
            except sqlite3.Error as error:
                raise DatabaseUnreachable(where=str(self._file), reason=str(error)) from error

    def _ask(self) -> int:
        if self._connection is None:
            uri = f"{self._file.absolute().as_uri()}?mode=ro"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
        return cast(int, self._connection.execute("PRAGMA data_version").fetchone()[0])

    async def _in_executor(self, job: Any) -> int:
        return cast(int, await asyncio.get_running_loop().run_in_executor(self._database.executor, job))


class PostgresBell:
    """Listens on a connection of its own, and rings at least every POSTGRES_POLL_S."""

    def __init__(self, url: URL) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def open(self) -> None:
        """Start to listen; without a connection the poll alone rings."""
        try:
            connect = psycopg.AsyncConnection.connect(
                self._conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
            )
            self._connection = await connect
            await self._connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
        except psycopg.Error as error:
            log.warning("feed_not_listening", reason=str(error).strip(), poll_s=POSTGRES_POLL_S)
            await self.close()

    async def heard(self) -> None:
        """Wait for a notification or the poll, whichever comes first."""
        if self._connection is None:
            await asyncio.sleep(POSTGRES_POLL_S)
            await self.open()
            return
        try:
            async for _ in self._connection.notifies(timeout=POSTGRES_POLL_S, stop_after=1):
                pass
        except psycopg.Error as error:
            log.warning("feed_stopped_listening", reason=str(error).strip(), poll_s=POSTGRES_POLL_S)
            await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
