"""Names of places, agencies and categories between the ticket's codes and what an operator reads and types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tickets.reference.loader import agencies, categories, desa, kecamatan


def place_name(value: str | None) -> str:
    """Return a place's name for its code; a value that is no code is already a name."""
    if not value:
        return ""
    place = kecamatan().get(value) or desa().get(value)
    return place.name if place else value


def kecamatan_code(name: str) -> str:
    """Return the code of a kecamatan by its name or code, the text itself when there is none."""
    wanted = name.strip()
    return wanted if wanted in kecamatan() else _kecamatan_by_name().get(wanted.casefold(), wanted)


def desa_code(name: str, kecamatan_name: str) -> str:
    """Return the code of a desa inside its kecamatan, the text itself when there is none."""
    wanted = name.strip()
    inside = _desa_by_name().get(kecamatan_code(kecamatan_name), {})
    return wanted if wanted in desa() else inside.get(wanted.casefold(), wanted)


def is_kecamatan(name: str) -> bool:
    """Whether there is a kecamatan of this name or code."""
    return kecamatan_code(name) in kecamatan()


def is_desa(name: str, kecamatan_name: str) -> bool:
    """Whether the kecamatan has a desa of this name."""
    return desa_code(name, kecamatan_name) in desa()


def is_agency(code: str) -> bool:
    """Whether a ticket may be assigned to this agency."""
    agency = agencies().get(code.upper())
    return agency is not None and agency.inside


def is_category(code: str) -> bool:
    """Whether there is a category with this code."""
    return code in categories()


def kecamatan_names() -> list[str]:
    """Return all kecamatan names, sorted."""
    return sorted(place.name for place in kecamatan().values())


def desa_names(kecamatan_name: str) -> list[str]:
    """Return the desa of one kecamatan, or all of them while the kecamatan is not known."""
    code = kecamatan_code(kecamatan_name)
    inside = [place.name for place in desa().values() if place.kecamatan_code == code]
    return sorted(inside or {place.name for place in desa().values()})


def agency_choices() -> list[tuple[str, str]]:
    """Return (code, "CODE name") of the agencies a ticket may be assigned to, sorted by code."""
    inside = [agency for agency in agencies().values() if agency.inside]
    return [(agency.code, f"{agency.code:<18} {agency.name}") for agency in sorted(inside, key=lambda one: one.code)]


def category_word(code: str | None) -> str:
    """Return the short word of a category for a narrow column."""
    return (code or "").replace("_", " ")


def category_names() -> list[str]:
    """Return the category codes, as they are typed into the form."""
    return sorted(categories())


@cache
def _kecamatan_by_name() -> Mapping[str, str]:
    return {place.name.casefold(): code for code, place in kecamatan().items()}


@cache
def _desa_by_name() -> Mapping[str, Mapping[str, str]]:
    by_name: dict[str, dict[str, str]] = {}
    for code, place in desa().items():
        by_name.setdefault(place.kecamatan_code or "", {})[place.name.casefold()] = code
    return by_name
