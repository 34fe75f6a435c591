"""One way to the database: short transactions, on SQLite or PostgreSQL, callable from asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from tickets import migrate
from tickets.engine import WRITES, open_engine, reason_of, sqlite_file, without_password
from tickets.errors import DatabaseUnreachable, SchemaOutdated
from tickets.time_limits import BUILT_IN, TimeLimits

Transaction = Session
DatabaseTrouble = SQLAlchemyError
"""Whatever else may go wrong in the database library; for the edges of processes and workers."""

WORKERS = 4
"""Threads that run verbs and queries for asyncio; callers beyond them wait their turn in order."""

P = ParamSpec("P")
R = TypeVar("R")


def utc_now() -> datetime:
    """The present, aware UTC."""
    return datetime.now(UTC)


class Database:
    """A database that verbs and queries run on; open one per process and close it at the end."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        keep_corrections: bool = False,
        limits: TimeLimits = BUILT_IN,
    ) -> None:
        self.url = url
        self.engine: Engine = open_engine(url)
        self._writing = self.engine.execution_options(**{WRITES: True})
        self._reading = self.engine.execution_options(postgresql_readonly=True)
        self._info = {"clock": clock, "keep_corrections": keep_corrections, "limits": limits}
        self.executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="tickets")

    @property
    def is_sqlite(self) -> bool:
        """True for a SQLite file, False for PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A write transaction: commits at the end, rolls back on any error. Raises DatabaseUnreachable.

        Writers take turns from its first statement on: keep it short, and never open one inside another.
        """
        with self._session(self._writing) as tx, tx.begin():
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A read-only transaction that sees one state of the database. Raises DatabaseUnreachable."""
        with self._session(self._reading) as tx, tx.begin():
            yield tx

    async def run(self, verb: Callable[Concatenate[Transaction, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`verb(tx, …)` in a write transaction of its own, off the event loop.

        Once started it runs to its end even when the awaiting task is cancelled.
        """
        return await self._in_executor(partial(self._write, verb, *args, **kwargs))

    async def read(self, query: Callable[Concatenate[Transaction, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`query(tx, …)` in a read-only transaction, off the event loop."""
        return await self._in_executor(partial(self._read, query, *args, **kwargs))

    def check(self) -> None:
        """Raise SchemaOutdated or DatabaseUnreachable, with the cure, unless the tables fit this program."""
        needed = migrate.newest()
        file = sqlite_file(self.url)
        if file is not None and not file.exists():
            raise _outdated("0", needed, known=True)
        found = migrate.current(self.url)
        if found != needed:
            raise _outdated(found or "0", needed, known=found is None or migrate.is_known(found))

    def close(self) -> None:
        """Finish what runs and close all connections."""
        self.executor.shutdown(wait=True)
        self.engine.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, info=dict(self._info), expire_on_commit=False) as session:
                yield session
        except (OperationalError, InterfaceError) as error:
            raise DatabaseUnreachable(where=without_password(self.url), reason=reason_of(error)) from error
        except PoolTimeout as error:
            raise DatabaseUnreachable(where=without_password(self.url), reason="semua koneksi sibuk") from error

    def _write(self, verb: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        with self.transaction() as tx:
            return verb(tx, *args, **kwargs)

    def _read(self, query: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        with self.reading() as tx:
            return query(tx, *args, **kwargs)

    async def _in_executor(self, job: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self.executor, job)


def _outdated(found: str, needed: str, *, known: bool) -> SchemaOutdated:
    cure_id = "jalankan `iceta database upgrade`" if known else "pasang versi program yang lebih baru"
    cure_en = "run `iceta database upgrade`" if known else "install a newer version of this program"
    return SchemaOutdated(found=found, needed=needed, cure_id=cure_id, cure_en=cure_en)
