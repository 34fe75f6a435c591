"""The form of a home visit: answers made safe or refused, and advice on what to ask again; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from tickets.checks import written_text
from tickets.cleaning import clean_label, clean_name, clean_number
from tickets.dokmaru.errors import InvalidAnswer
from tickets.dokmaru.red_flags import FlagProposal, propose_red_flags
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag
from tickets.errors import EmptyText, UnknownField
from tickets.nik import Nik, NikWarning, Sex, read_nik

OLDEST = 130
"""No patient is older, in years."""

FORM = (
    "patient_name",
    "patient_age",
    "patient_sex",
    "nik",
    "phone",
    "complaint",
    "onset",
    "mobility",
    "insurance",
    "red_flags",
)
"""The fields that the form asks for; all others of a visit follow from verbs."""

_CHOICES: dict[str, type[StrEnum]] = {"patient_sex": Sex, "mobility": Mobility, "insurance": Insurance}

W = TypeVar("W", bound=StrEnum)


class Doubt(StrEnum):
    """What in a form contradicts itself or wants a second look."""

    NIK_ELSEWHERE = "NIK diterbitkan di luar Kabupaten Indramayu: pastikan pasien tinggal di sini."
    NIK_KECAMATAN = "Kode kecamatan dalam NIK tidak ada di Kabupaten Indramayu: cocokkan lagi."
    AGE_DIFFERS = "Umur tidak cocok dengan tanggal lahir dalam NIK."
    SEX_DIFFERS = "Jenis kelamin tidak cocok dengan NIK."


@dataclass(frozen=True, slots=True)
class Advice:
    """What the form proposes and doubts; `age` (years) and `sex` are what the NIK says where the form says nothing."""

    age: int | None = None
    sex: Sex | None = None
    red_flags: tuple[FlagProposal, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def clean_form(fields: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The given fields of FORM as they may be stored.

    Raises UnknownField, EmptyText (a name and a complaint are needed), InvalidAnswer or InvalidNik.
    """
    if unknown := [name for name in fields if name not in FORM]:
        raise UnknownField(name=", ".join(unknown), known=", ".join(FORM))
    return {name: _clean(name, value, today) for name, value in fields.items()}


def advise(form: Mapping[str, Any], today: date) -> Advice:
    """Proposals from NIK and complaint, and what doesn't fit together; flags that are set aren't proposed again.

    `form` is a cleaned one. Nothing is decided here: age and sex in the form win over those of the NIK.
    """
    flags = propose_red_flags(f"{form['complaint']}. {form.get('onset', '')}")
    open_flags = tuple(proposal for proposal in flags if proposal.flag not in form.get("red_flags", ()))
    if not form.get("nik"):
        return Advice(red_flags=open_flags)
    nik = read_nik(form["nik"], today)
    age, sex = form.get("patient_age"), form.get("patient_sex")
    return Advice(
        nik.age_on(today) if age is None else None,
        nik.sex if sex is None else None,
        open_flags,
        _doubts(nik, age, sex, today),
    )


def checked_flags(flags: Collection[str]) -> tuple[RedFlag, ...]:
    """The flags in the form's order, each once. Raises InvalidAnswer."""
    chosen = {_choice("red_flags", RedFlag, flag) for flag in flags}
    return tuple(flag for flag in RedFlag if flag in chosen)


def _clean(name: str, value: Any, today: date) -> Any:
    if name == "red_flags":
        return checked_flags(value)
    if name == "patient_age":
        return _age(value)
    if name in _CHOICES:
        return None if name == "patient_sex" and value is None else _choice(name, _CHOICES[name], value)
    if name == "nik":
        return read_nik(value, today).digits if value.strip() else ""
    if name == "complaint":
        return written_text(value, "Keluhan").text
    if name == "patient_name":
        return _name(value)
    return clean_number(value) if name == "phone" else clean_label(value)


def _name(value: str) -> str:
    name = clean_name(value)
    if not name:
        raise EmptyText(what="Nama pasien")
    return name


def _age(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= OLDEST:
        raise InvalidAnswer(field="patient_age", known=f"0–{OLDEST}")
    return value


def _choice(name: str, kind: type[W], value: str) -> W:
    try:
        return kind(value)
    except ValueError:
        raise InvalidAnswer(field=name, known=", ".join(kind)) from None


def _doubts(nik: Nik, age: int | None, sex: Sex | None, today: date) -> tuple[Doubt, ...]:
    doubted = {
        Doubt.NIK_ELSEWHERE: NikWarning.FOREIGN_REGION in nik.warnings,
        Doubt.NIK_KECAMATAN: NikWarning.UNKNOWN_KECAMATAN in nik.warnings,
        # People round their age and count it differently: a year more or less is no contradiction.
        Doubt.AGE_DIFFERS: age is not None and abs(age - nik.age_on(today)) > 1,
        Doubt.SEX_DIFFERS: sex is not None and sex is not nik.sex,
    }
    return tuple(doubt for doubt, holds in doubted.items() if holds)
