"""Checking codes of categories, places and agencies against the reference tables, and texts for content: pure."""

from __future__ import annotations

import re
from datetime import date

from tickets.cleaning import TEXT_LENGTH, CleanText, clean_text
from tickets.errors import (
    AgencyOutside,
    EmptyText,
    InvalidHouseNumber,
    UnknownAgency,
    UnknownBody,
    UnknownCategory,
    UnknownChannel,
    UnknownComplaintType,
    UnknownPlace,
)
from tickets.model import Channel, ComplaintType
from tickets.nik import read_nik
from tickets.reference import loader

_HOUSE_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
ANY_DAY = date(2099, 12, 31)
"""So late that every day of birth lies before it: here only the number's form is asked for."""


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


def outside_body(code: str) -> str:
    """The code itself, of a body that citizens are referred to. Raises UnknownBody."""
    agency = loader.agencies().get(code)
    if agency is None or agency.inside:
        outside = (found.code for found in loader.agencies().values() if not found.inside)
        raise UnknownBody(body=code, known=", ".join(outside))
    return code


def known_channel(name: str) -> str:
    """The channel's name in its one spelling; "SP4N LAPOR" is sp4n_lapor. Raises UnknownChannel."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain not in list(Channel):
        raise UnknownChannel(channel=name, known=", ".join(Channel))
    return plain


def known_type(name: str | None) -> ComplaintType | None:
    """The kind of report, None for none. Raises UnknownComplaintType."""
    if not name:
        return None
    if name not in list(ComplaintType):
        raise UnknownComplaintType(type=name, known=", ".join(ComplaintType))
    return ComplaintType(name)


def house_number(text: str) -> str:
    """An RT or RW as three digits, "4" as "004"; empty stays empty. Raises InvalidHouseNumber."""
    plain = text.strip()
    if not plain:
        return ""
    if not _HOUSE_NUMBER.fullmatch(plain):
        raise InvalidHouseNumber(number=plain[:20])
    return plain.zfill(3)


def nik_digits(text: str) -> str:
    """A citizen's number without spaces and dots; empty stays empty. Raises InvalidNik."""
    return read_nik(text, ANY_DAY).digits if text.strip() else ""


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
