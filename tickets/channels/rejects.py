"""The rows that could not come in, written so that they can be mended and brought in again."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from tickets.channels.atomic_file import text_out
from tickets.channels.formula import harmless
from tickets.channels.source_rows import Fault, Source, SourceRow

REMARKS = ("_baris", "_kolom", "_alasan", "_cara")


def rejects_path(name: str, format: str) -> Path:
    """Where the rejects of a file go: beside it, and beside nothing for standard input."""
    ending = "csv" if format == "csv" else "jsonl"
    source = Path("impor" if name == "stdin" else name)
    return source.with_name(f"{source.stem}.ditolak.{ending}")


def write_rejects(path: Path, source: Source, rows: Sequence[SourceRow], faults: Sequence[Fault]) -> None:
    """Write the rows with the remarks on each. Raises FileNotWritten."""
    remarks = {row.line: [fault for fault in faults if fault.line == row.line] for row in rows}
    with text_out(path) as file:
        if source.format != "csv":
            for row in rows:
                written = dict(row.values) | _remark(row.line, remarks[row.line])
                file.write(json.dumps(written, ensure_ascii=False, default=str) + "\n")
            return
        columns = [name for name in source.columns if not name.startswith("_")]
        table = csv.writer(file, lineterminator="\n")
        table.writerow([*columns, *REMARKS])
        for row in rows:
            cells = [str(row.values.get(name, "")) for name in columns]
            table.writerow([harmless(cell) for cell in (*cells, *_remark(row.line, remarks[row.line]).values())])


def _remark(line: int, faults: Sequence[Fault]) -> dict[str, str]:
    columns, whys, cures = zip(*((f.column, f.why, f.cure) for f in faults), strict=True)
    texts = (str(line), *("; ".join(filter(None, parts)) for parts in (columns, whys, cures)))
    return dict(zip(REMARKS, texts, strict=True))
