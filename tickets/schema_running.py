"""The tables that keep the hotline running: orders to the telephone side, health, the spool, a counter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from tickets.schema_base import Base, BigId, Code, Json, Label, Name, UtcDateTime


class RevisionTable(Base):
    """The one counter that live texts take their revision from."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[int] = mapped_column(BigId)


class CommandTable(Base):
    """Orders to the telephone side."""

    __tablename__ = "command"
    __table_args__ = (Index("ix_command_state", "state", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    verb: Mapped[str] = mapped_column(Code)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(Name)
    args: Mapped[Any] = mapped_column(Json)
    state: Mapped[str] = mapped_column(Code)
    bridge: Mapped[str | None] = mapped_column(Label)
    result: Mapped[str | None] = mapped_column(Text)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HealthTable(Base):
    """The last report of each part."""

    __tablename__ = "health"

    part: Mapped[str] = mapped_column(Code, primary_key=True)
    state: Mapped[str] = mapped_column(Code)
    detail: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpooledLineTable(Base):
    """Spool lines that were already written, so that none is written twice."""

    __tablename__ = "spooled_line"

    id: Mapped[str] = mapped_column(Code, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
