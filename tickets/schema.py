"""The tables of calls and tickets; those around a ticket are in schema_work.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tickets.schema_base import (
    CODE_LENGTH,
    HASH_LENGTH,
    NIK_LENGTH,
    PATH_LENGTH,
    Base,
    BigId,
    Code,
    HouseNumber,
    Json,
    Label,
    Name,
    Nik,
    Number,
    UtcDateTime,
)
from tickets.schema_running import CommandTable, HealthTable, RevisionTable, SpooledLineTable
from tickets.schema_work import (
    AccessTable,
    AttachmentTable,
    CoverageTable,
    DutyOfficerTable,
    ErasureTable,
    IncidentTable,
    OutboundCallTable,
    PresenceTable,
    PuskesmasTable,
    SavedViewTable,
    SurveyTable,
    VisitTable,
)

__all__ = [
    "CODE_LENGTH",
    "HASH_LENGTH",
    "NIK_LENGTH",
    "PATH_LENGTH",
    "AccessTable",
    "AccountTable",
    "AttachmentTable",
    "Base",
    "CallTable",
    "CommandTable",
    "CoverageTable",
    "DutyOfficerTable",
    "ErasureTable",
    "EventTable",
    "HealthTable",
    "IncidentTable",
    "LiveTextTable",
    "OutboundCallTable",
    "PresenceTable",
    "PuskesmasTable",
    "RevisionTable",
    "SavedViewTable",
    "SegmentTable",
    "SpooledLineTable",
    "SurveyTable",
    "TicketTable",
    "TranscriptTable",
    "UtcDateTime",
    "VisitTable",
]


CLAIMED = text("claimed_by_account IS NOT NULL")


class AccountTable(Base):
    """People who can log in."""

    __tablename__ = "account"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(Code, unique=True)
    name: Mapped[str] = mapped_column(Name)
    role: Mapped[str] = mapped_column(Code)
    agency: Mapped[str | None] = mapped_column(Code)
    puskesmas: Mapped[str | None] = mapped_column(Code)
    extension: Mapped[str | None] = mapped_column(Code)
    password_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CallTable(Base):
    """Every answered call."""

    __tablename__ = "call"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    linkedid: Mapped[str] = mapped_column(Label, unique=True)
    channel: Mapped[str] = mapped_column(Label)
    caller_number: Mapped[str] = mapped_column(Number, index=True)
    caller_name: Mapped[str] = mapped_column(Name)
    dialled: Mapped[str] = mapped_column(Number)
    stage: Mapped[str] = mapped_column(Code)
    step: Mapped[str] = mapped_column(Label, default="")
    category: Mapped[str | None] = mapped_column(Code)
    priority: Mapped[str] = mapped_column(Code)
    operator: Mapped[str | None] = mapped_column(Name)
    status_only: Mapped[bool] = mapped_column(default=False)
    training_consent: Mapped[bool] = mapped_column(default=False)
    recording: Mapped[str | None] = mapped_column(String(PATH_LENGTH))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    end_reason: Mapped[str | None] = mapped_column(Label)


class SegmentTable(Base):
    """What was said in a call, piece by piece."""

    __tablename__ = "segment"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    step: Mapped[str] = mapped_column(Label)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[Any] = mapped_column(Json)
    started_s: Mapped[float]
    ended_s: Mapped[float]
    confidence: Mapped[float]
    speaker: Mapped[str] = mapped_column(Code)


class TranscriptTable(Base):
    """What one recogniser, or a person, made of a call's description."""

    __tablename__ = "transcript"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    source: Mapped[str] = mapped_column(Code)
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    started_s: Mapped[float]
    ended_s: Mapped[float]
    author: Mapped[str] = mapped_column(Name)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    chosen_by: Mapped[str | None] = mapped_column(Name)
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LiveTextTable(Base):
    """What a caller is saying now: one row a call, overwritten."""

    __tablename__ = "live_text"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True)
    step: Mapped[str] = mapped_column(Label)
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[Any] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(BigId, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketTable(Base):
    """Complaints."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_source", "source", "source_id", unique=True),
        Index("ix_ticket_category_created", "category", "created_at"),
        Index("ix_ticket_status_id", "status", "id"),
        Index("ix_ticket_agency_status", "agency", "status", "id"),
        Index("ix_ticket_priority_status", "priority", "status", "id"),
        Index("ix_ticket_kecamatan_status", "kecamatan", "status", "id"),
        Index(
            "ix_ticket_claimed_status",
            "claimed_by_account",
            "status",
            "id",
            sqlite_where=CLAIMED,
            postgresql_where=CLAIMED,
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(Code, unique=True)
    status: Mapped[str] = mapped_column(Code, index=True)
    priority: Mapped[str] = mapped_column(Code)
    level: Mapped[str] = mapped_column(Code)
    category: Mapped[str | None] = mapped_column(Code)
    agency: Mapped[str | None] = mapped_column(Code, index=True)
    kecamatan: Mapped[str | None] = mapped_column(Code)
    desa: Mapped[str | None] = mapped_column(Code)
    landmark: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    reporter_name: Mapped[str] = mapped_column(Name)
    reporter_number: Mapped[str] = mapped_column(Number, index=True)
    anonymous: Mapped[bool]
    confidential: Mapped[bool]
    channel: Mapped[str] = mapped_column(Code)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    claimed_by: Mapped[str | None] = mapped_column(Name)
    claimed_by_account: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    complaint_type: Mapped[str | None] = mapped_column(Code)
    rt: Mapped[str] = mapped_column(HouseNumber, server_default="")
    rw: Mapped[str] = mapped_column(HouseNumber, server_default="")
    relation: Mapped[str] = mapped_column(Label, server_default="")
    reporter_nik: Mapped[str] = mapped_column(Nik, server_default="", index=True)
    puskesmas: Mapped[str | None] = mapped_column(Code, index=True)
    referred_to: Mapped[str | None] = mapped_column(Code)
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    source: Mapped[str] = mapped_column(Code, server_default="")
    source_id: Mapped[str | None] = mapped_column(Label)
    reopened: Mapped[int] = mapped_column(server_default="0")
    acknowledged_by: Mapped[str | None] = mapped_column(Name)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forwarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    level_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pauses: Mapped[Any] = mapped_column(Json, server_default="[]")
    round_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    emergency_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned: Mapped[Any] = mapped_column(Json, server_default="[]")
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    next_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    due_clock: Mapped[str | None] = mapped_column(Code)
    due_state: Mapped[str | None] = mapped_column(Code)
    sla_version: Mapped[str] = mapped_column(Code, server_default="")


class EventTable(Base):
    """The append-only diary; ids commit in order, so a reader can follow them."""

    __tablename__ = "event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(Code)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    actor: Mapped[str] = mapped_column(Name)
    detail: Mapped[Any] = mapped_column(Json)
