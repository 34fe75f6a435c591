"""Which column of a table of answers is which element: by code first, then by name, never by place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tickets.cleaning import clean_text
from tickets.satisfaction.errors import ElementColumnMissing, ElementColumnRepeated, OtherStandard
from tickets.satisfaction.standards import Standard, plain_name, standards

SHOWN = 40
"""Characters of an outside text in an error or note."""

_CODE = re.compile(r"\s*u(?:nsur)?[\s._-]*0*([1-9][0-9]?)(?![0-9a-z])(.*)", re.IGNORECASE | re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: how many, and where each of the standard's elements stands (from 0).

    `ignored` are the names of the others; `contradictory` those that bear an element's code and another one's name.
    """

    width: int
    places: tuple[int, ...]
    ignored: tuple[str, ...]
    contradictory: tuple[str, ...]


def find_columns(names: Sequence[str], standard: Standard, file: str, line: int) -> Columns:
    """Where the elements stand among column names; `file` and `line` are for errors.

    Raises OtherStandard, ElementColumnRepeated or ElementColumnMissing.
    """
    found = [_code_of(name, standard) for name in names]
    _check_standard(found, standard, file, line)
    for place, code in enumerate(found):
        if code in standard.codes and (first := found.index(code)) < place:
            twice = {"first": shown(names[first]), "second": shown(names[place])}
            raise ElementColumnRepeated(file=file, line=line, element=code, **twice)
    if missing := [code for code in standard.codes if code not in found]:
        raise ElementColumnMissing(file=file, line=line, elements=", ".join(missing), standard=standard.code)
    return Columns(
        len(names),
        tuple(found.index(code) for code in standard.codes),
        tuple(shown(name) for name, code in zip(names, found, strict=True) if code not in standard.codes),
        tuple(shown(name) for name in names if _contradicts(name, standard)),
    )


def recognised(names: Iterable[str], standard: Standard) -> int:
    """How many column names are elements of the standard."""
    return sum(_code_of(name, standard) in standard.codes for name in names)


def shown(text: str) -> str:
    """An outside text as errors and notes may show it: one short line without control characters."""
    cleaned = clean_text(text, SHOWN)
    return cleaned.text + ("…" if cleaned.cut else "")


def _code_of(name: str, standard: Standard) -> str | None:
    """The code that a column bears, also one that is not of this standard; else that of the element it names."""
    coded = _CODE.fullmatch(name)
    return f"U{coded[1]}" if coded else _named(name, standard)


def _named(name: str, standard: Standard) -> str | None:
    plain = plain_name(name)
    return next((e.code for e in standard.elements if plain in map(plain_name, (e.name, *e.also))), None)


def _contradicts(name: str, standard: Standard) -> bool:
    coded = _CODE.fullmatch(name)
    named = _named(coded[2], standard) if coded else None
    return named is not None and coded is not None and named != f"U{coded[1]}"


def _check_standard(found: Sequence[str | None], standard: Standard, file: str, line: int) -> None:
    for other in standards().values():
        extra = [code for code in other.codes if code not in standard.codes]
        if extra and set(other.codes) <= set(found):
            facts = {"standard": standard.code, "other": other.code, "extra": ", ".join(extra)}
            raise OtherStandard(file=file, line=line, **facts)
