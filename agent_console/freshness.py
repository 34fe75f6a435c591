"""How old the picture on screen is, and when it must be called old."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

FRESH_S = 4.0
"""Word from the database younger than this counts as live; it is asked every two seconds."""
STALE_S = 10.0


class Freshness(StrEnum):
    """How old the picture is."""

    LIVE = "live"
    AGEING = "ageing"
    STALE = "stale"


def freshness_of(heard_at: datetime | None, now: datetime, *, broken: bool) -> tuple[Freshness, float]:
    """How fresh a picture is that was last heard of at `heard_at`, and its age in seconds."""
    age = (now - heard_at).total_seconds() if heard_at else 0.0
    if broken or heard_at is None or age > STALE_S:
        return Freshness.STALE, age
    return (Freshness.LIVE if age <= FRESH_S else Freshness.AGEING), age
