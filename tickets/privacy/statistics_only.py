"""What of an event may stay when its person is erased: what statistics count, nothing that was said; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PERSONAL_COLUMNS = frozenset({
    "reporter_name", "reporter_number", "reporter_nik", "relation", "landmark", "description", "rt", "rw", "source_id",
    "patient_name", "patient_age", "nik", "phone", "complaint", "onset", "red_flags", "result", "name", "number",
})  # fmt: skip
"""Columns of tickets and visits that tell of a person."""

_SAFE = frozenset({
    "status", "code", "priority", "category", "agency", "level", "stage", "step", "source", "speaker", "body",
    "referred_to", "undid", "clock", "operator", "by", "of", "emergency", "standard", "puskesmas", "purpose", "rung",
})  # fmt: skip
_CHANGES = ("changed", "before", "was")
_MOST = 10_000_000
"""A larger number could be a telephone's."""


def statistics_only(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail without texts, names and numbers; what isn't known to be harmless goes."""
    kept = {key: value for key, value in detail.items() if _harmless(key, value)}
    for key in _CHANGES:
        changes = detail.get(key)
        if isinstance(changes, dict):
            kept[key] = {name: value for name, value in changes.items() if name not in PERSONAL_COLUMNS}
        elif key == "before" and isinstance(changes, str):
            kept[key] = changes  # an agency, or who had claimed the ticket
    return kept


def _harmless(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return abs(value) < _MOST
    return key in _SAFE and isinstance(value, str)
