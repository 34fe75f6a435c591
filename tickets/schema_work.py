"""The tables of the work around a ticket: incidents, visits, duty officers, surveys, who looked and who edits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.schema_base import PATH_LENGTH, Base, BigId, Code, Json, Label, Name, Nik, Number, UtcDateTime


class IncidentTable(Base):
    """One happening that many citizens report."""

    __tablename__ = "incident"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(Code, unique=True)
    title: Mapped[str] = mapped_column(Label)
    category: Mapped[str | None] = mapped_column(Code)
    kecamatan: Mapped[str | None] = mapped_column(Code)
    desa: Mapped[str | None] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code, index=True)
    created_by: Mapped[str] = mapped_column(Name)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    solved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int]


class AttachmentTable(Base):
    """Pictures, letters and recordings that belong to a ticket, by reference."""

    __tablename__ = "attachment"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[str] = mapped_column(Code)
    reference: Mapped[str] = mapped_column(String(PATH_LENGTH))
    added_by: Mapped[str] = mapped_column(Name)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitTable(Base):
    """Dokmaru: a home visit by a doctor, and how far it has come."""

    __tablename__ = "visit"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), unique=True)
    status: Mapped[str] = mapped_column(Code, index=True)
    patient_name: Mapped[str] = mapped_column(Name)
    patient_age: Mapped[int | None]
    patient_sex: Mapped[str | None] = mapped_column(Code)
    nik: Mapped[str] = mapped_column(Nik)
    phone: Mapped[str] = mapped_column(Number)
    complaint: Mapped[str] = mapped_column(Text)
    onset: Mapped[str] = mapped_column(Label)
    mobility: Mapped[str] = mapped_column(Code)
    insurance: Mapped[str] = mapped_column(Code)
    red_flags: Mapped[Any] = mapped_column(Json)
    puskesmas: Mapped[str | None] = mapped_column(Code, index=True)
    team: Mapped[str] = mapped_column(Label)
    referred_to: Mapped[str] = mapped_column(Label)
    result: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    triaged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    team_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_the_way_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    visited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    referred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PuskesmasTable(Base):
    """Health centres, as an administrator imported them."""

    __tablename__ = "puskesmas"

    code: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str] = mapped_column(Label)
    kecamatan: Mapped[str] = mapped_column(Code, index=True)
    phone: Mapped[str] = mapped_column(Number)
    address: Mapped[str] = mapped_column(Text)


class CoverageTable(Base):
    """Which health centre answers for which desa."""

    __tablename__ = "puskesmas_coverage"

    desa: Mapped[str] = mapped_column(Code, primary_key=True)
    puskesmas: Mapped[str] = mapped_column(ForeignKey("puskesmas.code"), index=True)


class DutyOfficerTable(Base):
    """Who is rung when an agency, or a rung above it, must answer; `place` is the order."""

    __tablename__ = "duty_officer"
    __table_args__ = (Index("ix_duty_officer_body", "body", "place"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    body: Mapped[str] = mapped_column(Code)
    name: Mapped[str] = mapped_column(Name)
    number: Mapped[str] = mapped_column(Number)
    place: Mapped[int]
    from_hour: Mapped[int | None]
    until_hour: Mapped[int | None]
    active: Mapped[bool]


class OutboundCallTable(Base):
    """Calls that the hotline itself makes: to duty officers, and to citizens whose ticket is solved."""

    __tablename__ = "outbound_call"
    __table_args__ = (
        Index("ix_outbound_call_state", "state", "not_before"),
        UniqueConstraint("ticket_id", "purpose", "round", "officer_id", name="uq_outbound_call_ticket"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(Code)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("duty_officer.id"))
    number: Mapped[str] = mapped_column(Number)
    rung: Mapped[str] = mapped_column(Code)
    round: Mapped[int]
    state: Mapped[str] = mapped_column(Code)
    outcome: Mapped[str | None] = mapped_column(Code)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(Label)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recording: Mapped[str | None] = mapped_column(String(PATH_LENGTH))
    said: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyTable(Base):
    """What one respondent answered about a service, from 1 to 4 by element's code."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("source", "source_id", name="uq_survey_source"),
        Index("ix_survey_agency_at", "agency", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    agency: Mapped[str | None] = mapped_column(Code)
    standard: Mapped[str] = mapped_column(Code)
    answers: Mapped[Any] = mapped_column(Json)
    source: Mapped[str] = mapped_column(Code)
    source_id: Mapped[str | None] = mapped_column(Label)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PresenceTable(Base):
    """Who has a ticket before them now, reading or writing."""

    __tablename__ = "presence"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Name)
    editing: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SavedViewTable(Base):
    """A person's own views of the list."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("account_id", "name", name="uq_saved_view_account"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(Label)
    filter: Mapped[Any] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccessTable(Base):
    """Who looked at, heard or exported what."""

    __tablename__ = "access_log"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(Name)
    role: Mapped[str | None] = mapped_column(Code)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    subject: Mapped[str] = mapped_column(Label)
    what: Mapped[str] = mapped_column(Code)


class ErasureTable(Base):
    """What was removed, when and by whom, without saying whose it was."""

    __tablename__ = "erasure"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Name)
    kind: Mapped[str] = mapped_column(Code)
    subject_hash: Mapped[str] = mapped_column(Label)
    counts: Mapped[Any] = mapped_column(Json)
