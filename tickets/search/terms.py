"""What a search asks for, as a small tree of words; and reading it from what a person typed. Pure.

Words are joined by AND and match by their beginning; "quotes" hold words together; kec: status: instansi: and the
other field names narrow a word to a field. Everything else is just words: no sign has a meaning of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tickets.phone_numbers import typed_digits
from tickets.search.facets import FACETS, Facets
from tickets.search.folding import ascii_digits, words
from tickets.search.place_names import is_place

QUERY_LENGTH = 200
"""Characters of a query that are read."""
MOST_TERMS = 12
"""Terms of a query that are used."""
LONG_NUMBER = 6
"""From so many digits on a number may be the beginning of a NIK; shorter ones would find every NIK of the regency."""


class Field(StrEnum):
    """The parts of a ticket that can be searched apart."""

    WORDS = "words"
    NAME = "name"
    PHONE = "phone"
    NIK = "nik"


EVERYWHERE = frozenset(Field)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words that follow each other in one of the fields; with `prefix`, the last one is only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False
    fields: frozenset[Field] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these."""

    parts: tuple[Node, ...]


Node = Leaf | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Query:
    """All of the parts, within the facets. `nothing` marks a text in which there is nothing to search for."""

    parts: tuple[Node, ...]
    facets: Facets
    nothing: bool = False


_ALIASES = {"telepon": "telp", "hp": "telp", "no": "telp", "tiket": "kode"}
_NUMBER_FIELDS = {"telp": Field.PHONE, "nik": Field.NIK}
_FIELDS = frozenset({*FACETS, *_NUMBER_FIELDS, "nama"})
_QUOTES = {ord(c): '"' for c in "“”„«»"}
_UNFINISHED = re.compile(rf"(?:^|(?<=\s))(?:{'|'.join(sorted({*_FIELDS, *_ALIASES}))}):\s*$", re.IGNORECASE)
"""A field whose value is still to be typed."""

# A number runs over spaces, dots and dashes, but "12abc" is a word; the possessive signs keep hostile input linear.
_PIECE = re.compile(
    r"(?:(?P<field>[a-z]{2,12}):[ ]*)?"
    r'(?:"(?P<quoted>[^"]*)"?|(?P<number>\+?\(?\d(?:[ .\-()/]*+\d)*+(?![^\W\d_]))|(?P<plain>[^\s"]+))',
    re.IGNORECASE,
)
# Said before a name, but hardly ever part of what is written down.
_LEADS = frozenset(
    [
        "kec",
        "kecamatan",
        "desa",
        "ds",
        "kel",
        "kelurahan",
        "pak",
        "bapak",
        "bpk",
        "bu",
        "ibu",
        "sdr",
        "sdri",
        "mang",
        "mbak",
        "mas",
        "kang",
        "h",
        "hj",
        "haji",
        "hajah",
    ]
)


def read(text: str) -> Query:
    """The query that a text means. Any text is one: it never raises."""
    plain = _UNFINISHED.sub("", ascii_digits(unicodedata.normalize("NFKC", text[:QUERY_LENGTH])).translate(_QUOTES))
    parts: list[Node] = []
    facets = Facets()
    run: list[str] = []
    for field, kind, value in _pieces(plain):
        if field in FACETS:
            facets = facets.narrowed(field, value)
        elif kind == "plain" and not field:
            run.extend(words(value))
            continue
        else:
            parts.extend(_special(field, kind, value))
        parts.extend(_plain_terms(run))
        run = []
    parts.extend(_plain_terms(run))
    nothing = bool(plain.strip()) and not parts and facets == Facets()
    return Query(tuple(parts[:MOST_TERMS]), facets, nothing)


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _PIECE.finditer(text):
        field = (match["field"] or "").lower()
        field = _ALIASES.get(field, field)
        kind = next(name for name in ("quoted", "number", "plain") if match[name] is not None)
        if field and field not in _FIELDS:
            yield "", "plain", field
            field = ""
        yield field, kind, match[kind]


def _special(field: str, kind: str, value: str) -> Iterator[Node]:
    if field in _NUMBER_FIELDS:
        yield from _in_number_field(_NUMBER_FIELDS[field], value)
    elif kind == "number" and not field:
        yield _number(value)
    elif found := words(value):
        fields = frozenset({Field.NAME}) if field else EVERYWHERE
        yield from [Leaf(tuple(found), fields=fields)] if kind == "quoted" else _beginnings(found, fields)


def _in_number_field(field: Field, value: str) -> Iterator[Node]:
    if found := typed_digits(value):
        yield Leaf((found,), prefix=True, fields=frozenset({field}))
    elif found_words := words(value):
        yield Leaf(tuple(found_words), fields=frozenset({field}))


def _number(value: str) -> Node:
    """A number however it is spaced; or its pieces, as numbers in a text ("rt 05 12")."""
    groups = [group for group in re.split(r"\D+", value) if group]
    joined = typed_digits(value)
    fields = EVERYWHERE if len(joined) >= LONG_NUMBER else EVERYWHERE - {Field.NIK}
    whole = Leaf((joined,), prefix=len(joined) > 1, fields=fields)
    if len(groups) == 1:
        return whole
    apart = AllOf(tuple(Leaf((group,), fields=frozenset({Field.WORDS})) for group in groups))
    return AnyOf((whole, apart))


def _plain_terms(run: Sequence[str]) -> list[Node]:
    """Words typed one after the other, those that lead to a name left out unless there is nothing else."""
    kept = [word for word in run if word not in _LEADS] or list(run)
    terms: list[Node] = []
    while kept:
        length = next((n for n in (3, 2) if len(kept) >= n and is_place("".join(kept[:n]))), 1)
        taken, kept = kept[:length], kept[length:]
        apart = tuple(_beginnings(taken, EVERYWHERE))
        terms.append(apart[0] if length == 1 else AnyOf((AllOf(apart), Leaf(("".join(taken),)))))
    return terms


def _beginnings(found: Sequence[str], fields: frozenset[Field]) -> Iterator[Node]:
    # One letter begins too much to be a beginning.
    return (Leaf((word,), prefix=len(word) > 1, fields=fields) for word in found)
