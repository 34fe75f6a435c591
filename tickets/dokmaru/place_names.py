"""Names or codes of kecamatan and desa in a file, as codes; a name must be written right, a near miss is suggested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tickets.cleaning import clean_label
from tickets.errors import TicketsError
from tickets.places import find_desa, find_kecamatan
from tickets.reference import loader
from tickets.reference.loader import Place


class PlaceUnclear(TicketsError):
    """A cell names no place here (`what`, `what_en`; `near`, `near_en`: what was meant perhaps)."""

    indonesian_form = "{what}{near}"
    english_form = "{what_en}{near_en}"


def kecamatan_code(written: str) -> str:
    """The code of a kecamatan given by code or name. Raises PlaceUnclear."""
    found = _exact(written, loader.kecamatan().values())
    if len(found) == 1:
        return found[0].code
    near = [match.place for match in find_kecamatan(written)]
    raise _unclear(f"tidak ada kecamatan {_quoted(written)}", f"there is no kecamatan {_quoted(written)}", near)


def desa_code(written: str, kecamatan: str) -> str:
    """The code of a desa given by code (anywhere) or by name (in that kecamatan). Raises PlaceUnclear."""
    if written.strip() in loader.desa():
        return written.strip()
    if kecamatan not in loader.kecamatan():
        named = f"desa {_quoted(written)}"
        raise _unclear(
            f"{named} tak bisa dicari tanpa kecamatannya", f"{named} can't be looked up without its kecamatan"
        )
    found = _exact(written, loader.desa_of(kecamatan))
    if len(found) == 1:
        return found[0].code
    near = _exact(written, loader.desa().values()) or [match.place for match in find_desa(written, kecamatan)]
    name = loader.kecamatan()[kecamatan].name
    raise _unclear(
        f"tidak ada desa {_quoted(written)} di {name}", f"there is no desa {_quoted(written)} in {name}", near
    )


def _exact(written: str, places: Iterable[Place]) -> list[Place]:
    wanted = _plain(written)
    return [place for place in places if place.code == written.strip() or _plain(place.name) == wanted]


def _plain(name: str) -> str:
    return "".join(name.lower().split())


def _quoted(written: str) -> str:
    return f"“{clean_label(written)}”"


def _unclear(what: str, what_en: str, near: Sequence[Place] = ()) -> PlaceUnclear:
    options = ", ".join(_described(place) for place in near)
    return PlaceUnclear(
        what=what,
        what_en=what_en,
        near=f"; mungkin maksudnya {options}" if options else "",
        near_en=f"; did you mean {options}?" if options else "",
    )


def _described(place: Place) -> str:
    if place.kecamatan_code is None:
        return f"{place.name} ({place.code})"
    return f"{place.name} ({loader.kecamatan()[place.kecamatan_code].name}, {place.code})"
