"""Writing a report to a CSV file: whole or not at all, and without cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tickets.dokmaru.errors import UnusableFile
from tickets.dokmaru.report import Report, lines_of

HEADER = ("month", "part", "key", "measure", "value")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def report_csv(report: Report) -> str:
    """The report as CSV with HEADER, one figure a line; a figure that there isn't is empty."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADER)
    rows.writerows((report.month, part, _harmless(key), name, value) for part, key, name, value in lines_of(report))
    return text.getvalue()


def write_report(report: Report, file: Path) -> None:
    """Write `report_csv` to a file, through a file beside it that takes its place at the end. Raises UnusableFile."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(report_csv(report), encoding="utf-8", newline="")
        part.replace(file)
    except OSError as error:
        raise UnusableFile(file=file, reason=error.strerror) from error


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
