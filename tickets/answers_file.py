"""Reading a table of answers (comma, semicolon or tab) row by row, whatever its size, with every fault's place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from tickets.satisfaction.columns import Columns, find_columns, recognised, shown
from tickets.satisfaction.errors import (
    AnswerInvalid,
    AnswersFileEmpty,
    AnswersFileUnreadable,
    LineTooLong,
    NotUtf8,
    RowRagged,
    TableBroken,
)
from tickets.satisfaction.index import Answers
from tickets.satisfaction.standards import HIGHEST, LOWEST, Standard

SEPARATORS = (",", ";", "\t")
MOST_IN_LINE = 100_000
"""Characters of a line; beyond that it is no table, and reading on would fill the memory."""
MOST_HEADER_LINES = 50
"""Lines over which a row of quoted column names may run."""

ANSWERS: dict[str, int | None] = {str(number): number for number in range(LOWEST, HIGHEST + 1)}
"""What a cell may hold, in small letters and without spaces around it, and the answer that it is; None for none."""
ANSWERS |= dict.fromkeys(("", "-", "–", "—", "na", "n/a"))


@dataclass(frozen=True, slots=True)
class AnswersTable:
    """An open table: its name in errors, what its columns are, and its rows as they are read.

    `rows` raises NotUtf8, LineTooLong, TableBroken, RowRagged, AnswerInvalid or AnswersFileUnreadable at such a row.
    Empty lines are passed over.
    """

    name: str
    columns: Columns
    rows: Iterator[Answers]


@contextmanager
def open_answers(path: str, standard: Standard, stdin: BinaryIO) -> Iterator[AnswersTable]:
    """A table of answers in a file of UTF-8 text, or in `stdin` if the path is "-".

    Raises AnswersFileUnreadable and what `read_answers` raises.
    """
    name = "stdin" if path == "-" else shown(path)
    text = _text(stdin if path == "-" else _opened(path, name))
    try:
        yield read_answers(text, standard, name)
    finally:
        stream = text.detach()  # else the text would close stdin at its end
        if path != "-":
            stream.close()


def read_answers(text: TextIO, standard: Standard, name: str) -> AnswersTable:
    """The table in a text; `name` is for errors.

    The separator is the one under which most elements are recognised, since names of elements hold commas. Raises
    AnswersFileEmpty, ElementColumnMissing, ElementColumnRepeated, OtherStandard, and of what `rows` raises the errors
    that the row of column names can have.
    """
    lines = _Lines(text, name)
    header = _header_lines(lines)
    line = lines.number - len(header) + 1
    separated = _separated(header, lines, line)
    separator = max(separated, key=lambda s: (recognised(separated[s], standard), len(separated[s])))
    columns = find_columns(separated[separator], standard, name, line)
    return AnswersTable(name, columns, _answers(lines, separator, columns, standard))


class _Lines:
    """The lines of a text, counted, each of them bounded and valid."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text = text
        self.name = name
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(MOST_IN_LINE + 1)
        except OSError as error:
            raise AnswersFileUnreadable(file=self.name, reason=error.strerror or str(error)) from error
        if not line:
            raise StopIteration
        self.number += 1
        self._check(line)
        return line

    def _check(self, line: str) -> None:
        if not line.isascii() and any("\ud800" <= char <= "\udfff" for char in line):
            raise NotUtf8(file=self.name, line=self.number)
        if len(line) > MOST_IN_LINE:
            raise LineTooLong(file=self.name, line=self.number, most=MOST_IN_LINE)


def _opened(path: str, name: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise AnswersFileUnreadable(file=name, reason=error.strerror or str(error)) from error
    except ValueError as error:  # a NUL character in the path
        raise AnswersFileUnreadable(file=name, reason=str(error)) from error


def _text(stream: BinaryIO) -> io.TextIOWrapper:
    # What is no UTF-8 becomes lone surrogates, so that the line where it stands can be told.
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape")


def _header_lines(lines: _Lines) -> list[str]:
    """The first row that isn't empty; while a quote is open it goes on in the next line."""
    header: list[str] = []
    for line in lines:
        if header or line.strip():
            header.append(line)
            if "".join(header).count('"') % 2 == 0 or len(header) == MOST_HEADER_LINES:
                return header
    if not header:
        raise AnswersFileEmpty(file=lines.name)
    return header


def _separated(header: Sequence[str], lines: _Lines, line: int) -> dict[str, list[str]]:
    """The column names under each separator that makes sense of the row."""
    found: dict[str, list[str]] = {}
    for separator in SEPARATORS:
        try:
            found[separator] = next(csv.reader(header, delimiter=separator, strict=True))
        except csv.Error as error:
            reason = error
    if not found:
        raise TableBroken(file=lines.name, line=line, reason=reason)
    return found


def _answers(lines: _Lines, separator: str, columns: Columns, standard: Standard) -> Iterator[Answers]:
    places = list(zip(columns.places, standard.codes, strict=True))
    for line, row in _rows(lines, separator):
        if not any(map(str.strip, row)):
            continue
        if len(row) != columns.width:
            raise RowRagged(file=lines.name, line=line, found=len(row), needed=columns.width)
        try:
            yield [ANSWERS[row[place].strip().lower()] for place, _ in places]
        except KeyError:
            raise _invalid(row, places, line, lines.name) from None


def _rows(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        first = lines.number + 1
        try:
            yield first, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableBroken(file=lines.name, line=first, reason=error) from error


def _invalid(row: Sequence[str], places: Sequence[tuple[int, str]], line: int, name: str) -> AnswerInvalid:
    place, code = next((place, code) for place, code in places if row[place].strip().lower() not in ANSWERS)
    return AnswerInvalid(file=name, line=line, column=place + 1, element=code, value=shown(row[place]))
