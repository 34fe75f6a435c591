"""Making outside text safe to store: no control characters, no broken Unicode, bounded length."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

NAME_LENGTH = 80
NUMBER_LENGTH = 40
TEXT_LENGTH = 10_000
LABEL_LENGTH = 120
"""Longest channel name, step, reason or path piece."""

DETAIL_DEPTH = 6
"""Deepest nesting kept in an event's detail."""

_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that is safe to store, and how many characters were cut off its end."""

    text: str
    cut: int = 0


def clean_text(text: str, limit: int, *, newlines: bool = False) -> CleanText:
    """Strip what must not be stored and keep at most `limit` characters.

    Control characters, lone surrogates and bidirectional overrides go; tabs and (unless `newlines`) line breaks
    become spaces.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not newlines:
        unified = unified.replace("\n", " ")
    kept = "".join(c for c in unified if c == "\n" or _storable(c)).strip()
    return CleanText(kept[:limit].rstrip(), max(0, len(kept) - limit))


def clean_name(text: str) -> str:
    """A person's name, at most NAME_LENGTH characters."""
    return clean_text(text, NAME_LENGTH).text


def clean_number(text: str) -> str:
    """A telephone number as received, at most NUMBER_LENGTH characters."""
    return clean_text(text, NUMBER_LENGTH).text


def clean_label(text: str) -> str:
    """A short technical text (channel, step, reason), at most LABEL_LENGTH characters."""
    return clean_text(text, LABEL_LENGTH).text


def clean_json(value: Any, depth: int = DETAIL_DEPTH) -> Any:
    """The same JSON value with every string cleaned; what JSON doesn't know becomes its text."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if depth > 0 and isinstance(value, dict):
        return {clean_label(str(key)): clean_json(item, depth - 1) for key, item in value.items()}
    if depth > 0 and isinstance(value, list | tuple):
        return [clean_json(item, depth - 1) for item in value]
    return clean_text(str(value), TEXT_LENGTH, newlines=True).text


def _storable(char: str) -> bool:
    return char not in _BIDI_OVERRIDES and unicodedata.category(char) not in ("Cc", "Cs")
