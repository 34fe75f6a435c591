"""Which column of a foreign file is which field of a ticket: read from TOML and checked, with the place of a fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tickets.channels.errors import MappingInvalid, MappingUnknown, NothingMapped
from tickets.cleaning import clean_text
from tickets.reference.loader import FOLDER

BUILT_IN = FOLDER / "channels.toml"
DEFAULT = "umum"

TEXTS = ("description", "landmark", "rt", "rw", "reporter_name", "reporter_number", "reporter_nik", "relation")
FLAGS = ("anonymous", "confidential")
MOMENTS = ("opened_at", "forwarded_at", "answered_at", "resolved_at", "closed_at")
CODES = ("category", "kecamatan", "desa", "priority", "complaint_type", "channel", "status", "agency", "referred_to")
FIELDS = ("source_id", "source", *TEXTS, *FLAGS, *MOMENTS, *CODES)
"""What a column can be."""

_PARTS = ("source", "entries", "columns", "joined", "constants", "values")


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A mapping; the names of columns and the cells of `values` are folded by `plain`."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    entries: str = ""

    def check_columns(self, columns: Sequence[str], file: str) -> None:
        """Raise NothingMapped unless one of the columns can hold the description."""
        needed = self.names_of("description")
        if "description" not in self.constants and not {plain(name) for name in columns} & set(needed):
            found = clean_text(", ".join(columns), 200).text
            raise NothingMapped(file=file, found=found, needed=" / ".join(needed))

    def names_of(self, wanted: str) -> tuple[str, ...]:
        """The names that a field's column may have."""
        return (*self.columns.get(wanted, ()), *self.joined.get(wanted, ()))


def plain(name: str) -> str:
    """A name of a column, or a cell, without regard to capitals and spaces."""
    return " ".join(name.split()).casefold()


@cache
def built_in() -> Mapping[str, FieldMap]:
    """The mappings that come with the program, by name."""
    content = _toml(BUILT_IN)["mapping"]
    return MappingProxyType({name: read_mapping(part, f"{BUILT_IN.name} {name}") for name, part in content.items()})


@cache
def without_public_text() -> frozenset[str]:
    """The categories whose texts stay inside."""
    return frozenset(_toml(BUILT_IN)["public"]["without_text"])


def find_mapping(given: str) -> FieldMap:
    """A mapping by its name, or from a TOML file. Raises MappingUnknown or MappingInvalid."""
    if given in built_in():
        return built_in()[given]
    if not Path(given).is_file():
        raise MappingUnknown(mapping=given, known=", ".join(built_in()))
    return read_mapping(_toml(Path(given)), given)


def read_mapping(content: Mapping[str, Any], file: str) -> FieldMap:
    """The mapping in a TOML table. Raises MappingInvalid."""
    _only(content, _PARTS, file, "akar")
    columns = {name: _names(value, file, f"columns.{name}") for name, value in _table(content, "columns", file).items()}
    joined = {name: _names(value, file, f"joined.{name}") for name, value in _table(content, "joined", file).items()}
    constants = {name: str(value) for name, value in _table(content, "constants", file).items()}
    values = {
        name: {plain(cell): str(meant) for cell, meant in _table(tables, name, file).items()}
        for tables in [_table(content, "values", file)]
        for name in tables
    }
    for part, found in (("columns", columns), ("joined", joined), ("constants", constants), ("values", values)):
        _only(found, FIELDS, file, part)
    if not (columns or joined):
        raise _invalid(file, "columns", "tidak ada kolom", "there are no columns")
    source = str(content.get("source", "impor"))
    return FieldMap(source, columns, joined, constants, values, str(content.get("entries", "")))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(str(path), "akar", f"bukan TOML yang benar ({error})", f"this isn't TOML ({error})") from error


def _table(content: Mapping[str, Any], name: str, file: str) -> Mapping[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise _invalid(file, name, f"harus berupa tabel [{name}]", f"it must be a table [{name}]")
    return found


def _names(value: Any, file: str, place: str) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise _invalid(file, place, "tulis nama kolom, atau daftarnya", "name a column, or a list of them")
    return tuple(plain(name) for name in names)


def _only(found: Mapping[str, Any], known: tuple[str, ...], file: str, place: str) -> None:
    if unknown := [name for name in found if name not in known]:
        names, options = ", ".join(unknown), ", ".join(known)
        raise _invalid(
            file, place, f"“{names}” tidak dikenal; yang ada: {options}", f"“{names}” is unknown; known: {options}"
        )


def _invalid(file: str, place: str, why: str, why_en: str) -> MappingInvalid:
    return MappingInvalid(file=file, place=place, why=why, why_en=why_en)
