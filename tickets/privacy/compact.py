"""Making a SQLite file forget what was deleted from it: until then old pages still hold it."""

from __future__ import annotations

import sqlite3

import structlog

from tickets.database import Database

log = structlog.get_logger()


def compact(database: Database) -> bool:
    """Rewrite the file and empty its log; False when others kept it busy. PostgreSQL does this by itself (autovacuum).

    While it is rewritten, a second or so for each 100 MB, writers wait.
    """
    if not database.is_sqlite:
        return True
    database.engine.dispose()
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
        return not busy
    except sqlite3.OperationalError as error:
        log.warning("database_not_compacted", reason=str(error))
        return False
    finally:
        connection.close()
