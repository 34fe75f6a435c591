"""Where a call's recording holds the description, and which calls wait for a second opinion."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from tickets import rows
from tickets.drafts import DESCRIPTION_STEP
from tickets.model import Event
from tickets.schema import CallTable, EventTable, SegmentTable, TicketTable, TranscriptTable
from tickets.texts_model import Correction, Source, Stretch, Transcript

MOST_WAITING = 50
"""Calls that may wait for a second opinion; the oldest beyond them keep their first text."""


def transcripts(tx: Session, ticket_id: int) -> list[Transcript]:
    """All texts of a ticket's description that say something, the oldest first."""
    columns = rows.columns_of(TranscriptTable)
    query = select(*columns).where(TranscriptTable.ticket_id == ticket_id, TranscriptTable.text != "")
    return [_to_transcript(row._asdict()) for row in tx.execute(query.order_by(TranscriptTable.id))]


def waiting(tx: Session, source: Source, since: datetime) -> list[Stretch]:
    """The descriptions of calls that ended after `since` and have no text of this source, the oldest first.

    Rule: of more than MOST_WAITING the newest are given.
    """
    heard = exists().where(TranscriptTable.call_id == CallTable.id, TranscriptTable.source == source.value)
    told = exists().where(TicketTable.call_id == CallTable.id)
    query = select(CallTable.id).where(CallTable.ended_at > since, CallTable.recording.is_not(None), told, ~heard)
    newest = tx.scalars(query.order_by(CallTable.id.desc()).limit(MOST_WAITING)).all()
    found = [described(tx, call_id) for call_id in reversed(newest)]
    return [stretch for stretch in found if stretch is not None]


def corrections(tx: Session) -> list[Correction]:
    """What people mended, as far as its callers' consent still stands and their tickets are not confidential."""
    query = (
        select(TranscriptTable.call_id, TranscriptTable.text, TranscriptTable.started_s, TranscriptTable.ended_s)
        .add_columns(CallTable.recording, CallTable.caller_number)
        .join(CallTable, CallTable.id == TranscriptTable.call_id)
        .join(TicketTable, TicketTable.id == TranscriptTable.ticket_id)
        .where(TranscriptTable.source == Source.PERSON.value, CallTable.training_consent, ~TicketTable.confidential)
        .where(CallTable.recording.is_not(None))
    )
    return [
        Correction(Stretch(row.call_id, row.recording, row.started_s, row.ended_s), row.text, row.caller_number)
        for row in tx.execute(query.order_by(TranscriptTable.id))
    ]


def described(tx: Session, call_id: int) -> Stretch | None:
    """Where the caller described the complaint: his own words tell, else the times of the menu's steps.

    None without a recording, and for a call with two of them (one that a new bridge adopted): their times mix.
    """
    recording = tx.scalar(select(CallTable.recording).where(CallTable.id == call_id))
    events = _events(tx, call_id)
    if recording is None or sum(event.kind == "call.recorded" for event in events) != 1:
        return None
    times = _by_words(tx, call_id) or by_steps(events)
    return Stretch(call_id, recording, *times) if times else None


def description_of(call_id: int) -> tuple[ColumnElement[bool], ...]:
    """Which segments are the caller's description."""
    return (
        SegmentTable.call_id == call_id,
        SegmentTable.step == DESCRIPTION_STEP,
        SegmentTable.speaker == "caller",
    )


def by_steps(events: list[Event]) -> tuple[float, float] | None:
    """Pure: from the first time at the description's step to the next step or the end, in the recording's seconds."""
    start = next((event.at for event in events if event.kind == "call.recorded"), None)
    began = next((event.at for event in events if _enters(event) == DESCRIPTION_STEP), None)
    if start is None or began is None:
        return None
    later = (event.at for event in events if event.at > began and (_enters(event) or event.kind == "call.ended"))
    ended = next(later, None)
    if ended is None or ended <= start:
        return None
    return max(0.0, (began - start).total_seconds()), (ended - start).total_seconds()


def _enters(event: Event) -> str:
    return str(event.detail.get("step", "")) if event.kind == "call.step" else ""


def _by_words(tx: Session, call_id: int) -> tuple[float, float] | None:
    query = select(func.min(SegmentTable.started_s), func.max(SegmentTable.ended_s)).where(*description_of(call_id))
    started, ended = tx.execute(query).one()
    return None if started is None else (started, ended)


def _events(tx: Session, call_id: int) -> list[Event]:
    kinds = ("call.recorded", "call.step", "call.ended")
    query = rows.select_events().where(EventTable.call_id == call_id, EventTable.kind.in_(kinds))
    return [rows.to_event(row) for row in tx.execute(query.order_by(EventTable.id))]


def _to_transcript(facts: dict[str, object]) -> Transcript:
    return Transcript(**facts | {"source": Source(str(facts["source"]))})  # type: ignore[arg-type]
