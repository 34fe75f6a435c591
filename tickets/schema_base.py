"""The column types and the root that all tables share, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from tickets.cleaning import LABEL_LENGTH, NAME_LENGTH, NUMBER_LENGTH

CODE_LENGTH = 40
"""Longest word of a fixed vocabulary: statuses, roles, codes of places and agencies."""
PATH_LENGTH = 500
HASH_LENGTH = 200
NIK_LENGTH = 16
"""Digits of a citizen's number."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every database. Refuses naive ones with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what is stored into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: give an aware datetime, as datetime.now(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC, also from SQLite, which forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")
Code = String(CODE_LENGTH)
Label = String(LABEL_LENGTH)
Name = String(NAME_LENGTH)
Number = String(NUMBER_LENGTH)
Nik = String(NIK_LENGTH)
HouseNumber = String(3)
"""Number of a neighbourhood (RT) or hamlet (RW)."""


class Base(DeclarativeBase):
    """The root of all tables, with one rule for the names of keys and indexes."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
