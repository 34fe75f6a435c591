"""How long each kind of personal data is kept: read from retention.toml and checked; pure but for the reading."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from tickets.privacy.errors import RetentionInvalid
from tickets.reference.loader import FOLDER

FILE = "retention.toml"
MOST_DAYS = 36_525
"""A hundred years."""


class Kept(StrEnum):
    """The kinds of data that have a time of their own."""

    SOUND = "suara"
    TRANSCRIPTS = "transkrip"
    RUNG = "telepon_keluar"
    DRAFTS = "draf"
    CALLS = "panggilan"
    TICKETS = "tiket"
    ACCESS = "akses"


Retention = Mapping[Kept, timedelta]


def retention_in(home: Path) -> Retention:
    """The times of an installation: its own retention.toml, or the built-in one. Raises RetentionInvalid."""
    own = home / FILE
    return read_retention(own if own.exists() else FOLDER / FILE)


def read_retention(file: Path) -> Retention:
    """The times in a file, all of them whole days from 1. Raises RetentionInvalid."""
    try:
        days = tomllib.loads(file.read_text(encoding="utf-8")).get("days", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(file, f"tidak bisa dibaca ({error})", f"unreadable ({error})") from error
    known = [kind.value for kind in Kept]
    if not isinstance(days, dict) or sorted(days) != sorted(known):
        names = ", ".join(known)
        raise _invalid(file, f"[days] harus berisi {names}", f"[days] must hold {names}")
    wrong = [name for name, value in days.items() if type(value) is not int or not 1 <= value <= MOST_DAYS]
    if wrong:
        names = ", ".join(wrong)
        raise _invalid(file, f"{names}: tulis jumlah hari, mulai 1", f"{names}: write a number of days, from 1")
    return MappingProxyType({kind: timedelta(days=days[kind.value]) for kind in Kept})


def cutoffs(retention: Retention, now: datetime) -> Mapping[Kept, datetime]:
    """Since when each kind is kept; what is older goes."""
    return MappingProxyType({kind: now - time for kind, time in retention.items()})


def _invalid(file: Path, why: str, why_en: str) -> RetentionInvalid:
    return RetentionInvalid(file=file, why=why, why_en=why_en)
