"""A file that is there completely or not at all: written beside its place, then renamed into it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO
from uuid import uuid4

from tickets.channels.errors import FileNotWritten

PRIVATE = 0o600
"""What goes out holds personal data: only its owner may read it."""


@contextmanager
def atomic_binary(path: Path) -> Iterator[BinaryIO]:
    """A new file to write into; it takes its name when all went well. Raises FileNotWritten."""
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise FileNotWritten(file=path, reason=error.strerror or str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def text_out(path: Path | None) -> Iterator[TextIO]:
    """The same for UTF-8 text; without a path it goes to standard output."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with (
        atomic_binary(path) as file,
        open(  # a second face of the file that is open already
            file.fileno(), "w", encoding="utf-8", newline="", closefd=False
        ) as text,
    ):
        yield text
