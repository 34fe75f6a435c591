"""The verbs of a transcript: what a caller is saying now, and what was said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from tickets.cleaning import TEXT_LENGTH, clean_label, clean_text
from tickets.fetching import call_facts
from tickets.journal import now, record, ring
from tickets.model import BRIDGE, Segment, Word
from tickets.rows import words_to_json
from tickets.schema import CODE_LENGTH, LiveTextTable, RevisionTable, SegmentTable
from tickets.search.index_service import reindex_call

_LIVE_TEXT = "live_text"


def show_live_text(tx: Session, call_id: int, step: str, text: str, words: Sequence[Word] = ()) -> None:
    """Show what the caller is saying now; overwrites what was shown before and leaves no event."""
    call_facts(tx, call_id)
    shown = {
        "step": clean_label(step),
        "text": clean_text(text, TEXT_LENGTH).text,
        "words": words_to_json(words),
        "revision": _next_revision(tx),
        "at": now(tx),
    }
    upsert = postgres_insert if tx.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = upsert(LiveTextTable).values(call_id=call_id, **shown)
    tx.execute(statement.on_conflict_do_update(index_elements=[LiveTextTable.call_id], set_=shown))
    ring(tx)


def add_segment(tx: Session, call_id: int, segment: Segment) -> None:
    """Keep a finished stretch of speech; the live text that led to it disappears."""
    call_facts(tx, call_id)
    cleaned = clean_text(segment.text, TEXT_LENGTH)
    tx.execute(
        insert(SegmentTable).values(
            call_id=call_id,
            step=clean_label(segment.step),
            text=cleaned.text,
            words=words_to_json(segment.words),
            started_s=segment.started_s,
            ended_s=segment.ended_s,
            confidence=segment.confidence,
            speaker=clean_text(segment.speaker, CODE_LENGTH).text,
        )
    )
    if segment.speaker == "caller":
        tx.execute(delete(LiveTextTable).where(LiveTextTable.call_id == call_id))
    record(
        tx,
        "transcript.final",
        BRIDGE.name,
        call_id=call_id,
        step=segment.step,
        text=cleaned.text,
        confidence=segment.confidence,
        speaker=segment.speaker,
        truncated=cleaned.cut or None,
    )
    reindex_call(tx, call_id)


def _next_revision(tx: Session) -> int:
    counter = update(RevisionTable).where(RevisionTable.name == _LIVE_TEXT)
    grown = tx.execute(counter.values(value=RevisionTable.value + 1).returning(RevisionTable.value)).scalar()
    if grown is not None:
        return grown
    tx.execute(insert(RevisionTable).values(name=_LIVE_TEXT, value=1))
    return 1
