"""Unfinished notes and form fields on disk: kept from the first key, restored after any crash."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from agent_console.form import Field

log = structlog.get_logger()
SAVE_AFTER_S = 0.2
"""Keys typed within this time are written together."""
PLAIN_LOGIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


class Drafts:
    """One operator's drafts. Change them at once; the file follows within SAVE_AFTER_S, off the event loop."""

    def __init__(self, folder: Path, login: str) -> None:
        self.path = folder / f"{file_stem(login)}.json"
        self._kept: dict[str, Any] = {}
        self._due: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def load(self) -> None:
        """Read the file; a missing file is empty, a damaged one is put aside and logged."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            self._kept = dict(kept) if isinstance(kept, dict) else {}
        except FileNotFoundError:
            self._kept = {}
        except (OSError, ValueError) as error:
            log.warning("drafts_unreadable", path=str(self.path), error=str(error))
            self._put_aside()

    def _put_aside(self) -> None:
        try:
            self.path.replace(self.path.with_suffix(".damaged"))
        except OSError as error:
            log.warning("drafts_not_moved", path=str(self.path), error=str(error))

    def text(self, key: str) -> str:
        """Return the draft text of a dialog, such as "note:12", empty for none."""
        kept = self._kept.get(key, "")
        return kept if isinstance(kept, str) else ""

    def fields(self) -> dict[str, dict[Field, str]]:
        """Return the unfinished form fields by form subject."""
        kept = self._kept.get("fields", {})
        return {str(subject): _fields(values) for subject, values in kept.items() if isinstance(values, dict)}

    def keep(self, key: str, text: str) -> None:
        """Keep a dialog's text; an empty text forgets it."""
        self._kept.pop(key, None)
        if text:
            self._kept[key] = text
        self._soon()

    def keep_fields(self, edits: Mapping[str, Mapping[Field, str]]) -> None:
        """Keep all unfinished form fields."""
        self._kept["fields"] = {
            subject: {name.value: text for name, text in fields.items()} for subject, fields in edits.items()
        }
        self._soon()

    def _soon(self) -> None:
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(SAVE_AFTER_S, self._start)

    def _start(self) -> None:
        self._due = None
        task = asyncio.create_task(self._save(), name="save drafts")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _save(self) -> None:
        content = json.dumps(self._kept, ensure_ascii=False, indent=1)
        async with self._writing:
            await asyncio.get_running_loop().run_in_executor(None, write_private, self.path, content)

    async def close(self) -> None:
        """Write what is not yet on disk."""
        if self._due is not None:
            self._due.cancel()
            self._start()
        await asyncio.gather(*self._tasks)


def _fields(values: Mapping[str, Any]) -> dict[Field, str]:
    known = set(Field)
    return {Field(name): str(text) for name, text in values.items() if name in known}


def file_stem(login: str) -> str:
    """Return a file name for a login: the login itself when it is plain, else its fingerprint."""
    if PLAIN_LOGIN.fullmatch(login):
        return login
    return "login-" + hashlib.sha256(login.encode()).hexdigest()[:16]


def write_private(path: Path, content: str) -> None:
    """Replace a file in one step, readable by its owner only; a full disk is logged, never fatal."""
    aside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        aside.replace(path)
    except OSError as error:
        log.error("drafts_not_saved", path=str(path), error=str(error))
