"""Ready sentences for notes, answers and questions, filled in from the ticket; from a file that a house can change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tickets.codes import grouped
from tickets.errors import TicketsError
from tickets.model import Ticket
from tickets.reference import loader

BUILT_IN = loader.FOLDER / "macros.toml"
OWN = "macros.toml"
"""The name of a house's own file in the home folder."""
VERBS = ("note", "reply", "wait", "resolve", "refuse", "reopen", "reject", "refer_note", "escalate", "dispose")
MOST_TEXT = 1000

_BLANK = re.compile(r"\{(\w*)\}")
_FILLED: Mapping[str, Callable[[Ticket], str]] = {
    "kode": lambda ticket: grouped(ticket.code),
    "kategori": lambda ticket: _named(loader.categories(), ticket.category),
    "instansi": lambda ticket: _named(loader.agencies(), ticket.agency),
    "kecamatan": lambda ticket: _named(loader.kecamatan(), ticket.kecamatan),
    "desa": lambda ticket: _named(loader.desa(), ticket.desa),
    "nama": lambda ticket: "pelapor" if ticket.anonymous else ticket.reporter_name or "pelapor",
}


class MacroFileWrong(TicketsError):
    """The file of ready sentences can't be used (`file`, `place`, `reason`, `reason_en`)."""

    indonesian_form = "{file}: {place}: {reason}."
    english_form = "{file}: {place}: {reason_en}."


@dataclass(frozen=True, slots=True)
class Macro:
    """One ready sentence and the verbs it is offered for; `text` may hold blanks as {kode}."""

    name: str
    verbs: tuple[str, ...]
    text: str


def filled(macro: Macro, ticket: Ticket) -> str:
    """The sentence for this ticket; what the ticket doesn't say becomes "…", for the person to write."""
    return _BLANK.sub(lambda blank: _FILLED[blank[1]](ticket) or "…", macro.text)


def macros_for(verb: str, home: Path) -> list[Macro]:
    """The sentences that are offered for a verb, in the file's order. Raises MacroFileWrong."""
    return [macro for macro in load_macros(_file(home)) if verb in macro.verbs]


@cache
def load_macros(file: Path) -> tuple[Macro, ...]:
    """All sentences of a file, read once per process. Raises MacroFileWrong, which names the entry and the cure."""
    try:
        with file.open("rb") as opened:
            content = tomllib.load(opened)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(file, "berkas", f"bukan TOML yang terbaca ({error})", f"no readable TOML ({error})") from error
    entries = content.get("macro", [])
    if not isinstance(entries, list) or set(content) - {"macro"}:
        raise _wrong(file, "berkas", "hanya boleh berisi [[macro]]", "it may hold [[macro]] entries only")
    return tuple(_macro(file, number, entry) for number, entry in enumerate(entries, 1))


def _file(home: Path) -> Path:
    return home / OWN if (home / OWN).exists() else BUILT_IN


def _macro(file: Path, number: int, entry: Any) -> Macro:
    place = f"macro {number}"
    if not isinstance(entry, dict) or set(entry) != {"name", "verbs", "text"}:
        raise _wrong(file, place, "harus punya name, verbs dan text", "it must have name, verbs and text")
    name, verbs, text = entry["name"], entry["verbs"], entry["text"]
    if not (isinstance(name, str) and name.strip() and isinstance(text, str) and text.strip()):
        raise _wrong(file, place, "name dan text harus berisi kata", "name and text must hold words")
    if len(text) > MOST_TEXT:
        raise _wrong(file, place, f"text paling banyak {MOST_TEXT} huruf", f"text has at most {MOST_TEXT} letters")
    if not isinstance(verbs, list) or not verbs or not all(verb in VERBS for verb in verbs):
        known = ", ".join(VERBS)
        raise _wrong(file, place, f"verbs dipilih dari: {known}", f"verbs are chosen from: {known}")
    if unknown := [blank for blank in _BLANK.findall(text) if blank not in _FILLED]:
        known = ", ".join(f"{{{blank}}}" for blank in _FILLED)
        raise _wrong(file, place, f"{{{unknown[0]}}} tidak ada; yang ada: {known}", f"there are only: {known}")
    return Macro(name.strip(), tuple(verbs), text.strip())


def _named(table: Mapping[str, Any], code: str | None) -> str:
    return str(table[code].name) if code is not None and code in table else ""


def _wrong(file: Path, place: str, reason: str, reason_en: str) -> MacroFileWrong:
    return MacroFileWrong(file=file, place=place, reason=reason, reason_en=reason_en)
