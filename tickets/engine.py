"""Opening SQLAlchemy engines with the settings that SQLite and PostgreSQL need here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

WRITES = "iceta_writes"
"""The execution option of connections that write."""

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for the one before it."""
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 30
IDLE_TIMEOUT_S = 10
"""PostgreSQL ends a transaction left open this long, so that a console that died can't hold up the others."""

# Any constant will do; it keeps our lock apart from those of other programs in the same PostgreSQL.
WRITER_LOCK = 0x1CE7A


def database_url(url: str) -> URL:
    """The parsed URL; every PostgreSQL spelling means the driver psycopg 3."""
    parsed = make_url(url)
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def without_password(url: str) -> str:
    """The URL fit to be shown."""
    return make_url(url).render_as_string(hide_password=True)


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL, None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def reason_of(error: DBAPIError) -> str:
    """What the database itself said, in one line."""
    return " ".join(str(error.orig).split()) or type(error.orig).__name__


def open_engine(url: str) -> Engine:
    """An engine for the URL. Nothing connects before the first use."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            parsed, connect_args=postgres_arguments(), pool_pre_ping=True, pool_timeout=BUSY_TIMEOUT_S
        )
        event.listen(engine, "begin", _begin_postgres)
    return engine


def postgres_arguments() -> dict[str, Any]:
    """Connection arguments that give every wait on PostgreSQL an end."""
    limits = {
        "lock_timeout": BUSY_TIMEOUT_S,
        "statement_timeout": STATEMENT_TIMEOUT_S,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT_S,
    }
    options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
    return {"connect_timeout": CONNECT_TIMEOUT_S, "options": options}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once when another writes; an immediate one waits.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    # Sequences hand out ids before the commit. One writer at a time makes them commit in order, so that a reader of
    # events never skips one; the lock is let go after the commit is visible.
    if connection.get_execution_options().get(WRITES, False):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
