"""Reading a list of puskesmas from CSV: every fault with its line and column, or the whole list; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tickets.cleaning import TEXT_LENGTH, clean_label, clean_number, clean_text
from tickets.dokmaru.errors import InvalidPuskesmasFile
from tickets.dokmaru.model import Puskesmas
from tickets.dokmaru.place_names import PlaceUnclear, desa_code, kecamatan_code
from tickets.reference import loader
from tickets.schema_base import CODE_LENGTH

COLUMNS = ("code", "name", "kecamatan", "phone", "address", "desa")
"""The header of the file; `desa` holds names or codes with semicolons between them."""
MOST_BYTES = 2_000_000
"""A list of all puskesmas of a province stays far below."""

_CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{CODE_LENGTH - 1}}}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `line` counts from 1, `column` is its name in the header ("" for the whole line)."""

    line: int
    column: str
    why: str
    why_en: str

    def __str__(self) -> str:
        return f"baris {self.line}{self.column and f', kolom {self.column}'}: {self.why}"

    @property
    def english(self) -> str:
        """The sentence in English."""
        return f"line {self.line}{self.column and f', column {self.column}'}: {self.why_en}"


@dataclass(slots=True)
class _Reading:
    """What was read so far, and where each code and each desa was claimed first."""

    entries: list[Puskesmas] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines_of_codes: dict[str, int] = field(default_factory=dict)
    lines_of_desa: dict[str, int] = field(default_factory=dict)

    def fault(self, line: int, column: str, why: str, why_en: str) -> None:
        self.faults.append(Fault(line, column, why, why_en))


def read_puskesmas(content: bytes, file: str) -> tuple[Puskesmas, ...]:
    """All puskesmas of a CSV file in UTF-8, with COLUMNS as its header, commas or semicolons between the cells.

    Kecamatan and desa are named or coded; a name of a desa is looked up in the puskesmas' kecamatan. Raises
    InvalidPuskesmasFile, whose `faults` are all that is wrong.
    """
    reading = _Reading()
    for line, cells in _records(_decoded(content, reading), reading):
        _read_row(line, cells, reading)
    if not reading.entries and not reading.faults:
        reading.fault(1, "", "tidak ada puskesmas dalam berkas", "there is no puskesmas in the file")
    if reading.faults:
        faults = tuple(sorted(reading.faults, key=_reading_order))
        first = faults[0]
        raise InvalidPuskesmasFile(
            file=file, first=str(first), first_en=first.english, count=len(faults), faults=faults
        )
    return tuple(reading.entries)


def _reading_order(fault: Fault) -> tuple[int, int]:
    return fault.line, COLUMNS.index(fault.column) if fault.column else -1


def _decoded(content: bytes, reading: _Reading) -> str:
    if len(content) > MOST_BYTES:
        reading.fault(
            1,
            "",
            f"berkasnya lebih dari {MOST_BYTES} bita; ini bukan daftar puskesmas",
            f"the file is larger than {MOST_BYTES} bytes; this can't be a list of puskesmas",
        )
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reading.fault(
            line, "", "ini bukan UTF-8; simpan sebagai “CSV UTF-8”", "this isn't UTF-8; save it as “CSV UTF-8”"
        )
        return ""


def _records(text: str, reading: _Reading) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header that aren't empty, with the line each begins on."""
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    line = 1
    try:
        for cells in rows:
            if line == 1 and not _header_fits(cells, reading):
                return
            if line > 1 and any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        reading.fault(line, "", f"ini bukan CSV ({error})", f"this isn't CSV ({error})")


def _header_fits(cells: Sequence[str], reading: _Reading) -> bool:
    if tuple(cell.strip().lower() for cell in cells) == COLUMNS:
        return True
    header = ",".join(COLUMNS)
    reading.fault(1, "", f"baris judulnya harus {header}", f"the header must be {header}")
    return False


def _read_row(line: int, cells: Sequence[str], reading: _Reading) -> None:
    if len(cells) != len(COLUMNS):
        found, wanted = len(cells), len(COLUMNS)
        reading.fault(line, "", f"ada {found} sel, harusnya {wanted}", f"there are {found} cells instead of {wanted}")
        return
    row = dict(zip(COLUMNS, cells, strict=True))
    kecamatan = _kecamatan(line, row["kecamatan"], reading)
    entry = Puskesmas(
        _code(line, row["code"], reading),
        _name(line, row["name"], reading),
        kecamatan,
        clean_number(row["phone"]),
        clean_text(row["address"], TEXT_LENGTH).text,
        _covered(line, row["desa"], kecamatan, reading),
    )
    reading.entries.append(entry)


def _code(line: int, cell: str, reading: _Reading) -> str:
    code = cell.strip()
    if not _CODE.fullmatch(code):
        reading.fault(
            line,
            "code",
            f"kode terdiri atas 1 sampai {CODE_LENGTH} huruf, angka, titik, - atau _",
            f"a code has 1 to {CODE_LENGTH} letters, digits, dots, - or _",
        )
    elif (first := reading.lines_of_codes.setdefault(code, line)) != line:
        reading.fault(
            line, "code", f"kode {code} sudah ada di baris {first}", f"line {first} has the code {code} already"
        )
    return code


def _name(line: int, cell: str, reading: _Reading) -> str:
    name = clean_label(cell)
    if not name:
        reading.fault(line, "name", "namanya kosong", "the name is missing")
    return name


def _kecamatan(line: int, cell: str, reading: _Reading) -> str:
    try:
        return kecamatan_code(cell)
    except PlaceUnclear as unclear:
        reading.fault(line, "kecamatan", str(unclear), unclear.english)
        return ""


def _covered(line: int, cell: str, kecamatan: str, reading: _Reading) -> tuple[str, ...]:
    found: list[str] = []
    for name in filter(None, (part.strip() for part in cell.split(";"))):
        try:
            code = desa_code(name, kecamatan)
        except PlaceUnclear as unclear:
            reading.fault(line, "desa", str(unclear), unclear.english)
            continue
        first = reading.lines_of_desa.setdefault(code, line)
        if first != line:
            named = f"{loader.desa()[code].name} ({code})"
            reading.fault(
                line, "desa", f"{named} sudah ada di baris {first}", f"{named} is claimed in line {first} already"
            )
        found.append(code)
    return tuple(sorted(set(found)))
