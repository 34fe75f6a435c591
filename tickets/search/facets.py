"""The facets of a search (kec: desa: status: instansi: kategori: prioritas: kode:) as sets of codes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tickets.phone_numbers import digits
from tickets.reference import loader
from tickets.search.folding import squeezed
from tickets.search.place_names import desa_codes, kecamatan_codes
from tickets.vocabulary import OPEN_STATUSES, Priority, Status

Codes = frozenset[str]


@dataclass(frozen=True, slots=True)
class Facets:
    """What a ticket must be, beside its words. None asks nothing; an empty set can't be fulfilled.

    A field named twice means either; `codes` holds beginnings of ticket codes.
    """

    statuses: Codes | None = None
    kecamatan: Codes | None = None
    desa: Codes | None = None
    agencies: Codes | None = None
    categories: Codes | None = None
    priorities: Codes | None = None
    codes: Codes | None = None

    def narrowed(self, field: str, typed: str) -> Facets:
        """These facets with one more, `field` being a key of FACETS; a value still to be typed asks nothing."""
        name, meaning = FACETS[field]
        if not squeezed(typed):
            return self
        return replace(self, **{name: (getattr(self, name) or frozenset()) | meaning(typed)})


def _statuses(typed: str) -> Codes:
    begun = _begun(typed, ((status.value, "") for status in Status))
    return begun or (frozenset(s.value for s in OPEN_STATUSES) if squeezed(typed) in _OPEN else frozenset())


def _agencies(typed: str) -> Codes:
    return _begun(typed, ((agency.code, agency.name) for agency in loader.agencies().values()))


def _categories(typed: str) -> Codes:
    return _begun(typed, ((category.code, category.name) for category in loader.categories().values()))


def _priorities(typed: str) -> Codes:
    return _begun(typed, ((priority.value, "") for priority in Priority))


def _code(typed: str) -> Codes:
    return frozenset({digits(typed)} - {""})


def _begun(typed: str, known: Iterable[tuple[str, str]]) -> Codes:
    """The codes that begin so, the exact one alone if there is one; or else those whose name says it somewhere."""
    wanted, table = squeezed(typed), [(code, squeezed(code), squeezed(name)) for code, name in known]
    for fits in (_same, _begins, _says):
        if found := frozenset(code for code, short, long in table if fits(wanted, short, long)):
            return found
    return frozenset()


def _same(wanted: str, short: str, _long: str) -> bool:
    return wanted == short


def _begins(wanted: str, short: str, _long: str) -> bool:
    return short.startswith(wanted)


def _says(wanted: str, _short: str, long: str) -> bool:
    return wanted in long


_OPEN = frozenset({"terbuka", "buka", "open"})

FACETS: dict[str, tuple[str, Callable[[str], Codes]]] = {
    "kec": ("kecamatan", kecamatan_codes),
    "kecamatan": ("kecamatan", kecamatan_codes),
    "desa": ("desa", desa_codes),
    "kel": ("desa", desa_codes),
    "kelurahan": ("desa", desa_codes),
    "status": ("statuses", _statuses),
    "instansi": ("agencies", _agencies),
    "opd": ("agencies", _agencies),
    "agency": ("agencies", _agencies),
    "kategori": ("categories", _categories),
    "prioritas": ("priorities", _priorities),
    "kode": ("codes", _code),
}
"""Field name → the facet it narrows, and what its value means."""
