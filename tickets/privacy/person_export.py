"""Everything about one person in one file, as they may ask for it (UU 27/2022): JSON, sound, and a readable index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tickets.channels.atomic_file import atomic_binary
from tickets.codes import grouped
from tickets.database import Database
from tickets.local_time import JAKARTA
from tickets.model import Actor
from tickets.permissions import check_allowed
from tickets.privacy.fingerprints import Fingerprints
from tickets.privacy.home_files import within
from tickets.privacy.subject import Asked, Subject, find_subject
from tickets.privacy.trail_service import log_access
from tickets.rows import columns_of
from tickets.schema import (
    AccessTable,
    AttachmentTable,
    CallTable,
    EventTable,
    LiveTextTable,
    OutboundCallTable,
    SegmentTable,
    SurveyTable,
    TicketTable,
    TranscriptTable,
    VisitTable,
)

WHAT = "salinan data"
"""How the trail names this."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Handed:
    """What went into the file: rows by table, and how many files of sound and attachments."""

    counts: dict[str, int]
    files: int


def export_person(database: Database, home: Path, asked: Asked, path: Path, actor: Actor) -> Handed:
    """Write everything about the person into a ZIP file that only its owner can read; the trail notes it.

    Raises NotAllowed, FileNotWritten, DatabaseUnreachable or what `find_subject` raises.
    """
    check_allowed(actor, "privacy")
    with database.transaction() as tx:
        subject = find_subject(tx, asked)
        person = Fingerprints(home).of(asked.identity)
        for ticket_id in sorted(subject.ticket_ids):
            log_access(tx, actor, ticket_id, WHAT, subject=person)
        for call_id in sorted(subject.call_ids):
            log_access(tx, actor, None, WHAT, call_id=call_id, subject=person)
        found = _everything(tx, subject)
    places = dict(_places(home, found))
    with atomic_binary(path) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("BACA-DULU.txt", _index(found, places))
        archive.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=2, default=_plain))
        for name, place in places.items():
            archive.write(place, name)
    return Handed({table: len(rows) for table, rows in found.items() if rows}, len(places))


def _everything(tx: Session, subject: Subject) -> dict[str, Rows]:
    tickets, calls = subject.ticket_ids, subject.call_ids
    citizens = OutboundCallTable.ticket_id.in_(tickets) & OutboundCallTable.officer_id.is_(None)
    wanted: tuple[tuple[str, Any, ColumnElement[bool]], ...] = (
        ("tiket", TicketTable, TicketTable.id.in_(tickets)),
        ("panggilan", CallTable, CallTable.id.in_(calls)),
        ("ucapan", SegmentTable, SegmentTable.call_id.in_(calls)),
        ("transkrip", TranscriptTable, TranscriptTable.ticket_id.in_(tickets)),
        ("ucapan_berjalan", LiveTextTable, LiveTextTable.call_id.in_(calls)),
        ("kunjungan_dokmaru", VisitTable, VisitTable.ticket_id.in_(tickets)),
        ("telepon_keluar", OutboundCallTable, citizens),
        ("survei", SurveyTable, SurveyTable.ticket_id.in_(tickets) | SurveyTable.call_id.in_(calls)),
        ("lampiran", AttachmentTable, AttachmentTable.ticket_id.in_(tickets)),
        ("riwayat", EventTable, EventTable.ticket_id.in_(tickets) | EventTable.call_id.in_(calls)),
        ("jejak_akses", AccessTable, AccessTable.ticket_id.in_(tickets) | AccessTable.call_id.in_(calls)),
    )
    return {name: _rows(tx, table, about) for name, table, about in wanted}


def _rows(tx: Session, table: Any, about: ColumnElement[bool]) -> Rows:
    key = table.__table__.primary_key.columns.values()[0]
    return [row._asdict() for row in tx.execute(select(*columns_of(table)).where(about).order_by(key))]


def _places(home: Path, found: dict[str, Rows]) -> Iterator[tuple[str, Path]]:
    """The files by their names in the archive: numbers of ours, whatever they are called on disk."""
    for folder, table, column in (
        ("suara", "panggilan", "recording"),
        ("suara-keluar", "telepon_keluar", "recording"),
        ("lampiran", "lampiran", "reference"),
    ):
        for row in found[table]:
            place = within(home, row[column] or "")
            if place is not None and place.is_file():
                yield f"{folder}/{row['id']}{place.suffix}", place


def _index(found: dict[str, Rows], places: dict[str, Path]) -> str:
    lines = ["SALINAN DATA PRIBADI - I-Ceta, Kabupaten Indramayu", "", "Semua data ada di data.json. Ringkasnya:", ""]
    lines += [f"  {table}: {len(rows)}" for table, rows in found.items() if rows]
    lines += ["", "LAPORAN"]
    for ticket in found["tiket"]:
        lines.append(f"  {grouped(ticket['code'])}  {_local(ticket['created_at'])}  {ticket['status']}")
        lines.append(f"      {' '.join(ticket['description'].split())}")
    lines += ["", "PANGGILAN"]
    lines += [f"  {call['id']}  {_local(call['started_at'])}  {call['caller_number']}" for call in found["panggilan"]]
    lines += ["", "SIAPA YANG MELIHAT"]
    lines += [
        f"  {_local(look['at'])}  {look['actor']} ({look['role'] or '-'}): {look['what']}"
        for look in found["jejak_akses"]
    ]
    lines += ["", "BERKAS", *(f"  {name}" for name in places), ""]
    return "\n".join(lines)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _local(moment: datetime) -> str:
    return moment.astimezone(JAKARTA).strftime("%d-%m-%Y %H:%M WIB")
