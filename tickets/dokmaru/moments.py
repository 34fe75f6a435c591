"""When a step of a visit happened: now, or earlier when a puskesmas writes it down in the evening; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tickets.dokmaru.errors import WrongMoment
from tickets.dokmaru.model import Visit
from tickets.local_time import to_minute

LATEST_ENTRY = timedelta(days=366)
"""How much later a case may be written down."""

STEP_COLUMNS: dict[str, str] = {
    "triage": "triaged_at",
    "team": "team_at",
    "depart": "on_the_way_at",
    "visited": "visited_at",
    "refer": "referred_at",
    "close": "closed_at",
    "cancel": "closed_at",
    "hand_over_119": "closed_at",
}
"""Where each verb's moment is kept; a second referral leaves the first one's."""


def reported_moment(reported_at: datetime | None, now: datetime) -> datetime:
    """When a case was reported. Raises WrongMoment for the future, or for more than LATEST_ENTRY ago."""
    return _within(reported_at, now - LATEST_ENTRY, now)


def step_moment(visit: Visit, at: datetime | None, now: datetime) -> datetime:
    """When the next step happened. Raises WrongMoment for the future, or for before the last step."""
    return _within(at, last_step(visit), now)


def last_step(visit: Visit) -> datetime:
    """When the visit last went on."""
    steps = (
        visit.created_at,
        visit.triaged_at,
        visit.team_at,
        visit.on_the_way_at,
        visit.visited_at,
        visit.referred_at,
    )
    return max(step for step in steps if step is not None)


def _within(given: datetime | None, earliest: datetime, now: datetime) -> datetime:
    if given is None:
        return now
    if not earliest <= given <= now:
        raise WrongMoment(when=to_minute(given), earliest=to_minute(earliest), latest=to_minute(now))
    return given
