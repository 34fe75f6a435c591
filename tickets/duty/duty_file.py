"""Reading a duty list from a CSV file that an administrator keeps: instansi, nama, nomor, urutan, dari, sampai."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from tickets.duty.errors import DutyFileWrong
from tickets.duty.officer_service import NewOfficer, checked
from tickets.errors import TicketsError

NEEDED = ("instansi", "nama", "nomor")
OPTIONAL = ("urutan", "dari", "sampai")
MOST_BYTES = 1_000_000
MOST_DIGITS = 4


def read_duty_file(file: Path, extensions: Collection[str] = ()) -> list[NewOfficer]:
    """The officers of a file, every line checked. Raises DutyFileWrong with the line and the reason."""
    return [_checked(file, line, row, extensions) for line, row in _rows(file)]


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _wrong(file, 1, "berkas lebih dari 1 MB.", "the file is larger than 1 MB.")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(file, 1, f"tidak terbaca ({error}).", f"unreadable ({error}).") from error
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, restkey="lebih", restval="")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in NEEDED if name not in reader.fieldnames]:
        raise _wrong(file, 1, f"kolom {missing[0]} tidak ada.", f"there is no column {missing[0]}.")
    for row in reader:
        plain = {key: value.strip() for key, value in row.items() if isinstance(value, str)}
        if any(plain.values()):
            yield reader.line_num, plain


def _checked(file: Path, line: int, row: dict[str, str], extensions: Collection[str]) -> NewOfficer:
    numbers = {name: _whole(file, line, name, row.get(name, "")) for name in OPTIONAL}
    new = NewOfficer(row["instansi"], row["nama"], row["nomor"], numbers["urutan"], numbers["dari"], numbers["sampai"])
    try:
        return checked(new, extensions)
    except TicketsError as error:
        raise _wrong(file, line, str(error), error.english) from error


def _whole(file: Path, line: int, name: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise _wrong(file, line, f"{name} harus angka.", f"{name} must be a number.")
    return int(text)


def _wrong(file: Path, line: int, why_id: str, why_en: str) -> DutyFileWrong:
    return DutyFileWrong(file=file, line=line, why_id=why_id, why_en=why_en)
