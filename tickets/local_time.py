"""Indramayu's clock: the zone that people's times are in, and how a moment is written for them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def to_minute(moment: datetime) -> str:
    """A moment in Indramayu's time, to the minute: 2026-10-05 14:30."""
    return moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M")
