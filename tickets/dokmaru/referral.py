"""The ladder of hospitals: first an RSUD of the regency, then a provincial hospital; pure."""

from __future__ import annotations

from functools import cache

from tickets.cleaning import LABEL_LENGTH, clean_text
from tickets.dokmaru.errors import UnknownHospital
from tickets.errors import EmptyText, ImpossibleTransition
from tickets.reference.loader import agencies

ARROW = " → "
"""Stands between the two hospitals of a patient who was sent on."""


@cache
def regency_hospitals() -> tuple[str, ...]:
    """The codes of the regency's hospitals, from the table of agencies."""
    return tuple(code for code in agencies() if code.startswith("RSUD-"))


def referred_on(referred_to: str, hospital: str) -> str:
    """`referred_to` after one more referral: first one of `regency_hospitals`, then any other hospital by name.

    Raises EmptyText, UnknownHospital, or ImpossibleTransition above the provincial hospital.
    """
    named = clean_text(hospital, LABEL_LENGTH - len(referred_to) - len(ARROW)).text.replace(ARROW.strip(), "-")
    if not named:
        raise EmptyText(what="Rumah sakit rujukan")
    if not referred_to:
        return _regency_hospital(named)
    if referred_to not in regency_hospitals() or named in regency_hospitals():
        cure = "Rujukan berikutnya ke rumah sakit provinsi, sekali saja."
        raise ImpossibleTransition(what="pasien", state=f"dirujuk ke {referred_to}", verb="refer", cure=cure)
    return f"{referred_to}{ARROW}{named}"


def _regency_hospital(code: str) -> str:
    if code.upper() not in regency_hospitals():
        raise UnknownHospital(hospital=code, known=", ".join(regency_hospitals()))
    return code.upper()
