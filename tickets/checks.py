"""Checking codes of categories, places and agencies against the reference tables, and texts for content: pure."""

from __future__ import annotations

from tickets.cleaning import TEXT_LENGTH, CleanText, clean_text
from tickets.errors import AgencyOutside, EmptyText, UnknownAgency, UnknownCategory, UnknownPlace
from tickets.reference import loader


def known_category(code: str) -> str:
    """The code itself. Raises UnknownCategory."""
    if code not in loader.categories():
        raise UnknownCategory(category=code, known=", ".join(loader.categories()))
    return code


def assignable_agency(code: str) -> str:
    """The code itself. Raises UnknownAgency, or AgencyOutside for a body that is not the regency's to command."""
    agency = loader.agencies().get(code)
    if agency is None:
        inside = (found.code for found in loader.agencies().values() if found.inside)
        raise UnknownAgency(agency=code, known=", ".join(inside))
    if not agency.inside:
        raise AgencyOutside(agency=code, name=agency.name)
    return code


def known_places(kecamatan: str | None, desa: str | None) -> tuple[str | None, str | None]:
    """The codes of kecamatan and desa; a desa alone tells its kecamatan.

    Raises UnknownPlace for an unknown code and for a desa that lies in another kecamatan.
    """
    if kecamatan is not None and kecamatan not in loader.kecamatan():
        raise UnknownPlace(place=kecamatan)
    if desa is None:
        return kecamatan, None
    place = loader.desa().get(desa)
    if place is None or kecamatan not in (None, place.kecamatan_code):
        raise UnknownPlace(place=desa)
    return place.kecamatan_code, desa


def written_text(text: str, what: str) -> CleanText:
    """A text that says something, cleaned. Raises EmptyText; `what` names it in Indonesian."""
    cleaned = clean_text(text, TEXT_LENGTH, newlines=True)
    if not cleaned.text:
        raise EmptyText(what=what)
    return cleaned
