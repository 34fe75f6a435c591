"""The names of the regency's places, as people type them: with spaces or without, whole or only begun."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tickets.places import find_kecamatan
from tickets.reference import loader
from tickets.search.folding import squeezed, words


@cache
def _squeezed_names() -> frozenset[str]:
    places = (*loader.kecamatan().values(), *loader.desa().values())
    return frozenset(squeezed(place.name) for place in places)


def is_place(written_as_one: str) -> bool:
    """Whether this is the whole name of a kecamatan, desa or kelurahan, folded and without spaces."""
    return written_as_one in _squeezed_names()


def name_words(code: str | None, places: Mapping[str, loader.Place]) -> list[str]:
    """The words of a place's name, and the name written as one if it has several; none for no place."""
    place = places.get(code or "")
    found = words(place.name) if place else []
    return [*found, "".join(found)] if len(found) > 1 else found


def kecamatan_codes(typed: str) -> frozenset[str]:
    """The kecamatan whose code or name begins so, or else sounds so; none for nonsense."""
    begun = _begun(typed, loader.kecamatan())
    return begun or frozenset(match.place.code for match in find_kecamatan(typed)[:1])


def desa_codes(typed: str) -> frozenset[str]:
    """The desa and kelurahan whose code or name begins so: several, for names repeat in the regency."""
    return _begun(typed, loader.desa())


def _begun(typed: str, places: Mapping[str, loader.Place]) -> frozenset[str]:
    if typed in places:
        return frozenset({typed})
    name = squeezed(typed)
    exact = frozenset(code for code, place in places.items() if name == squeezed(place.name))
    return exact or frozenset(code for code, place in places.items() if name and squeezed(place.name).startswith(name))
