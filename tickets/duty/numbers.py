"""Pure: which numbers the hotline may ring at all, and how they are dialled."""

from __future__ import annotations

import re
from collections.abc import Collection

from tickets.phone_numbers import COUNTRY, Kind, normalise

EXTENSION = re.compile(r"op[1-9][0-9]?", re.ASCII)
"""A telephone of the house."""
_NATIONAL = frozenset({Kind.MOBILE, Kind.LANDLINE})


def dialled(number: str, extensions: Collection[str] = ()) -> str | None:
    """The number as it is dialled: 08… or 0234… with the trunk's 0, or an extension that is named; None if refused.

    Short codes, service and premium numbers and numbers abroad are refused: they would cost money or an ambulance.
    """
    text = number.strip()
    if EXTENSION.fullmatch(text):
        return text if text in extensions else None
    known = normalise(text)
    if known.kind not in _NATIONAL or not known.value.startswith(f"+{COUNTRY}"):
        return None
    return f"0{known.value.removeprefix(f'+{COUNTRY}')}"


def is_extension(number: str) -> bool:
    """Whether a dialled number is a telephone of the house."""
    return EXTENSION.fullmatch(number) is not None
