"""The list of puskesmas in the database: imported as a whole, listed, looked up, proposed for a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select, union, update
from sqlalchemy.orm import Session

from tickets.dokmaru.errors import PuskesmasInUse, UnknownPuskesmas
from tickets.dokmaru.model import Puskesmas
from tickets.dokmaru.nearest import Nearest, nearest
from tickets.dokmaru.vocabulary import OPEN_VISITS
from tickets.errors import NotAllowed
from tickets.journal import record
from tickets.model import Actor, Role
from tickets.rows import columns_of
from tickets.schema import AccountTable, CoverageTable, PuskesmasTable, VisitTable

_LIST_KEEPERS = frozenset({Role.DISKOMINFO, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many puskesmas an import added, changed, removed and left as they were."""

    added: int
    changed: int
    removed: int
    unchanged: int


def import_puskesmas(tx: Session, entries: Sequence[Puskesmas], actor: Actor) -> ImportResult:
    """Make the list exactly these puskesmas; the same list again changes nothing and leaves no event.

    Raises PuskesmasInUse when one that has open visits or accounts would go, or NotAllowed.
    """
    if actor.role not in _LIST_KEEPERS:
        raise NotAllowed(role=actor.role.value if actor.role else actor.name, verb="puskesmas import")
    before = {entry.code: entry for entry in puskesmas_list(tx)}
    after = {entry.code: entry for entry in entries}
    result = _compared(before, after)
    if result.added or result.changed or result.removed:
        _check_unused(tx, before.keys() - after.keys())
        _replace(tx, before, after)
        record(tx, "puskesmas.imported", actor.name, **asdict(result))
    return result


def puskesmas_list(tx: Session) -> list[Puskesmas]:
    """All puskesmas, by code, with the desa they answer for."""
    covered: dict[str, list[str]] = {}
    for desa, code in tx.execute(select(CoverageTable.desa, CoverageTable.puskesmas).order_by(CoverageTable.desa)):
        covered.setdefault(code, []).append(desa)
    rows = tx.execute(select(*columns_of(PuskesmasTable)).order_by(PuskesmasTable.code))
    return [Puskesmas(**row._asdict(), desa=tuple(covered.get(row.code, ()))) for row in rows]


def known_puskesmas(tx: Session, code: str) -> str:
    """The code itself. Raises UnknownPuskesmas, which names the codes there are or says how to import."""
    codes = list(tx.scalars(select(PuskesmasTable.code).order_by(PuskesmasTable.code)))
    if code in codes:
        return code
    shown = ", ".join(codes)
    raise UnknownPuskesmas(
        puskesmas=code,
        cure=f"yang ada: {shown}" if codes else "impor dulu dengan `iceta puskesmas import BERKAS.csv`",
        cure_en=f"there are: {shown}" if codes else "import it first with `iceta puskesmas import FILE.csv`",
    )


def propose_puskesmas(tx: Session, desa: str | None, kecamatan: str | None) -> Nearest:
    """The puskesmas to choose from for a place, given by codes."""
    return nearest(puskesmas_list(tx), desa, kecamatan)


def _compared(before: Mapping[str, Puskesmas], after: Mapping[str, Puskesmas]) -> ImportResult:
    same = sum(before.get(code) == entry for code, entry in after.items())
    shared = len(before.keys() & after.keys())
    return ImportResult(len(after) - shared, shared - same, len(before) - shared, same)


def _check_unused(tx: Session, codes: set[str]) -> None:
    open_visit = VisitTable.status.in_([status.value for status in OPEN_VISITS])
    used = union(
        select(VisitTable.puskesmas).where(VisitTable.puskesmas.in_(codes), open_visit),
        select(AccountTable.puskesmas).where(AccountTable.puskesmas.in_(codes)),
    )
    if names := sorted(code for code in tx.scalars(used) if code is not None):
        raise PuskesmasInUse(puskesmas=", ".join(names))


def _replace(tx: Session, before: Mapping[str, Puskesmas], after: Mapping[str, Puskesmas]) -> None:
    tx.execute(delete(CoverageTable))
    tx.execute(delete(PuskesmasTable).where(PuskesmasTable.code.in_(before.keys() - after.keys())))
    for code, entry in after.items():
        if code in before:
            tx.execute(update(PuskesmasTable).where(PuskesmasTable.code == code).values(_columns(entry)))
        else:
            tx.execute(insert(PuskesmasTable).values(_columns(entry)))
    if coverage := [{"desa": desa, "puskesmas": e.code} for e in after.values() for desa in e.desa]:
        tx.execute(insert(CoverageTable), coverage)


def _columns(entry: Puskesmas) -> dict[str, Any]:
    columns = asdict(entry)
    del columns["desa"]
    return columns
