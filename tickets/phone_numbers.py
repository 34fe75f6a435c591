"""Telephone numbers in one notation, whatever notation they came in; masks, and the notations to search for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

SHORT_CODES = frozenset({"110", "112", "113", "119", "123"})
"""Police, emergencies, fire, ambulance (PSC), electricity: no numbers to the library, but people ring and name them."""

COUNTRY = "62"
AREA = "234"
"""Indramayu's area code; its numbers have six or seven digits more, of which the first is 2 to 9."""

MASK = "•"

_HIDDEN_WORDS = frozenset(
    [
        "anonim",
        "anonymous",
        "anon",
        "hidden",
        "private",
        "pribadi",
        "privat",
        "restricted",
        "unavailable",
        "unknown",
        "withheld",
        "dirahasiakan",
        "disembunyikan",
        "tersembunyi",
        "blocked",
        "none",
        "null",
        "s",
    ]
)
_MOBILE = re.compile(r"8[1-9]\d{7,10}")
_LOCAL = re.compile(r"[2-9]\d{5,6}")
_WITHOUT_PLUS = re.compile(r"62\d{8,}")
_AROUND = re.compile(r"^(?:sips?|tel):|[@;].*$|\b(?:ext?|x|pes)\.?\s*\d+$", re.IGNORECASE)


class Kind(StrEnum):
    """What a number is, or why it is none; the values are the words people read."""

    MOBILE = "seluler"
    LANDLINE = "telepon tetap"
    SERVICE = "nomor layanan"
    SHORT = "nomor pendek"
    FOREIGN = "luar negeri"
    HIDDEN = "nomor disembunyikan"
    NO_NUMBER = "bukan nomor telepon"
    IMPOSSIBLE = "nomor tidak mungkin ada"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as E.164 or as a short code; `value` is empty when there is none, and `kind` then says why."""

    value: str
    kind: Kind


def normalise(raw: str) -> PhoneNumber:
    """The number that `raw` means, seen from Indramayu: "62895123456", "+62 895-123-456" and "0895 123 456" are one.

    Without "+" a leading 62 is the country, for the library would take it for another area's landline. Six or seven
    digits alone are a number of Indramayu (0234).
    """
    text = _AROUND.sub("", _plain(raw)).strip(" \"'<>()")
    if not text or text.casefold() in _HIDDEN_WORDS:
        return PhoneNumber("", Kind.HIDDEN)
    found = digits(text)
    if not found or any(c.isalpha() for c in text):
        return PhoneNumber("", Kind.NO_NUMBER)
    if found in SHORT_CODES:
        return PhoneNumber(found, Kind.SHORT)
    return _judge(_dialled(found, abroad=text.startswith("+")))


def digits(text: str) -> str:
    """Only the digits of a text, as ASCII."""
    return "".join(str(unicodedata.decimal(c)) for c in _plain(text) if c.isdecimal())


def variants(raw: str) -> tuple[str, ...]:
    """Every notation in which the number may have been stored, E.164 first; the bare digits if it is no number."""
    value = normalise(raw).value
    if not value:
        return (found,) if (found := digits(raw)) else ()
    return (value, *(v for v in search_digits(raw) if v != value))


def search_digits(raw: str) -> tuple[str, ...]:
    """The digit strings by whose beginnings a number can be found: with 62, with 0, without either, without 0234."""
    value = normalise(raw).value
    if not value.startswith(f"+{COUNTRY}"):
        return (found,) if (found := digits(value or raw)) else ()
    national = value.removeprefix(f"+{COUNTRY}")
    local = national.removeprefix(AREA)
    return (f"{COUNTRY}{national}", f"0{national}", national, *((local,) if local != national else ()))


def typed_digits(raw: str) -> str:
    """The digits of a number that is still being typed, without the ways around the trunk's 0: 0062 and 62 (0)."""
    found = digits(raw)
    if found.startswith(f"00{COUNTRY}"):
        found = found[2:]
    return COUNTRY + found[3:] if found.startswith(f"{COUNTRY}0") else found


def mask(number: str) -> str:
    """The number fit for lists and logs: 0895•••••456. Short codes stay; of an odd number only the last two digits."""
    known = normalise(number)
    if known.kind is Kind.SHORT:
        return known.value
    shown = f"0{known.value[3:]}" if known.value.startswith(f"+{COUNTRY}") else known.value or digits(number)
    if len(shown) >= 9:
        return shown[:4] + MASK * (len(shown) - 7) + shown[-3:]
    return MASK * max(0, len(shown) - 2) + shown[-2:] if len(shown) > 4 else MASK * len(shown)


def _plain(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()


def _dialled(found: str, *, abroad: bool) -> str:
    if found.startswith("00"):
        found, abroad = found[2:], True
    if abroad or _WITHOUT_PLUS.fullmatch(found):
        country, rest = found[:2], found[2:]
        return f"+{country}{rest.lstrip('0')}" if country == COUNTRY else f"+{found}"
    return f"0{AREA}{found}" if _LOCAL.fullmatch(found) else found


def _judge(dialled: str) -> PhoneNumber:
    try:
        parsed = phonenumbers.parse(dialled, "ID")
    except phonenumbers.NumberParseException:
        return PhoneNumber("", Kind.IMPOSSIBLE)
    kind = _kind(parsed)
    if kind is Kind.IMPOSSIBLE:
        return PhoneNumber("", kind)
    return PhoneNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), kind)


def _kind(parsed: phonenumbers.PhoneNumber) -> Kind:
    if str(parsed.country_code) != COUNTRY:
        return Kind.FOREIGN if phonenumbers.is_possible_number(parsed) else Kind.IMPOSSIBLE
    # Operators open new ranges before the library knows them: the shape decides.
    if _MOBILE.fullmatch(str(parsed.national_number)):
        return Kind.MOBILE
    if not phonenumbers.is_valid_number(parsed):
        return Kind.IMPOSSIBLE
    fixed = phonenumbers.number_type(parsed) is phonenumbers.PhoneNumberType.FIXED_LINE
    return Kind.LANDLINE if fixed else Kind.SERVICE
