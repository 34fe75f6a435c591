"""The fixed words of the hotline: statuses, priorities, rungs, channels, kinds of report, roles, stages."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands; the values are the words people read."""

    DRAFT = "draf"
    NEW = "baru"
    VERIFIED = "diverifikasi"
    ASSIGNED = "ditugaskan"
    IN_PROGRESS = "dikerjakan"
    RESOLVED = "selesai"
    CLOSED = "ditutup"
    WAITING = "ditunda"
    NOT_OURS = "bukan_wewenang"
    DUPLICATE = "duplikat"
    REJECTED = "ditolak"


OPEN_STATUSES = frozenset(
    {Status.DRAFT, Status.NEW, Status.VERIFIED, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING}
)


class Priority(StrEnum):
    """How soon a ticket needs people."""

    NORMAL = "biasa"
    URGENT = "mendesak"
    EMERGENCY = "darurat"

    @property
    def rank(self) -> int:
        """0 for the calmest, growing with haste."""
        return list(Priority).index(self)


class Level(StrEnum):
    """The rung of the ladder that answers for a ticket."""

    AGENCY = "opd"
    DISKOMINFO = "diskominfo"
    BUPATI = "bupati"


class Channel(StrEnum):
    """How a complaint came in."""

    PHONE = "telepon"
    WHATSAPP = "whatsapp"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    X = "x"
    SP4N_LAPOR = "sp4n_lapor"
    EMAIL = "email"
    WEB = "web"
    IN_PERSON = "tatap_muka"
    PUSKESMAS = "puskesmas"
    KECAMATAN = "kecamatan"


class ComplaintType(StrEnum):
    """What kind of report a ticket is, as SP4N-LAPOR tells them apart; each has its own time limits."""

    INFORMATION = "informasi"
    ORDINARY = "tidak_berkadar"
    OVERSIGHT = "berkadar"
    ASPIRATION = "aspirasi"
    EMERGENCY = "darurat"


class Role(StrEnum):
    """What a person is to the hotline."""

    OPERATOR = "operator"
    AGENCY = "agency"
    SUPERVISOR = "supervisor"
    DISKOMINFO = "diskominfo"
    BUPATI = "bupati"
    PUSKESMAS = "puskesmas"
    AUDITOR = "auditor"
    ADMIN = "admin"


class CallStage(StrEnum):
    """Where a caller is at this moment."""

    IVR = "ivr"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    MESSAGE = "message"
    ENDED = "ended"


class CommandState(StrEnum):
    """How far an order to the telephone side has come."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


class HealthState(StrEnum):
    """How a part of the system feels."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"
