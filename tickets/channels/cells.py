"""What a cell means: a moment, yes or no, a code; each raises CellWrong, with the cure, when it means nothing; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from tickets.channels.mapping import plain
from tickets.local_time import JAKARTA
from tickets.reference import loader

"""The zone of times that name none."""

_YES = frozenset({"ya", "y", "yes", "true", "1", "x", "v", "✓", "benar", "iya"})
_NO = frozenset({"", "tidak", "t", "n", "no", "false", "0", "-", "bukan"})
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_OTHER_MONTHS = {"may": 5, "aug": 8, "agt": 8, "oct": 10, "dec": 12, "nop": 11}
_DAY_FIRST = re.compile(
    r"(?:[a-z']+,? )?(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4})(?:[ ,t]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?"
    r"(?: ?wib)?"
)
_SCIENTIFIC = re.compile(r"\d[.,]\d+e\+?\d+", re.IGNORECASE)


class CellWrong(Exception):
    """A cell means nothing: why, and how to mend it."""

    def __init__(self, why: str, cure: str) -> None:
        super().__init__(why)
        self.why = why
        self.cure = cure


def moment(cell: str) -> datetime | None:
    """A date with or without time, as ISO 8601 or day first ("9/3/2021 08:15", "9 Maret 2021"); aware UTC."""
    text = cell.strip()
    if not text or text == "-":
        return None
    found = _iso(text) or _day_first(text)
    if found is None:
        raise CellWrong(f"“{text[:40]}” bukan tanggal", "tulis 2026-03-09 08:15 atau 9/3/2026 08:15")
    return (found if found.tzinfo else found.replace(tzinfo=JAKARTA)).astimezone(UTC)


def yes_or_no(cell: str) -> bool:
    """Whether a box is ticked."""
    text = plain(cell)
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise CellWrong(f"“{text[:40]}” bukan ya atau tidak", "tulis ya atau tidak")


def digits_kept(cell: str) -> str:
    """A number as text, unless a spreadsheet has rounded it ("3,21215E+15")."""
    text = cell.strip()
    if _SCIENTIFIC.fullmatch(text):
        raise CellWrong(f"angka “{text}” sudah dibulatkan oleh lembar kerja", "format kolomnya sebagai Teks, isi ulang")
    return "" if text == "-" else text


def word_of(words: type[StrEnum]) -> Callable[[str], str]:
    """A reader of one of these words; spaces and hyphens may stand for "_"."""
    known = {plain(word.replace("_", " ")): word.value for word in words}

    def read(cell: str) -> str:
        text = plain(cell.replace("_", " ").replace("-", " "))
        if text not in known:
            raise CellWrong(f"“{cell.strip()[:40]}” tidak dikenal", f"pilih: {', '.join(known.values())}")
        return known[text]

    return read


def category(cell: str) -> str:
    """A category by code or name."""
    return _by_name(cell, {code: found.name for code, found in loader.categories().items()}, "kategori")


def body(cell: str) -> str:
    """A body by code or name, of the regency or not."""
    return _by_name(cell, {code: found.name for code, found in loader.agencies().items()}, "instansi")


def _by_name(cell: str, names: Mapping[str, str], what: str) -> str:
    text = plain(cell)
    matches = [code for code, name in names.items() if text in (plain(code), plain(name))]
    if not matches:
        raise CellWrong(f"{what} “{cell.strip()[:40]}” tidak dikenal", _cure(names))
    return matches[0]


def _cure(names: Iterable[str]) -> str:
    return f"pilih: {', '.join(names)}; atau tambahkan di [values] pemetaan"


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _day_first(text: str) -> datetime | None:
    match = _DAY_FIRST.fullmatch(plain(text))
    if match is None:
        return None
    day, month, year, hour, minute, second = match.groups(default="0")
    try:
        return datetime(int(year), _month(month), int(day), int(hour), int(minute), int(second))
    except ValueError:
        return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    short = text[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else _OTHER_MONTHS.get(short, 0)
