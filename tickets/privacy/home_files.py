"""Files under the home folder that hold a person's data: sound and attachments removed, other traces overwritten."""

from __future__ import annotations

import hashlib
import mmap
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tickets.privacy.needles import Needles

NOT_SEARCHED = frozenset({"model", "prompts"})
"""Folders of the home folder that callers' data never comes to, and that are large."""
DATABASE_FILES = ("iceta.db", "iceta.db-wal", "iceta.db-shm", "iceta.db-journal")
NO_FILE = "-"


def within(home: Path, place: str) -> Path | None:
    """The file that a row names, None unless it lies under the home folder: a row must not reach out of it."""
    if not place or ":" in place.split("/")[0] or "\0" in place:
        return None
    file = (home / place).resolve()
    return file if file.is_relative_to(home.resolve()) else None


def remove_file(file: Path) -> str:
    """Remove a file, with those beside it that only differ in their ending, and return its fingerprint (SHA-256).

    Sound is unlinked, not overwritten: on journals and flash overwriting proves nothing, an encrypted disk does.
    """
    if not file.is_file():
        return NO_FILE
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    for other in list(file.parent.iterdir()):
        if other.stem == file.stem and other.is_file():
            other.unlink(missing_ok=True)
    file.unlink(missing_ok=True)
    return found


def mask_in_files(home: Path, needles: Needles) -> list[Path]:
    """Overwrite every trace in every file, in place and in the same length, so that programs can go on writing.

    The database's own files are left alone: their rows are cleaned by its verbs.
    """
    pattern = needles.in_bytes()
    return [file for file in _files(home) if _mask(file, pattern)] if pattern else []


def traces(home: Path, needles: Needles) -> list[Path]:
    """Files in which something is still found, the database's own apart."""
    pattern = needles.in_bytes()
    return [file for file in _files(home) if _spans(file, pattern)] if pattern else []


def in_database_files(home: Path, needles: Needles) -> bool:
    """Whether the bytes of the database, its deleted pages too, hold something that looks like it."""
    pattern = needles.in_bytes(anywhere=True)
    files = [file for name in DATABASE_FILES if (file := home / name).is_file()]
    return pattern is not None and any(_spans(file, pattern) for file in files)


def _files(home: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(home):
        if Path(folder) == home:
            folders[:] = [name for name in folders if name not in NOT_SEARCHED]
        for name in names:
            file = Path(folder) / name
            if name not in DATABASE_FILES and file.is_file() and not file.is_symlink():
                yield file


def _mask(file: Path, pattern: re.Pattern[bytes]) -> bool:
    spans = _spans(file, pattern)
    try:
        if spans:
            with file.open("r+b") as content:
                for begin, end in spans:
                    content.seek(begin)
                    content.write(b"x" * (end - begin))
    except OSError:
        return False  # `traces` tells of it
    return bool(spans)


def _spans(file: Path, pattern: re.Pattern[bytes]) -> list[tuple[int, int]]:
    try:
        with file.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            return [match.span() for match in pattern.finditer(whole)]
    except (OSError, ValueError):  # gone, not ours to read, or empty
        return []
