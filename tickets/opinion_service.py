"""The verbs of texts made after a call: keep one, choose one, mend one, and the caller's consent to learn from them.

A mended text is kept to learn from only if the house allows it (`keep_corrections` of the database), the caller has
consented, and the ticket is not confidential; otherwise it is nothing but the ticket's description.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from tickets import drafts, stretches
from tickets.checks import written_text
from tickets.cleaning import TEXT_LENGTH, clean_name, clean_text
from tickets.edit_service import edit_ticket
from tickets.errors import TranscriptNotFound
from tickets.fetching import call_facts, ticket_facts
from tickets.journal import now, record
from tickets.model import BRIDGE, Actor, Ticket
from tickets.schema import CallTable, SegmentTable, TranscriptTable
from tickets.texts_model import Source, Stretch
from tickets.transitions import check


def add_transcript(tx: Session, call_id: int, *, source: Source, text: str, confidence: float) -> int | None:
    """Keep what a recogniser made of a call's description, beside what was understood while the caller spoke.

    Returns the text's id; None when the call has no ticket, no description, or a text of this source already.
    Raises CallNotFound.
    """
    call_facts(tx, call_id)
    ticket, stretch = drafts.ticket_of_call(tx, call_id), stretches.described(tx, call_id)
    if ticket is None or stretch is None or _known(tx, call_id, source):
        return None
    if not _known(tx, call_id, Source.LIVE):
        live, sure = _heard_live(tx, call_id)
        _insert(tx, ticket, stretch, Source.LIVE, live, sure)
    cleaned = clean_text(text, TEXT_LENGTH)
    kept = _insert(tx, ticket, stretch, source, cleaned.text, confidence)
    record(
        tx,
        "ticket.heard_again",
        BRIDGE.name,
        call_id=call_id,
        ticket_id=ticket.id,
        source=source.value,
        text=cleaned.text,
        confidence=confidence,
        truncated=cleaned.cut or None,
    )
    return kept


def choose_transcript(tx: Session, transcript_id: int, actor: Actor) -> Ticket:
    """Make a text the description of its ticket. Raises TranscriptNotFound, NotAllowed or ImpossibleTransition."""
    row = tx.execute(select(TranscriptTable).where(TranscriptTable.id == transcript_id)).scalar_one_or_none()
    if row is None:
        raise TranscriptNotFound(transcript=transcript_id)
    ticket = edit_ticket(tx, row.ticket_id, actor, description=row.text)
    same_ticket = update(TranscriptTable).where(TranscriptTable.ticket_id == row.ticket_id)
    tx.execute(same_ticket.values(chosen_by=None, chosen_at=None))
    mine = update(TranscriptTable).where(TranscriptTable.id == transcript_id)
    tx.execute(mine.values(chosen_by=clean_name(actor.name), chosen_at=now(tx)))
    record(
        tx,
        "ticket.text_chosen",
        actor.name,
        call_id=ticket.call_id,
        ticket_id=ticket.id,
        source=row.source,
        transcript=transcript_id,
    )
    return ticket


def correct_transcript(tx: Session, ticket_id: int, actor: Actor, text: str) -> Ticket:
    """Write the description anew, by somebody who listened; kept to learn from only as the head of this file says.

    Raises EmptyText, NotAllowed or ImpossibleTransition.
    """
    check(ticket_facts(tx, ticket_id), "edit", actor)
    cleaned = written_text(text, "Uraian")
    ticket = edit_ticket(tx, ticket_id, actor, description=cleaned.text)
    stretch = stretches.described(tx, ticket.call_id) if ticket.call_id is not None else None
    if stretch is not None and _may_learn(tx, ticket):
        _forget(tx, stretch.call_id)
        chosen = {"author": clean_name(actor.name), "chosen_by": clean_name(actor.name), "chosen_at": now(tx)}
        _insert(tx, ticket, stretch, Source.PERSON, cleaned.text, 1.0, **chosen)
    return ticket


def set_training_consent(tx: Session, call_id: int, *, given: bool) -> None:
    """Note that the caller lets his words be learned from, or no longer: then what was kept is deleted."""
    call = call_facts(tx, call_id)
    if call.training_consent == given:
        return
    _change_consent(tx, call_id, given)
    if not given:
        _forget(tx, call_id)
    record(tx, "call.training_consent", BRIDGE.name, call_id=call_id, given=given)


def _may_learn(tx: Session, ticket: Ticket) -> bool:
    if ticket.call_id is None or ticket.confidential or not tx.info.get("keep_corrections"):
        return False
    return bool(call_facts(tx, ticket.call_id).training_consent)


def _known(tx: Session, call_id: int, source: Source) -> bool:
    query = select(TranscriptTable.id).where(TranscriptTable.call_id == call_id, TranscriptTable.source == source.value)
    return tx.scalar(query.limit(1)) is not None


def _heard_live(tx: Session, call_id: int) -> tuple[str, float]:
    """The description as the caller's segments have it, and their mean confidence."""
    query = select(SegmentTable.text, SegmentTable.confidence).where(*stretches.description_of(call_id))
    rows = tx.execute(query.order_by(SegmentTable.started_s, SegmentTable.id)).all()
    mean = sum(row.confidence for row in rows) / len(rows) if rows else 0.0
    return ". ".join(row.text for row in rows), mean


def _insert(
    tx: Session, ticket: Ticket, stretch: Stretch, source: Source, text: str, confidence: float, **more: Any
) -> int:
    values = {
        "call_id": stretch.call_id,
        "ticket_id": ticket.id,
        "source": source.value,
        "text": text,
        "confidence": min(1.0, max(0.0, confidence)),
        "started_s": stretch.started_s,
        "ended_s": stretch.ended_s,
        "author": "",
        "created_at": now(tx),
    }
    return tx.execute(insert(TranscriptTable).values(values | more).returning(TranscriptTable.id)).scalar_one()


def _forget(tx: Session, call_id: int) -> None:
    """What a person wrote earlier about this call is replaced, or withdrawn."""
    tx.execute(
        delete(TranscriptTable).where(TranscriptTable.call_id == call_id, TranscriptTable.source == Source.PERSON.value)
    )


def _change_consent(tx: Session, call_id: int, given: bool) -> None:
    tx.execute(update(CallTable).where(CallTable.id == call_id).values(training_consent=given))
