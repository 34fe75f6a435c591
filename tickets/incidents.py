"""The nouns of an incident, and what it is called: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tickets.duplicates.likeness import telephone
from tickets.duplicates.topic import topic_of
from tickets.model import Ticket
from tickets.reference import loader


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    SOLVED = "solved"
    MERGED = "merged"
    EMPTY = "empty"

    @property
    def indonesian(self) -> str:
        """The word that people read."""
        return _WORDS[self]


_WORDS = {
    IncidentStatus.OPEN: "terbuka",
    IncidentStatus.SOLVED: "selesai",
    IncidentStatus.MERGED: "digabung",
    IncidentStatus.EMPTY: "kosong",
}
WITHOUT_TICKETS = frozenset({IncidentStatus.MERGED, IncidentStatus.EMPTY})


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening that many citizens report.

    `tickets` and `open_tickets` count its tickets; `reporters` counts telephone numbers as stored, and each ticket
    without one. The place is what all its tickets have in common; `last_report_at` is when its newest was opened.
    """

    id: int
    code: str
    title: str
    category: str | None
    kecamatan: str | None
    desa: str | None
    status: IncidentStatus
    created_by: str
    created_at: datetime
    solved_at: datetime | None
    version: int
    tickets: int = 0
    open_tickets: int = 0
    reporters: int = 0
    last_report_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who is to be told; `tickets` are ids, `name` is empty for the anonymous, `number` may be too."""

    number: str
    name: str
    channel: str
    anonymous: bool
    tickets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """What solving an incident did: the tickets (ids) that it resolved, and who is to be told, each number once.

    `remaining` tickets are still to be resolved; with the last of them the incident is solved.
    """

    incident: Incident
    tickets: tuple[int, ...]
    to_tell: tuple[Reporter, ...]
    remaining: int = 0


def incident_code(incident_id: int) -> str:
    """What an incident is called aloud and typed: "I-0012"."""
    return f"I-{incident_id:04d}"


def title_of(text: str, category: str | None, kecamatan: str | None, desa: str | None) -> str:
    """A title from what a report says and where: "Air mati, Karangsong, Indramayu"."""
    topic = topic_of(text)
    words = " ".join([*sorted(topic.subjects), *sorted(topic.troubles)])
    known = loader.categories().get(category or "")
    what = words or (known.name if known else "laporan serupa")
    places = (loader.desa().get(desa or ""), loader.kecamatan().get(kecamatan or ""))
    return ", ".join([what[:1].upper() + what[1:], *(place.name for place in places if place is not None)])


def reporters_of(tickets: Iterable[Ticket]) -> tuple[Reporter, ...]:
    """Who reported these tickets, each telephone number once, in the order of the first ticket."""
    found: dict[str, Reporter] = {}
    for ticket in tickets:
        key = telephone(ticket.reporter_number) or f"ticket {ticket.id}"
        found[key] = _with(found[key], ticket) if key in found else _reporter(ticket)
    return tuple(found.values())


def _reporter(ticket: Ticket) -> Reporter:
    name = "" if ticket.anonymous else ticket.reporter_name
    return Reporter(ticket.reporter_number, name, ticket.channel, ticket.anonymous, (ticket.id,))


def _with(reporter: Reporter, ticket: Ticket) -> Reporter:
    anonymous = reporter.anonymous or ticket.anonymous
    name = "" if anonymous else reporter.name or ticket.reporter_name
    return Reporter(reporter.number, name, reporter.channel, anonymous, (*reporter.tickets, ticket.id))
