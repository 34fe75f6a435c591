"""Visits, proposals and reports as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tickets.codes import grouped
from tickets.dokmaru.form import FORM, Advice, advise
from tickets.dokmaru.model import Puskesmas, Visit
from tickets.dokmaru.nearest import Nearest
from tickets.dokmaru.report import Report
from tickets.dokmaru.transitions import possible_verbs
from tickets.dokmaru.vocabulary import OPEN_VISITS, spoken
from tickets.local_time import JAKARTA, to_minute
from tickets.reference import loader

VISIT_HEADINGS = ("tiket", "status", "dilaporkan", "puskesmas", "pasien", "umur", "telepon", "desa", "tanda bahaya")
PARTS = {"channel": "saluran", "sex": "jenis kelamin", "age_group": "kelompok umur"}
PUSKESMAS_HEADINGS = ("kode", "nama", "kecamatan", "telepon", "desa")


def visit_row(visit: Visit) -> tuple[str, ...]:
    """A visit as a line of a list, under VISIT_HEADINGS."""
    age = "-" if visit.patient_age is None else str(visit.patient_age)
    return (
        grouped(visit.code),
        spoken(visit.status),
        to_minute(visit.created_at),
        visit.puskesmas or "-",
        visit.patient_name,
        f"{age} {visit.patient_sex or ''}".strip(),
        visit.phone or "-",
        place_name(visit),
        ", ".join(map(spoken, visit.red_flags)) or "-",
    )


def visit_page(visit: Visit) -> Iterator[str]:
    """All that is known of a visit, a fact a line, and what can be done next."""
    facts: dict[str, Any] = asdict(visit) | {"code": grouped(visit.code), "desa": place_name(visit)}
    for name, value in facts.items():
        if value not in (None, "", False, ()):
            yield f"{name:>16}  {_shown(value)}"
    verbs = ", ".join(possible_verbs(visit.status, visit.red_flags)).replace("hand_over_119", "119")
    yield f"{'berikutnya':>16}  {verbs or '-'}"


def outcome_lines(visit: Visit, advice: Advice) -> Iterator[str]:
    """Where a verb has brought the visit, and advice while it goes on."""
    yield f"{grouped(visit.code)}  {spoken(visit.status)}"
    if visit.status in OPEN_VISITS:
        yield from advice_lines(visit, advice)


def advice_today(visit: Visit) -> Advice:
    """What the visit's form proposes and doubts, by today's date."""
    return advise({name: getattr(visit, name) for name in FORM}, datetime.now(JAKARTA).date())


def advice_lines(visit: Visit, advice: Advice) -> Iterator[str]:
    """Red flags first, then proposals from the NIK, then doubts."""
    if visit.red_flags:
        flags = ", ".join(map(spoken, visit.red_flags))
        yield f"TANDA BAHAYA: {flags}. Sambungkan ke 119 sekarang: iceta dokmaru 119 {visit.code}"
    for proposal in advice.red_flags:
        what = "disangkal, tanyakan lagi" if proposal.denied else "tanyakan sekarang"
        yield f"Mungkin {spoken(proposal.flag)} (“{', '.join(proposal.words)}”): {what}."
    if advice.age is not None:
        yield f"Menurut NIK umurnya {advice.age} tahun: iceta dokmaru edit {visit.code} --age {advice.age}"
    if advice.sex is not None:
        yield f"Menurut NIK jenis kelaminnya {advice.sex}: iceta dokmaru edit {visit.code} --sex {advice.sex}"
    yield from advice.doubts


def nearest_lines(nearest: Nearest) -> Iterator[str]:
    """The puskesmas to choose from with their reason, or why there is none."""
    if not nearest.candidates:
        yield f"Puskesmas: {nearest.basis}."
    for entry in nearest.candidates:
        yield f"Usulan: {entry.code} {entry.name}, {nearest.basis}."


def puskesmas_row(entry: Puskesmas) -> tuple[str, ...]:
    """A puskesmas as a line of a list, under PUSKESMAS_HEADINGS."""
    desa = ", ".join(loader.desa()[code].name for code in entry.desa)
    return entry.code, entry.name, loader.kecamatan()[entry.kecamatan].name, entry.phone or "-", desa or "-"


def report_lines(report: Report) -> Iterator[str]:
    """A month's figures in words, then a table of each breakdown."""
    total = report.total
    yield f"Dokmaru {report.month}: {total.reported} dilaporkan, {total.served} dilayani, {total.referred} dirujuk"
    yield f"Diserahkan ke 119: {report.handed_over_119}; dibatalkan: {report.cancelled}; terbuka: {report.open_at_end}"
    if report.median_min is not None and report.p90_min is not None:
        yield f"Laporan sampai kunjungan: median {report.median_min:g} menit, 90 % dalam {report.p90_min:g} menit"
    flags = [f"{spoken(flag)} {number}" for flag, number in report.red_flags.items() if number]
    yield f"Tanda bahaya: {', '.join(flags) or '-'}"
    for part, counts in report.by.items():
        yield f"{PARTS.get(part, part)} (dilaporkan, dilayani, dirujuk)"
        for key, count in counts.items():
            named = loader.kecamatan()[key].name if key in loader.kecamatan() else key
            yield f"  {named:<24}{count.reported:>6}{count.served:>6}{count.referred:>6}"


def place_name(visit: Visit) -> str:
    """The names of desa and kecamatan."""
    desa = loader.desa().get(visit.desa or "")
    kecamatan = loader.kecamatan().get(visit.kecamatan or "")
    return ", ".join(place.name for place in (desa, kecamatan) if place is not None) or "-"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return to_minute(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(spoken, value))
    return str(value)
