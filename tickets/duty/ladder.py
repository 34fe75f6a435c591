"""Pure: who is rung for a rung of the ladder, in which order, and at what hours the telephone may ring."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tickets.duty.model import Officer
from tickets.local_time import JAKARTA
from tickets.model import Level, Priority, Status, Ticket
from tickets.transitions import WORKABLE

BODIES = {Level.DISKOMINFO: "DISKOMINFO", Level.BUPATI: "BUPATI"}
"""Whose officers answer for the rungs above the agencies."""
AWAITED = WORKABLE - {Status.WAITING}
"""The statuses in which an officer may be rung; a ticket that waits for the citizen rings nobody."""
HOURS_LOOKED_AHEAD = 25
MOST_CITIZEN_CALLS = 2
"""A citizen is rung at most so often about one solution."""


@dataclass(frozen=True, slots=True)
class RingingHours:
    """Full hours of the day, Asia/Jakarta; each stretch runs from its first hour until before its second.

    At night only emergencies ring officers. Citizens are rung in their own stretch alone, and once more `retry_min`
    minutes after an attempt in vain.
    """

    night_from: int = 21
    night_until: int = 6
    citizen_from: int = 8
    citizen_until: int = 20
    retry_min: int = 30


@dataclass(frozen=True, slots=True)
class CallingRules:
    """What the bridge may ring: `per_hour` calls started in any hour, these `extensions`, all else by a `trunk`."""

    hours: RingingHours = RingingHours()
    per_hour: int = 60
    extensions: frozenset[str] = frozenset()
    trunk: bool = False


def within(hour: int, since: int, until: int) -> bool:
    """Whether an hour lies in a stretch of the day, which may go over midnight; equal bounds enclose nothing."""
    if since <= until:
        return since <= hour < until
    return hour >= since or hour < until


def is_night(moment: datetime, hours: RingingHours) -> bool:
    """Whether only emergencies may ring now."""
    return within(moment.astimezone(JAKARTA).hour, hours.night_from, hours.night_until)


def officer_earliest(moment: datetime, priority: Priority, hours: RingingHours) -> datetime:
    """When an officer may be rung, `moment` or the end of the night after it (aware UTC)."""
    if priority is Priority.EMERGENCY or not is_night(moment, hours):
        return moment
    return _next_at(moment, hours.night_until)


def citizen_earliest(moment: datetime, hours: RingingHours) -> datetime:
    """When a citizen may be rung, `moment` or the next beginning of the day's stretch (aware UTC)."""
    if within(moment.astimezone(JAKARTA).hour, hours.citizen_from, hours.citizen_until):
        return moment
    return _next_at(moment, hours.citizen_from)


def second_attempt(moment: datetime, hours: RingingHours) -> datetime:
    """When a citizen who was rung in vain at `moment` may be rung again."""
    return citizen_earliest(moment + timedelta(minutes=hours.retry_min), hours)


def on_duty(officer: Officer, moment: datetime) -> bool:
    """Whether the officer may be rung at this moment."""
    if officer.from_hour is None or officer.until_hour is None:
        return officer.active
    return officer.active and within(moment.astimezone(JAKARTA).hour, officer.from_hour, officer.until_hour)


def next_officer(officers: Iterable[Officer], tried: Collection[int | None], moment: datetime) -> Officer | None:
    """The first in order who is on duty at that moment and was not tried yet."""
    waiting = (each for each in officers if each.id not in tried and on_duty(each, moment))
    return min(waiting, key=lambda each: (each.place, each.id), default=None)


def duty_slot(
    officers: Iterable[Officer],
    tried: Collection[int | None],
    moment: datetime,
    priority: Priority,
    hours: RingingHours,
) -> tuple[Officer, datetime] | None:
    """Who is to be rung next and when; None if nobody is left.

    Where nobody is on duty yet, an emergency rings nobody, and everything else the first who comes on duty.
    """
    everybody = tuple(officers)
    at = officer_earliest(moment, priority, hours)
    for _ in range(1 if priority is Priority.EMERGENCY else HOURS_LOOKED_AHEAD):
        if (officer := next_officer(everybody, tried, at)) is not None:
            return officer, at
        at = officer_earliest(_next_full_hour(at), priority, hours)
    return None


def body_of(rung: Level, agency: str | None) -> str | None:
    """Whose officers answer for a rung; None for a ticket without an agency at the lowest one."""
    return BODIES.get(rung, agency)


def needs_officer(ticket: Ticket, rung: str) -> bool:
    """Whether the ticket still waits for somebody at this rung to take it on."""
    return ticket.level.value == rung and ticket.acknowledged_at is None and ticket.status in AWAITED


def _next_full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _next_at(moment: datetime, hour: int) -> datetime:
    local = moment.astimezone(JAKARTA)
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return (at if at > local else at + timedelta(days=1)).astimezone(UTC)
