"""The fixed words of a home visit: statuses, red flags, mobility, insurance; the values are what people read."""

from __future__ import annotations

from enum import StrEnum


class VisitStatus(StrEnum):
    """How far a home visit has come."""

    REPORTED = "dilaporkan"
    TRIAGED = "ditriase"
    TEAM = "tim_ditunjuk"
    ON_THE_WAY = "di_jalan"
    VISITED = "dikunjungi"
    REFERRED = "dirujuk"
    CLOSED = "selesai"
    CANCELLED = "dibatalkan"
    HANDED_OVER = "diserahkan_119"


ENDED_VISITS = frozenset({VisitStatus.CLOSED, VisitStatus.CANCELLED, VisitStatus.HANDED_OVER})
"""From these nothing leads on."""
OPEN_VISITS = frozenset(VisitStatus) - ENDED_VISITS


class RedFlag(StrEnum):
    """A sign that the patient can't wait for a home visit."""

    BREATHLESS = "sesak_napas"
    UNCONSCIOUS = "tidak_sadar"
    BLEEDING = "perdarahan"
    CONVULSIONS = "kejang"
    CHEST_PAIN = "nyeri_dada"
    LABOUR = "mau_melahirkan"


class Mobility(StrEnum):
    """Whether the patient can walk."""

    WALKS = "bisa_berjalan"
    HELPED = "dibantu"
    BEDRIDDEN = "tidak_bisa_bangun"
    UNKNOWN = "tidak_tahu"


class Insurance(StrEnum):
    """Who pays for the patient's care: JKN-KIS paid by the state, JKN paid by the patient, nobody."""

    STATE_PAID = "jkn_kis_pbi"
    OWN = "jkn_mandiri"
    NONE = "tidak_ada"
    UNKNOWN = "tidak_tahu"


def spoken(word: StrEnum | str) -> str:
    """The word as it is read: "sesak napas"."""
    return str(word).replace("_", " ")
