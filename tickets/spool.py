"""Call verbs that wait on disk while the database can't be reached, and are written later, each exactly once."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from tickets.database import Database
from tickets.errors import DatabaseUnreachable, TicketsError
from tickets.journal import now
from tickets.schema import SpooledLineTable
from tickets.spool_verbs import VERBS, SpooledVerb

MOST_BYTES = 64 * 1024 * 1024
"""Beyond this size transcript segments are refused, while the beginnings and ends of calls still go in."""

RESERVE_BYTES = 8 * 1024 * 1024
"""Room for these beginnings and ends, some ten thousand calls; beyond it they are refused too."""

log = structlog.get_logger()


class Spool:
    """A folder of waiting lines; one process writes it. Its methods block on the disk: call them in a thread."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, reserve_bytes: int = RESERVE_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._reserve_bytes = reserve_bytes
        self._writing = threading.Lock()
        self._replaying = threading.Lock()

    def put(self, verb: str, kwargs: Mapping[str, Any]) -> bool:
        """Keep a verb for later; on disk when this returns True, refused for lack of room when False.

        `start_call` takes `call` (a NewCall); `add_segment` takes `linkedid` and `segment`; `end_call` takes
        `linkedid`, `at` and `reason`. Raises KeyError for another verb.
        """
        VERBS[verb]
        line = json.dumps({"id": uuid4().hex, "verb": verb, "kwargs": _plain(dict(kwargs))}) + "\n"
        with self._writing:
            if self._is_full_for(verb, len(line)):
                log.error("spool_full", verb=verb, folder=str(self.folder), most_bytes=self._most_bytes)
                return False
            self._append(line)
        return True

    def waiting(self) -> bool:
        """True when something is still to be written."""
        return any(True for _ in self._files())

    def replay(self, database: Database) -> int:
        """Write all that waits, in order, and return how many lines that were.

        A line is written in one transaction with a note of its id, so that a crash never makes it count twice. What the
        verbs refuse, and what can't be read, goes to refused.jsonl and the rest goes on. Raises DatabaseUnreachable
        and keeps what is left.
        """
        with self._replaying:
            self._set_aside()
            return sum(self._replay_file(database, file) for file in list(self._files()))

    def _replay_file(self, database: Database, file: Path) -> int:
        with file.open(encoding="utf-8", errors="replace") as lines:
            written = sum(self._replay_line(database, line) for line in lines)
        file.unlink()
        return written

    def _replay_line(self, database: Database, line: str) -> bool:
        try:
            parsed = SpooledVerb.parse(line)
            with database.transaction() as tx:
                return _write_once(tx, parsed)
        except DatabaseUnreachable:
            raise
        except (ValueError, TicketsError, DataError, IntegrityError) as error:
            log.error("spool_line_refused", reason=str(error), kept_in=str(self.folder / "refused.jsonl"))
            _append_to(self.folder / "refused.jsonl", line if line.endswith("\n") else line + "\n")
            return False

    def _set_aside(self) -> None:
        with self._writing:
            if self._open_file.exists():
                number = 1 + max((int(file.stem.split("-")[1]) for file in self._aside()), default=0)
                self._open_file.rename(self.folder / f"waiting-{number:06d}.jsonl")

    def _append(self, line: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _append_to(self._open_file, line)

    def _is_full_for(self, verb: str, more: int) -> bool:
        size = sum(file.stat().st_size for file in self._files()) + more
        return size > self._most_bytes + (0 if verb == "add_segment" else self._reserve_bytes)

    @property
    def _open_file(self) -> Path:
        return self.folder / "open.jsonl"

    def _aside(self) -> list[Path]:
        return sorted(self.folder.glob("waiting-*.jsonl"))

    def _files(self) -> Iterator[Path]:
        yield from self._aside()
        if self._open_file.exists():
            yield self._open_file


def _write_once(tx: Session, spooled: SpooledVerb) -> bool:
    if tx.scalar(select(SpooledLineTable.id).where(SpooledLineTable.id == spooled.id)) is not None:
        return False
    spooled.write(tx)
    tx.execute(insert(SpooledLineTable).values(id=spooled.id, at=now(tx)))
    return True


def _append_to(file: Path, line: str) -> None:
    # A crash may have left half a line: the next one must not be glued to it.
    is_new = not file.exists()
    with file.open("ab") as end:
        torn = end.tell() > 0 and not _ends_with_newline(file)
        end.write((b"\n" if torn else b"") + line.encode("utf-8", "surrogatepass"))
        end.flush()
        os.fsync(end.fileno())
    if is_new:
        _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    # Without this a power cut can lose the new file's name, and with it the lines.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_with_newline(file: Path) -> bool:
    with file.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read(1) == b"\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
