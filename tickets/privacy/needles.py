"""What tells of a person in any text: numbers, NIK and full names in every notation, found and taken out; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tickets.phone_numbers import COUNTRY, digits, normalise
from tickets.privacy.erased import ERASED

LEAST_DIGITS = 6
"""Shorter numbers are found in every other number."""
LEAST_NAME = 8
"""Letters of a full name; and it must have two words, or it would be found in other people's."""


def core(number: str) -> str:
    """The digits that every notation of a number has in common; empty for what is nobody's number."""
    value = normalise(number).value
    if value.startswith(f"+{COUNTRY}"):
        return value.removeprefix(f"+{COUNTRY}")
    return found if len(found := digits(value or number)) >= LEAST_DIGITS else ""


def telling_name(name: str) -> str:
    """The name as it can be looked for, in small letters; empty if it could be many people's."""
    plain = " ".join(name.split()).casefold()
    return plain if len(plain) >= LEAST_NAME and " " in plain else ""


@dataclass(frozen=True)
class Needles:
    """Core digits of numbers, NIK, and telling names."""

    numbers: frozenset[str] = field(default_factory=frozenset)
    niks: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds them; None when there is nothing to find."""
        choices = [rf"(?<!\d)(?:\+?(?:00)?{COUNTRY}|0)?[ .\-]?{_spaced(number)}(?!\d)" for number in self.numbers]
        choices += [rf"(?<!\d){_spaced(nik)}(?!\d)" for nik in self.niks]
        choices += [rf"(?<!\w){_worded(name)}(?!\w)" for name in self.names]
        return re.compile("|".join(choices), re.IGNORECASE) if choices else None

    def clean(self, text: str) -> str:
        """The text without them."""
        return text if self.pattern is None else self.pattern.sub(ERASED, text)

    def clean_json(self, value: Any) -> Any:
        """A JSON value without them, in values and in keys."""
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, list):
            return [self.clean_json(item) for item in value]
        if isinstance(value, dict):
            return {self.clean(key): self.clean_json(item) for key, item in value.items()}
        if isinstance(value, int) and not isinstance(value, bool) and self.clean(str(value)) != str(value):
            return ERASED
        return value

    def in_bytes(self, *, anywhere: bool = False) -> re.Pattern[bytes] | None:
        """What finds them in a file, as programs write them: digits together, names in UTF-8 or as JSON escapes.

        `anywhere`: also inside longer numbers and names, for a database writes its columns without anything between.
        """
        trunk = f"(?:00{COUNTRY}|{COUNTRY}|0)?".encode()
        numbers = [trunk + number.encode() for number in self.numbers] + [nik.encode() for nik in self.niks]
        names = [_gapped(spelled) for name in self.names for spelled in _spelled(name)]
        if not anywhere:
            numbers = [rb"(?<!\d)" + number + rb"(?!\d)" for number in numbers]
            names = [rb"(?<![A-Za-z0-9])" + name + rb"(?![A-Za-z0-9])" for name in names]
        whole = numbers + names
        return re.compile(b"|".join(whole), re.IGNORECASE) if whole else None


def _spaced(number: str) -> str:
    return r"[ .\-]?".join(number)


def _worded(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _gapped(name: bytes) -> bytes:
    return rb"[ \t]+".join(re.escape(word) for word in name.split())


def _spelled(name: str) -> Iterable[bytes]:
    # Ignoring capitals works on ASCII bytes only: other letters are looked for in both cases.
    for form in (name, name.title(), name.upper()):
        yield form.encode("utf-8", "surrogatepass")
        yield json.dumps(form)[1:-1].encode()
