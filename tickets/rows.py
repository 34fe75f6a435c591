"""Turning database rows into the frozen nouns of the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from tickets.cleaning import NAME_LENGTH, clean_text
from tickets.model import (
    Account,
    CallRow,
    CallStage,
    Command,
    CommandState,
    ComplaintType,
    Event,
    Health,
    HealthState,
    Level,
    LiveText,
    Pause,
    Priority,
    Role,
    Segment,
    Status,
    Ticket,
    Word,
)
from tickets.schema import AccountTable, Base, CallTable, CommandTable, EventTable, TicketTable

_NOT_SHOWN = {"claimed_by_account", "password_hash", "created_at", "status_only", "recording", "bridge", "finished_at"}
_NOT_SHOWN |= {"training_consent"}


def columns_of(table: type[Base], *, but: Iterable[str] = ()) -> list[Any]:
    """The table's columns, without some of them."""
    left_out = set(but)
    return [column for column in table.__table__.columns if column.name not in left_out]


def select_tickets() -> Select[Any]:
    """All columns that `to_ticket` needs."""
    return select(*columns_of(TicketTable, but={"claimed_by_account"}))


def to_ticket(row: Row[Any]) -> Ticket:
    """A row of `select_tickets` as a Ticket."""
    facts = row._asdict()
    facts |= {
        "status": Status(facts["status"]),
        "priority": Priority(facts["priority"]),
        "level": Level(facts["level"]),
        "complaint_type": None if facts["complaint_type"] is None else ComplaintType(facts["complaint_type"]),
        "pauses": pauses_from_json(facts["pauses"]),
        "warned": frozenset(facts["warned"]),
    }
    return Ticket(**facts)


def select_calls() -> Select[Any]:
    """All columns that `to_call` needs, with the newest ticket of each call."""
    newest = select(func.max(TicketTable.id)).where(TicketTable.call_id == CallTable.id).correlate(CallTable)
    return (
        select(
            *columns_of(CallTable, but=_NOT_SHOWN),
            TicketTable.id.label("ticket_id"),
            TicketTable.code.label("ticket_code"),
        )
        .select_from(CallTable)
        .outerjoin(TicketTable, TicketTable.id == newest.scalar_subquery())
    )


def to_call(row: Row[Any]) -> CallRow:
    """A row of `select_calls` as a CallRow."""
    facts = row._asdict()
    return CallRow(**facts | {"stage": CallStage(facts["stage"]), "priority": Priority(facts["priority"])})


def select_events() -> Select[Any]:
    """All columns that `to_event` needs."""
    return select(*columns_of(EventTable))


def to_event(row: Row[Any]) -> Event:
    """A row of `select_events` as an Event."""
    return Event(**row._asdict())


def select_accounts() -> Select[Any]:
    """All columns that `to_account` needs."""
    return select(*columns_of(AccountTable, but=_NOT_SHOWN))


def to_account(row: Row[Any]) -> Account:
    """A row of `select_accounts` as an Account."""
    facts = row._asdict()
    return Account(**facts | {"role": Role(facts["role"])})


def select_commands() -> Select[Any]:
    """All columns that `to_command` needs."""
    return select(*columns_of(CommandTable, but=_NOT_SHOWN))


def to_command(row: Row[Any]) -> Command:
    """A row of `select_commands` as a Command."""
    facts = row._asdict()
    return Command(**facts | {"state": CommandState(facts["state"])})


def to_segment(row: Row[Any]) -> Segment:
    """A row of a segment's columns as a Segment."""
    facts = row._asdict()
    return Segment(**facts | {"words": words_from_json(facts["words"])})


def to_live_text(row: Row[Any]) -> LiveText:
    """A row of the live text table as a LiveText."""
    facts = row._asdict()
    return LiveText(**facts | {"words": words_from_json(facts["words"])})


def to_health(row: Row[Any]) -> Health:
    """A row of the health table as a Health."""
    facts = row._asdict()
    return Health(**facts | {"state": HealthState(facts["state"])})


def pauses_to_json(pauses: Iterable[Pause]) -> list[list[str | None]]:
    """Pauses as pairs of ISO texts in UTC."""
    return [[since.isoformat(), until.isoformat() if until else None] for since, until in pauses]


def pauses_from_json(stored: Iterable[Sequence[Any]]) -> tuple[Pause, ...]:
    """The reverse of `pauses_to_json`."""
    moment = datetime.fromisoformat
    return tuple((moment(since), moment(until) if until else None) for since, until in stored)


def words_to_json(words: Sequence[Word]) -> list[list[Any]]:
    """Words as short lists, their text cleaned."""
    return [[clean_text(w.text, NAME_LENGTH).text, w.confidence, w.start_s, w.end_s] for w in words]


def words_from_json(stored: Iterable[Sequence[Any]]) -> tuple[Word, ...]:
    """The reverse of `words_to_json`."""
    return tuple(Word(str(text), float(conf), float(start), float(end)) for text, conf, start, end in stored)
