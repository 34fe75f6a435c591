"""The nouns of Dokmaru: a request for a visit, a visit, a puskesmas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.nik import Sex
from tickets.vocabulary import Channel, Priority, Status


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What is needed to open a visit; places are codes of the reference tables, age in years.

    With `ticket_id` the visit joins that ticket and was reported when it was, and what is said of reporter, place and
    channel is not used. `reported_at` (aware) is for a case that is written down later; a person of a puskesmas always
    opens for their own.
    """

    patient_name: str
    complaint: str
    patient_age: int | None = None
    patient_sex: Sex | None = None
    nik: str = ""
    phone: str = ""
    onset: str = ""
    mobility: Mobility = Mobility.UNKNOWN
    insurance: Insurance = Insurance.UNKNOWN
    red_flags: tuple[RedFlag, ...] = ()
    puskesmas: str | None = None
    reporter_name: str = ""
    reporter_number: str = ""
    relation: str = ""
    kecamatan: str | None = None
    desa: str | None = None
    rt: str = ""
    rw: str = ""
    landmark: str = ""
    channel: Channel = Channel.PHONE
    ticket_id: int | None = None
    reported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A home visit with what its ticket tells of reporter and place; `version` counts its changes.

    `created_at` is when it was reported. `referred_to` is the regency hospital, then also the provincial one.
    """

    id: int
    ticket_id: int
    status: VisitStatus
    patient_name: str
    patient_age: int | None
    patient_sex: Sex | None
    nik: str
    phone: str
    complaint: str
    onset: str
    mobility: Mobility
    insurance: Insurance
    red_flags: tuple[RedFlag, ...]
    puskesmas: str | None
    team: str
    referred_to: str
    result: str
    version: int
    created_at: datetime
    updated_at: datetime
    triaged_at: datetime | None
    team_at: datetime | None
    on_the_way_at: datetime | None
    visited_at: datetime | None
    referred_at: datetime | None
    closed_at: datetime | None
    code: str
    ticket_status: Status
    priority: Priority
    channel: str
    kecamatan: str | None
    desa: str | None
    rt: str
    rw: str
    landmark: str
    reporter_name: str
    reporter_number: str
    relation: str
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Puskesmas:
    """A health centre; `kecamatan` and `desa` (those it answers for) are codes of the reference tables."""

    code: str
    name: str
    kecamatan: str
    phone: str = ""
    address: str = ""
    desa: tuple[str, ...] = ()
