"""Fingerprints that prove what was removed without telling whose it was."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

KEY_FILE = "privacy.key"
_KEY_BYTES = 32
LENGTH = 32
"""Hexadecimal digits that are kept."""


class Fingerprints:
    """Keyed (HMAC-SHA256), because all telephone numbers can be tried in minutes; the key stays in the home folder."""

    def __init__(self, home: Path) -> None:
        self._key = _key(home / KEY_FILE)

    def of(self, *parts: object) -> str:
        """The fingerprint of these parts together."""
        written = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._key, written, hashlib.sha256).hexdigest()[:LENGTH]

    def of_all(self, hashes: Iterable[str]) -> str:
        """One fingerprint of many."""
        return self.of(*sorted(hashes))


def _key(file: Path) -> bytes:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as written:
        key = secrets.token_bytes(_KEY_BYTES)
        written.write(key)
    return key
