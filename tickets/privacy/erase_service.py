"""Erasing a person: sound and files first, then the rows, then every trace elsewhere; statistics survive.

Each step can be done again, so that an erasure which broke off is finished by asking for it once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tickets.database import Database
from tickets.journal import now, record
from tickets.model import OPEN_STATUSES, Actor
from tickets.permissions import check_allowed
from tickets.privacy.blank_service import blank_calls, blank_tickets
from tickets.privacy.compact import compact
from tickets.privacy.errors import StillOpen
from tickets.privacy.fingerprints import Fingerprints
from tickets.privacy.home_files import NO_FILE, in_database_files, mask_in_files, remove_file, traces, within
from tickets.privacy.needles import Needles
from tickets.privacy.scrub_service import scrub
from tickets.privacy.search_words import note_words, noted_words, sweep_words
from tickets.privacy.subject import Asked, Subject, find_subject, needles_of
from tickets.schema import AttachmentTable, CallTable, ErasureTable, OutboundCallTable, TicketTable
from tickets.spool import Spool

ERASE = "erase"


@dataclass(slots=True)
class Erased:
    """What was removed: rows by kind, files; `left` are files in which a trace remains, with nobody's name here.

    `compacted`: the database file holds no deleted pages any more.
    """

    subject_hash: str
    counts: Counter[str] = field(default_factory=Counter)
    left: list[Path] = field(default_factory=list)
    compacted: bool = True

    @property
    def nothing(self) -> bool:
        """True when there was nothing left to erase."""
        return not self.counts


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an erasure would reach: tickets and calls, and the codes of those that are still open."""

    tickets: int
    calls: int
    still_open: tuple[str, ...]


def extent(tx: Session, asked: Asked) -> Extent:
    """How much an erasure would touch. Raises what `find_subject` raises."""
    subject = find_subject(tx, asked)
    return Extent(len(subject.ticket_ids), len(subject.call_ids), tuple(_still_open(tx, subject)))


def erase(
    database: Database, home: Path, asked: Asked, actor: Actor, *, also_open: bool = False, spool: Path | None = None
) -> Erased:
    """Erase a person from the database and the home folder. Erasing twice changes nothing the second time.

    Raises NotAllowed, StillOpen, DatabaseUnreachable or what `find_subject` raises.
    """
    check_allowed(actor, "privacy")
    asked.check()
    if spool is not None and Spool(spool).waiting():
        Spool(spool).replay(database)
    with database.reading() as tx:
        subject = find_subject(tx, asked)
        needles = needles_of(tx, subject, asked)
        if not also_open and (running := list(_still_open(tx, subject))):
            raise StillOpen(what=", ".join(running))
        files = _files_of(tx, home, subject)
    erased = Erased(Fingerprints(home).of(asked.identity))
    erased.counts["file"] = len([file for file in files if remove_file(file) != NO_FILE])
    with database.transaction() as tx:
        erased.counts += _blank(tx, subject, needles)
        noted = noted_words(tx)
    for table, changed in scrub(database, needles).items():
        erased.counts[table] += changed
    with database.transaction() as tx:
        erased.counts["search_word"] = sweep_words(tx, noted)  # now that no other text holds them either
    erased.counts["masked_file"] = len(mask_in_files(home, needles))
    erased.counts = +erased.counts
    if erased.counts:
        with database.transaction() as tx:
            _note(tx, erased, subject.ticket_ids, actor)
    # Without counts an earlier erasure may have found the database too busy to be rewritten.
    if erased.counts or in_database_files(home, needles):
        erased.compacted = compact(database)
    erased.left = traces(home, needles)
    return erased


def _still_open(tx: Session, subject: Subject) -> Iterator[str]:
    waiting = TicketTable.id.in_(subject.ticket_ids) & TicketTable.status.in_([s.value for s in OPEN_STATUSES])
    yield from tx.scalars(select(TicketTable.code).where(waiting).order_by(TicketTable.id))
    on = CallTable.id.in_(subject.call_ids) & CallTable.ended_at.is_(None)
    for linkedid in tx.scalars(select(CallTable.linkedid).where(on).order_by(CallTable.id)):
        yield f"panggilan {linkedid}"


def _files_of(tx: Session, home: Path, subject: Subject) -> list[Path]:
    places = [*tx.scalars(select(CallTable.recording).where(CallTable.id.in_(subject.call_ids)))]
    rung = OutboundCallTable.ticket_id.in_(subject.ticket_ids) & OutboundCallTable.officer_id.is_(None)
    places += tx.scalars(select(OutboundCallTable.recording).where(rung))
    places += tx.scalars(select(AttachmentTable.reference).where(AttachmentTable.ticket_id.in_(subject.ticket_ids)))
    return [file for place in places if (file := within(home, place or "")) is not None]


def _blank(tx: Session, subject: Subject, needles: Needles) -> Counter[str]:
    counts = blank_tickets(tx, subject.ticket_ids) + blank_calls(tx, subject.call_ids)
    no_sound = {"recording": None}
    with_sound = CallTable.id.in_(subject.call_ids) & CallTable.recording.is_not(None)
    tx.execute(update(CallTable).where(with_sound).values(no_sound))
    rung = OutboundCallTable.ticket_id.in_(subject.ticket_ids) & OutboundCallTable.officer_id.is_(None)
    tx.execute(update(OutboundCallTable).where(rung).values(no_sound))
    note_words(tx, needles.names)
    return +counts


def _note(tx: Session, erased: Erased, tickets: Collection[int], actor: Actor) -> None:
    """One row and one line of the diary on the erasure, and a line on each ticket; none says whose it was."""
    counts = dict(erased.counts)
    row = {"at": now(tx), "actor": actor.name, "kind": ERASE, "subject_hash": erased.subject_hash, "counts": counts}
    tx.execute(insert(ErasureTable).values(row))
    record(tx, "privacy.erased", actor.name, counts=counts)
    for ticket_id in sorted(tickets):
        record(tx, "ticket.erased", actor.name, ticket_id=ticket_id)
