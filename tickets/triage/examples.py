"""The complaints that triage learns from and is tested with: CSV files, checked line by line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tickets.reference.loader import FOLDER
from tickets.triage.errors import BrokenTriageFile
from tickets.triage.tables import TARGETS, answers

PACKAGED = FOLDER / "triage_examples.csv"
HELD_OUT = FOLDER / "triage_held_out.csv"
"""Complaints that are never trained on."""
COLUMNS = ("text", *TARGETS)


@dataclass(frozen=True, slots=True, order=True)
class Example:
    """A complaint with the right answers; an empty `type` or `urgency` is unknown."""

    text: str
    category: str
    agency: str
    type: str
    urgency: str

    @property
    def subject(self) -> str:
        """Category and agency as one answer."""
        return f"{self.category}/{self.agency}"

    @property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits that stand for the text and its answers, without telling them."""
        return hashlib.sha256("\x1f".join(getattr(self, name) for name in COLUMNS).encode()).hexdigest()[:10]

    def answer(self, target: str) -> str:
        """The right answer to one question."""
        return str(getattr(self, target))


def read_examples(file: Path = PACKAGED) -> list[Example]:
    """The examples of a CSV file with the columns COLUMNS. Raises BrokenTriageFile that names the line."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if set(COLUMNS) - set(reader.fieldnames or ()):
                raise _broken(file, "line 1", "columns are missing", f"the first line must be {','.join(COLUMNS)}")
            return [_example(file, reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _broken(file, "-", str(error), "check that it is a readable CSV file in UTF-8") from error


def in_order(examples: Iterable[Example]) -> list[Example]:
    """Each example once, in an order that doesn't depend on where they came from."""
    return sorted(set(examples))


def folds(examples: Sequence[Example], number: int) -> list[int]:
    """The fold (0 to number - 1) of each example, stratified by subject and the same every time."""
    order = sorted(range(len(examples)), key=lambda i: (examples[i].subject, examples[i].fingerprint))
    found = [0] * len(examples)
    for place, i in enumerate(order):
        found[i] = place % number
    return found


def _example(file: Path, line: int, row: dict[str, str | None]) -> Example:
    values = [(row.get(name) or "").strip() for name in COLUMNS]
    for target, code in zip(TARGETS, values[1:], strict=True):
        if code not in answers(target) and (code or target in ("category", "agency")):
            raise _broken(file, f"line {line}", f"there is no {target} “{code}”", "see the packaged examples")
    if not values[0]:
        raise _broken(file, f"line {line}", "the text is empty", "write the complaint or delete the line")
    return Example(*values)


def _broken(file: Path, where: str, reason: str, cure: str) -> BrokenTriageFile:
    return BrokenTriageFile(file=str(file), where=where, reason=reason, cure=cure)
