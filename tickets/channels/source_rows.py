"""Reading a file of reports row by row, CSV, JSON or JSON lines: what can be read, and every fault with its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from tickets.channels.errors import FormatUnknown, SourceBroken, SourceEncodingUnknown, SourceTooLarge
from tickets.channels.formula import original
from tickets.channels.mapping import plain

FORMATS = ("csv", "json", "jsonl")
SEPARATORS = (",", ";", "\t", "|")
MOST_MB = 64
"""A year of reports of the whole regency stays far below."""
MOST_IN_CELL = 4_000_000
"""Characters of one cell that are read; longer ones are cut when they are stored."""
OWN_COLUMN = "_"
"""Columns that begin so are the remarks of a rejects file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: where (`line` from 1, `column` "" for the whole row), why, and how to mend it."""

    line: int
    column: str
    why: str
    cure: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row by column, or a JSON entry; in JSON `line` is the number of the entry. `fault`: it can't be read whole."""

    line: int
    values: Mapping[str, Any]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An open file of reports; `columns` in their order (none for JSON), `remarks` on how it was read."""

    name: str
    format: str
    columns: tuple[str, ...]
    rows: Iterator[SourceRow]
    size: int
    remarks: tuple[str, ...] = ()


def read_source(stream: BinaryIO, name: str, given: str = "", entries: str = "") -> Source:
    """The reports of a stream; without a given format its name or its first sign tells. `entries` is the dotted path
    of the list in a JSON document.

    Raises SourceTooLarge, SourceEncodingUnknown, SourceBroken or FormatUnknown.
    """
    content = stream.read(MOST_MB * 1_000_000 + 1)
    if len(content) > MOST_MB * 1_000_000:
        raise SourceTooLarge(file=name, most=MOST_MB)
    text, remarks = decoded(content, name)
    kind = given or _format_of(name, text)
    if kind not in FORMATS:
        raise FormatUnknown(format=kind, known=", ".join(FORMATS))
    if kind == "csv":
        columns, rows = _csv(text, name)
        return Source(name, kind, columns, rows, len(content), remarks)
    found = _json_lines(text) if kind == "jsonl" else _json(text, name, entries)
    return Source(name, kind, (), found, len(content), remarks)


def decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and a remark if its encoding had to be guessed. NUL characters go. Raises SourceEncodingUnknown."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16", name), ("dibaca sebagai UTF-16",)
    try:
        return content.decode("utf-8-sig").replace("\0", ""), ()
    except UnicodeDecodeError as error:
        return _strictly(content, "cp1252", name, error.start), ("dibaca sebagai Windows-1252, bukan UTF-8",)


def at_path(value: Any, path: str) -> Any:
    """What lies at a dotted path in JSON, "orang.nama" or "lampiran.0"; capitals don't matter. None for nothing."""
    for step in path.split("."):
        if isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = next((found for key, found in value.items() if plain(key) == plain(step)), None)
        else:
            return None
    return value


def _strictly(content: bytes, encoding: str, name: str, at: int = 0) -> str:
    try:
        return content.decode(encoding).replace("\0", "")
    except UnicodeDecodeError as error:
        line = content[: at or error.start].count(b"\n") + 1
        raise SourceEncodingUnknown(file=name, line=line) from error


def _format_of(name: str, text: str) -> str:
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in (*FORMATS, "ndjson"):
        return "jsonl" if ending == "ndjson" else ending
    first = text.lstrip()[:1]
    if first == "[":
        return "json"
    return "jsonl" if first == "{" else "csv"


def _csv(text: str, name: str) -> tuple[tuple[str, ...], Iterator[SourceRow]]:
    csv.field_size_limit(MOST_IN_CELL)
    body = text.lstrip("\r\n")
    skipped = text[: len(text) - len(body)].count("\n")
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=_separator(body), strict=True)
    try:
        columns = tuple(cell.strip() for cell in next(reader, []))
    except csv.Error as error:
        raise SourceBroken(file=name, line=1 + skipped, format="CSV", reason=error) from error
    if not columns:
        raise SourceBroken(file=name, line=1, format="CSV", reason="kosong")
    return columns, _csv_rows(reader, columns, skipped, whole=body.endswith(("\n", "\r")))


def _separator(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _csv_rows(reader: Any, columns: tuple[str, ...], skipped: int, *, whole: bool) -> Iterator[SourceRow]:
    held: tuple[int, list[str]] | None = None
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if held is not None:
                yield _csv_row(*held, columns, torn=False)
            held = None
            yield SourceRow(line, {}, Fault(line, "", f"bukan CSV yang benar ({error})", "tutup tanda kutipnya"))
            continue
        if held is not None:
            yield _csv_row(*held, columns, torn=cells is None and not whole)
        if cells is None:
            return
        held = (line, cells) if any(cell.strip() for cell in cells) else None


def _csv_row(line: int, cells: list[str], columns: tuple[str, ...], *, torn: bool) -> SourceRow:
    values = {name: original(cell) for name, cell in zip(columns, cells, strict=False)}
    if len(cells) == len(columns):
        return SourceRow(line, values)
    if torn and len(cells) < len(columns):
        fault = Fault(line, "", "baris terakhir terputus", "ambil lagi berkasnya dari asalnya")
    else:
        why = f"ada {len(cells)} sel, seharusnya {len(columns)}"
        fault = Fault(line, "", why, "beri tanda kutip pada sel yang berisi pemisah")
    return SourceRow(line, values, fault)


def _json_lines(text: str) -> Iterator[SourceRow]:
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            yield _entry(line, json.loads(written))
        except (ValueError, RecursionError) as error:
            fault = Fault(line, "", f"bukan JSON yang benar ({error})", "ambil lagi berkasnya dari asalnya")
            yield SourceRow(line, {"baris": written}, fault)


def _json(text: str, name: str, entries: str) -> Iterator[SourceRow]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceBroken(file=name, line=error.lineno, format="JSON", reason=error.msg) from error
    except (ValueError, RecursionError) as error:
        raise SourceBroken(file=name, line=1, format="JSON", reason=error) from error
    found = at_path(content, entries) if entries else content
    if not isinstance(found, list):
        raise SourceBroken(file=name, line=1, format="JSON", reason=f"tidak ada daftar di “{entries or '(akar)'}”")
    return (_entry(number, value) for number, value in enumerate(found, 1))


def _entry(line: int, value: Any) -> SourceRow:
    if isinstance(value, dict):
        return SourceRow(line, value)
    return SourceRow(line, {"isi": value}, Fault(line, "", "bukan objek JSON", "setiap laporan harus berbentuk {…}"))
