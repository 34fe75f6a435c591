"""Removing what is older than its time, in batches, with a proof of each: counts and fingerprints, nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from tickets.database import Database
from tickets.journal import now, record
from tickets.life_service import reject
from tickets.model import OPEN_STATUSES, Actor, Role, Status
from tickets.permissions import check_allowed
from tickets.privacy.blank_service import blank_calls, blank_tickets, blank_words
from tickets.privacy.compact import compact
from tickets.privacy.erased import ERASED
from tickets.privacy.fingerprints import Fingerprints
from tickets.privacy.home_files import NO_FILE, remove_file, within
from tickets.privacy.retention import Kept, Retention, cutoffs
from tickets.privacy.search_words import noted_words, sweep_words
from tickets.schema import (
    AccessTable,
    AttachmentTable,
    CallTable,
    ErasureTable,
    OutboundCallTable,
    SegmentTable,
    TicketTable,
    TranscriptTable,
)

BATCH = 100
"""Rows that one transaction removes; their fingerprints stand in one row of erasures."""
OUTSIDE = "di luar"
"""Stands for the fingerprint of sound that isn't ours to remove; its row stays as it is."""
_OF_TICKETS = frozenset({Kept.TICKETS, Kept.DRAFTS})
DRAFT_EXPIRED = "Draf tidak dikonfirmasi sampai masa simpannya habis."


@dataclass(slots=True)
class Purged:
    """How much of each kind was (in a dry run: would be) removed, with the fingerprints of what it was."""

    counts: Counter[str] = field(default_factory=Counter)
    hashes: dict[str, list[str]] = field(default_factory=dict)
    dry_run: bool = False
    compacted: bool = True


def purge(
    database: Database,
    home: Path,
    retention: Retention,
    actor: Actor,
    *,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda kind: None,
) -> Purged:
    """Remove all that is due. Nothing of an open ticket goes, drafts apart. Raises NotAllowed or DatabaseUnreachable.

    Sound that lies outside the home folder is left where it is.
    """
    check_allowed(actor, "privacy")
    with database.reading() as tx:
        due = cutoffs(retention, now(tx))
        found = {kind: _count(tx, kind, before) for kind, before in due.items()}
    purged = Purged(Counter({kind.value: number for kind, number in found.items() if number}), dry_run=dry_run)
    if dry_run:
        return purged
    purged.counts.clear()
    for kind, before in due.items():
        progress(kind.value)
        if found[kind]:
            _purge_kind(database, home, kind, before, actor, purged)
    if purged.counts:
        purged.compacted = compact(database)
    return purged


def _purge_kind(database: Database, home: Path, kind: Kept, before: datetime, actor: Actor, purged: Purged) -> None:
    prints, after = Fingerprints(home), 0
    while True:
        table, due = _due(kind, before)
        with database.reading() as tx:
            ids = tx.scalars(select(table.id).where(due, table.id > after).order_by(table.id).limit(BATCH)).all()
        if not ids:
            return
        after = ids[-1]
        files = _files(database, home, kind, ids)
        ids = [number for number in ids if OUTSIDE not in files.get(number, ())]
        if not ids:
            continue
        with database.transaction() as tx:
            hashes = [prints.of(kind.value, number, content) for number, content in _contents(tx, kind, ids, files)]
            _REMOVERS[kind](tx, ids, actor)
            sweep_words(tx, noted_words(tx))
            _note(tx, kind, hashes, prints, actor)
        purged.counts[kind.value] += len(ids)
        purged.hashes.setdefault(kind.value, []).extend(hashes)


def _count(tx: Session, kind: Kept, before: datetime) -> int:
    table, due = _due(kind, before)
    return tx.scalar(select(func.count()).select_from(table).where(due)) or 0


def _due(kind: Kept, before: datetime) -> tuple[Any, ColumnElement[bool]]:
    """The table whose rows carry a kind, and which of them are due."""
    ended = and_(CallTable.ended_at < before, ~_has_open_ticket())
    finished = and_(TicketTable.status.not_in([s.value for s in OPEN_STATUSES]), _last_move() < before)
    said = exists().where(SegmentTable.call_id == CallTable.id)
    written = exists().where(TranscriptTable.call_id == CallTable.id, TranscriptTable.text != ERASED)
    known = or_(CallTable.caller_number != "", CallTable.caller_name != "", CallTable.channel != "")
    old_draft = and_(TicketTable.status == Status.DRAFT.value, TicketTable.updated_at < before)
    table_of: Mapping[Kept, tuple[Any, ColumnElement[bool]]] = {
        Kept.SOUND: (CallTable, and_(ended, CallTable.recording.is_not(None))),
        Kept.TRANSCRIPTS: (CallTable, and_(ended, or_(said, written))),
        Kept.RUNG: (OutboundCallTable, _rung_before(before)),
        Kept.DRAFTS: (TicketTable, old_draft),
        Kept.CALLS: (CallTable, and_(ended, known)),
        Kept.TICKETS: (TicketTable, and_(finished, TicketTable.description != ERASED)),
        Kept.ACCESS: (AccessTable, AccessTable.at < before),
    }
    return table_of[kind]


def _has_open_ticket() -> ColumnElement[bool]:
    running = TicketTable.status.in_([s.value for s in OPEN_STATUSES if s is not Status.DRAFT])
    return exists().where(TicketTable.call_id == CallTable.id, running)


def _rung_before(before: datetime) -> ColumnElement[bool]:
    running = TicketTable.status.in_([s.value for s in OPEN_STATUSES])
    open_ticket = exists().where(TicketTable.id == OutboundCallTable.ticket_id, running)
    kept = or_(OutboundCallTable.recording.is_not(None), OutboundCallTable.said != "")
    return and_(OutboundCallTable.ended_at < before, kept, ~open_ticket)


def _last_move() -> ColumnElement[Any]:
    return func.coalesce(TicketTable.closed_at, TicketTable.resolved_at, TicketTable.updated_at)


def _files(database: Database, home: Path, kind: Kept, ids: Collection[int]) -> dict[int, list[str]]:
    """Remove the files that belong to these rows; their fingerprints by row."""
    if kind is Kept.SOUND:
        places = select(CallTable.id, CallTable.recording).where(CallTable.id.in_(ids))
    elif kind is Kept.RUNG:
        sound = OutboundCallTable.id.in_(ids) & OutboundCallTable.recording.is_not(None)
        places = select(OutboundCallTable.id, OutboundCallTable.recording).where(sound)
    elif kind in _OF_TICKETS:
        places = select(AttachmentTable.ticket_id, AttachmentTable.reference).where(AttachmentTable.ticket_id.in_(ids))
    else:
        return {}
    with database.reading() as tx:
        found = [(number, place) for number, place in tx.execute(places)]
        if kind in _OF_TICKETS:
            rung = select(OutboundCallTable.ticket_id, OutboundCallTable.recording)
            citizens = (OutboundCallTable.ticket_id.in_(ids), OutboundCallTable.officer_id.is_(None))
            found += [(number, place) for number, place in tx.execute(rung.where(*citizens))]
    removed: dict[int, list[str]] = {}
    for number, place in found:
        file = within(home, place or "")
        outside = NO_FILE if kind in _OF_TICKETS else OUTSIDE
        removed.setdefault(number, []).append(outside if file is None else remove_file(file))
    return removed


def _contents(tx: Session, kind: Kept, ids: Collection[int], files: Mapping[int, list[str]]) -> list[tuple[int, str]]:
    """What is about to go, by row, for its fingerprint."""
    if kind is Kept.TRANSCRIPTS:
        said = select(SegmentTable.call_id, SegmentTable.text).where(SegmentTable.call_id.in_(ids))
        texts: dict[int, list[str]] = {number: [] for number in ids}
        for number, text in tx.execute(said.order_by(SegmentTable.id)):
            texts[number].append(text)
        return [(number, "\n".join(spoken)) for number, spoken in texts.items()]
    table, column = _TELLING[kind]
    rows = tx.execute(select(table.id, getattr(table, column)).where(table.id.in_(ids)).order_by(table.id))
    return [(number, f"{content} {' '.join(files.get(number, ()))}") for number, content in rows]


_TELLING: Mapping[Kept, tuple[Any, str]] = {
    Kept.SOUND: (CallTable, "recording"),
    Kept.RUNG: (OutboundCallTable, "said"),
    Kept.DRAFTS: (TicketTable, "description"),
    Kept.CALLS: (CallTable, "caller_number"),
    Kept.TICKETS: (TicketTable, "description"),
    Kept.ACCESS: (AccessTable, "subject"),
}


def _remove_sound(tx: Session, ids: Collection[int], actor: Actor) -> None:
    tx.execute(update(CallTable).where(CallTable.id.in_(ids)).values(recording=None))


def _remove_rung(tx: Session, ids: Collection[int], actor: Actor) -> None:
    tx.execute(update(OutboundCallTable).where(OutboundCallTable.id.in_(ids)).values(recording=None, said=""))


def _remove_words(tx: Session, ids: Collection[int], actor: Actor) -> None:
    blank_words(tx, ids)


def _remove_drafts(tx: Session, ids: Collection[int], actor: Actor) -> None:
    blank_tickets(tx, ids)
    for ticket_id in ids:
        reject(tx, ticket_id, Actor(actor.name, Role.DISKOMINFO), DRAFT_EXPIRED)


def _remove_calls(tx: Session, ids: Collection[int], actor: Actor) -> None:
    blank_calls(tx, ids)


def _remove_tickets(tx: Session, ids: Collection[int], actor: Actor) -> None:
    blank_tickets(tx, ids)
    rung = OutboundCallTable.ticket_id.in_(ids) & OutboundCallTable.officer_id.is_(None)
    tx.execute(update(OutboundCallTable).where(rung).values(recording=None))


def _remove_access(tx: Session, ids: Collection[int], actor: Actor) -> None:
    tx.execute(delete(AccessTable).where(AccessTable.id.in_(ids)))


_REMOVERS: Mapping[Kept, Callable[[Session, Collection[int], Actor], None]] = {
    Kept.SOUND: _remove_sound,
    Kept.TRANSCRIPTS: _remove_words,
    Kept.RUNG: _remove_rung,
    Kept.DRAFTS: _remove_drafts,
    Kept.CALLS: _remove_calls,
    Kept.TICKETS: _remove_tickets,
    Kept.ACCESS: _remove_access,
}


def _note(tx: Session, kind: Kept, hashes: list[str], prints: Fingerprints, actor: Actor) -> None:
    row = {
        "at": now(tx),
        "actor": actor.name,
        "kind": f"purge.{kind.value}",
        "subject_hash": prints.of_all(hashes),
        "counts": {kind.value: len(hashes), "hashes": hashes},
    }
    tx.execute(insert(ErasureTable).values(row))
    record(tx, "privacy.purged", actor.name, what=kind.value, count=len(hashes), proof=prints.of_all(hashes))
