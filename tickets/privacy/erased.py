"""What stands where a person was erased; pure."""

from __future__ import annotations

import hashlib

ERASED = "[dihapus]"
"""Stands for a text; numbers and names become empty."""

_MARK = "hapus-"


def erased_id(source_id: str) -> str:
    """What is left of another system's id: enough to know the report again, so that it doesn't come in once more."""
    if source_id.startswith(_MARK):
        return source_id
    return f"{_MARK}{hashlib.sha256(source_id.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"
