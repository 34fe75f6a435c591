"""What a view of the ticket list asks for, its checks and its stable JSON form, and the views that everybody has. Pure.

The JSON form is an object that names only what is asked, as
{"statuses": ["baru", "ditugaskan"], "due_within_h": 4}; its field names are kept from version to version.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

from tickets.cleaning import clean_text
from tickets.reference import loader
from tickets.search.terms import QUERY_LENGTH
from tickets.view_errors import InvalidView
from tickets.vocabulary import OPEN_STATUSES, Priority, Status

MOST_HOURS = 24 * 366 * 10
"""The longest span that a view may ask for: ten years."""


@dataclass(frozen=True, slots=True)
class ViewFilter:
    """What a ticket of the view must be; an empty tuple, None, False or "" asks nothing.

    `due_within_h`: the next limit ends within so many hours and is not missed; `breached`: a limit is missed, or, when
    False, none is. `mine`: claimed by who looks; `own_agency`: given to the agency of who looks; `not_accepted`: given
    to an agency that has not acknowledged it. `older_than_h` and `newer_than_h` count hours since the ticket was
    opened. `text` is a search as in search_service. Raises InvalidView when made of values that can't be.
    """

    statuses: tuple[Status, ...] = ()
    agencies: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    priorities: tuple[Priority, ...] = ()
    due_within_h: float | None = None
    breached: bool | None = None
    mine: bool = False
    own_agency: bool = False
    not_accepted: bool = False
    older_than_h: float | None = None
    newer_than_h: float | None = None
    text: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, _READERS[field.name](field.name, getattr(self, field.name)))

    @property
    def soonest_first(self) -> bool:
        """Whether the list runs by the next limit rather than from the newest."""
        return self.due_within_h is not None

    def to_json(self) -> dict[str, Any]:
        """What is asked, by field name, in the order of the fields."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        asked = {name: value for name, value in plain.items() if value != field_default(name)}
        return {name: [str(v) for v in value] if isinstance(value, tuple) else value for name, value in asked.items()}

    @classmethod
    def from_json(cls, content: object) -> ViewFilter:
        """The reverse of `to_json`. Raises InvalidView for unknown fields and wrong values."""
        if not isinstance(content, Mapping):
            raise _invalid("filter", content, "harus berupa objek JSON", "it must be a JSON object")
        known = [field.name for field in fields(cls)]
        for name in content:
            if name not in known:
                listed = ", ".join(known)
                raise _invalid(str(name), content[name], f"kolom yang ada: {listed}", f"the fields are: {listed}")
        return cls(**content)


def field_default(name: str) -> Any:
    """The value with which the field asks nothing."""
    return next(field.default for field in fields(ViewFilter) if field.name == name)


Reader = Callable[[str, Any], Any]


def _invalid(field: str, value: object, cure_id: str, cure_en: str) -> InvalidView:
    shown = clean_text(str(value), 60).text or "kosong"
    return InvalidView(field=field, value=shown, cure_id=cure_id, cure_en=cure_en)


def _codes(known: Callable[[], Collection[str]]) -> Reader:
    def read(field: str, value: Any) -> tuple[Any, ...]:
        listed = value if isinstance(value, list | tuple | set | frozenset) else None
        if listed is None:
            raise _invalid(field, value, "harus berupa daftar", "it must be a list")
        for one in listed:
            if one not in known():
                choice = ", ".join(known())
                raise _invalid(field, one, f"pilih dari: {choice}", f"choose from: {choice}")
        return tuple(code for code in known() if code in listed)

    return read


def _hours(field: str, value: Any) -> float | None:
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not isfinite(value) or not 0 < value <= MOST_HOURS:
        limits = f"0 < … <= {MOST_HOURS}"
        raise _invalid(field, value, f"harus jumlah jam, {limits}", f"it must be a number of hours, {limits}")
    return float(value)


def _yes_or_no(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _invalid(field, value, "harus true atau false", "it must be true or false")
    return value


def _yes_no_or_either(field: str, value: Any) -> bool | None:
    return None if value is None else _yes_or_no(field, value)


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > QUERY_LENGTH:
        limit = f"{QUERY_LENGTH}"
        raise _invalid(
            field, value, f"harus teks, paling banyak {limit} huruf", f"it must be a text of {limit} letters"
        )
    return clean_text(value, QUERY_LENGTH).text


_READERS: dict[str, Reader] = {
    "statuses": _codes(lambda: tuple(Status)),
    "agencies": _codes(loader.agencies),
    "categories": _codes(loader.categories),
    "kecamatan": _codes(loader.kecamatan),
    "priorities": _codes(lambda: tuple(Priority)),
    "due_within_h": _hours,
    "breached": _yes_no_or_either,
    "mine": _yes_or_no,
    "own_agency": _yes_or_no,
    "not_accepted": _yes_or_no,
    "older_than_h": _hours,
    "newer_than_h": _hours,
    "text": _text,
}

_OPEN = tuple(OPEN_STATUSES)

BUILT_IN: Mapping[str, ViewFilter] = {
    "breach dalam 4 jam": ViewFilter(statuses=_OPEN, due_within_h=4.0),
    "darurat terbuka": ViewFilter(statuses=_OPEN, priorities=(Priority.EMERGENCY,)),
    "instansi saya": ViewFilter(statuses=_OPEN, own_agency=True),
    "tiket saya": ViewFilter(statuses=_OPEN, mine=True),
    "menunggu pelapor": ViewFilter(statuses=(Status.WAITING,)),
    "belum diterima instansi": ViewFilter(statuses=(Status.ASSIGNED,), not_accepted=True),
}
"""The views that everybody has, by name."""
