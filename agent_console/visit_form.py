"""The form of a home visit as plain values: what is stored, what ticket and caller propose, what was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from agent_console.catalogue import Texts
from agent_console.form import FieldPicture, Mark
from agent_console.places import desa_code, kecamatan_code
from agent_console.visit_words import read_word, word_text, words_text
from tickets.dokmaru.errors import InvalidAnswer
from tickets.dokmaru.form import OLDEST, Advice, advise
from tickets.dokmaru.model import NewVisit, Puskesmas, Visit
from tickets.dokmaru.red_flags import asserted
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag
from tickets.errors import TicketsError
from tickets.model import Ticket
from tickets.nik import Sex, read_nik
from tickets.nik_errors import InvalidNik


class VisitField(StrEnum):
    """The fields in their order on screen; those after the red flags are asked for a new visit only."""

    NAME = "patient_name"
    AGE = "patient_age"
    SEX = "patient_sex"
    NIK = "nik"
    PHONE = "phone"
    COMPLAINT = "complaint"
    ONSET = "onset"
    MOBILITY = "mobility"
    INSURANCE = "insurance"
    RED_FLAGS = "red_flags"
    PUSKESMAS = "puskesmas"
    KECAMATAN = "kecamatan"
    DESA = "desa"
    LANDMARK = "landmark"


PLACE = (VisitField.KECAMATAN, VisitField.DESA, VisitField.LANDMARK)
"""Asked only when no ticket tells where the patient lives."""
OF_THE_PATIENT: tuple[VisitField, ...] = tuple(
    name for name in VisitField if name not in (*PLACE, VisitField.PUSKESMAS)
)
CHOICES: dict[VisitField, type[StrEnum]] = {
    VisitField.SEX: Sex,
    VisitField.MOBILITY: Mobility,
    VisitField.INSURANCE: Insurance,
}
LEFT_OPEN: dict[VisitField, StrEnum | None] = {
    VisitField.SEX: None,
    VisitField.MOBILITY: Mobility.UNKNOWN,
    VisitField.INSURANCE: Insurance.UNKNOWN,
}
"""What an empty choice means."""
Values = Mapping[VisitField, str]

_COMMA = re.compile(r"[,;]")


@dataclass(frozen=True)
class VisitPicture:
    """The whole form as it is shown; `subject` names what it belongs to: "visit:3", "new:12" (a ticket's), "new:0"."""

    subject: str
    fields: Mapping[VisitField, FieldPicture] = field(default_factory=dict)
    stored: Values = field(default_factory=dict)

    @property
    def values(self) -> dict[VisitField, str]:
        """The text of each field."""
        return {name: shown.value for name, shown in self.fields.items()}


@dataclass(frozen=True)
class VisitAdvice:
    """What the form proposes and doubts; `problem` is what is wrong with the NIK as it stands."""

    advice: Advice = field(default_factory=Advice)
    problem: TicketsError | None = None

    @property
    def can_be_taken(self) -> bool:
        """Whether there is a proposal that one key can take over."""
        given = self.advice
        return given.age is not None or given.sex is not None or bool(asserted(given.red_flags))


def stored_values(visit: Visit, texts: Texts) -> dict[VisitField, str]:
    """Return what a visit holds, in words; what nobody knows yet is empty."""
    values: dict[VisitField, str] = {name: str(getattr(visit, name.value) or "") for name in OF_THE_PATIENT}
    values[VisitField.AGE] = "" if visit.patient_age is None else str(visit.patient_age)
    values[VisitField.RED_FLAGS] = words_text(visit.red_flags, texts)
    for name in CHOICES:
        word = getattr(visit, name.value)
        values[name] = "" if word == LEFT_OPEN[name] else word_text(word, texts)
    return values


def proposed_values(ticket: Ticket | None, said: str, puskesmas: str) -> dict[VisitField, str]:
    """Return what a new visit begins with: the ticket's words, else the caller's own; who is ill must be asked."""
    values: dict[VisitField, str] = {VisitField.PUSKESMAS: puskesmas}
    if ticket is not None:
        values[VisitField.PHONE] = ticket.reporter_number
        values[VisitField.COMPLAINT] = ticket.description or said
    return values


def fields_asked(*, new: bool, with_ticket: bool) -> tuple[VisitField, ...]:
    """Return the fields that the form shows."""
    if not new:
        return OF_THE_PATIENT
    return (*OF_THE_PATIENT, VisitField.PUSKESMAS) if with_ticket else tuple(VisitField)


def visit_picture(
    subject: str, asked: Iterable[VisitField], stored: Values, proposed: Values, edits: Values, texts: Texts
) -> VisitPicture:
    """Merge the sources: what was typed wins, then what is stored, then what is proposed."""
    fields = {name: _field(name, stored, proposed, edits, texts) for name in asked}
    return VisitPicture(subject, fields, stored)


def _field(name: VisitField, stored: Values, proposed: Values, edits: Values, texts: Texts) -> FieldPicture:
    kept, idea = stored.get(name, ""), proposed.get(name, "")
    if name not in edits:
        return FieldPicture(kept, Mark.NONE) if kept or not idea else FieldPicture(idea, Mark.PROPOSED)
    typed = edits[name]
    if not _is_readable(name, typed, texts):
        return FieldPicture(typed, Mark.UNKNOWN)
    return FieldPicture(typed, Mark.NONE if typed == kept else Mark.EDITED)


def _is_readable(name: VisitField, typed: str, texts: Texts) -> bool:
    try:
        read_field(name, typed, texts)
    except InvalidAnswer:
        return False
    return True


def read_field(name: VisitField, typed: str, texts: Texts) -> Any:
    """Return a field as the domain takes it. Raises InvalidAnswer, with the field's and the words' names."""
    text = typed.strip()
    if name is VisitField.AGE:
        return _age(text, texts)
    if name is VisitField.RED_FLAGS:
        parts = [part for part in _COMMA.split(text) if part.strip()]
        return tuple(_word(name, RedFlag, part, texts) for part in parts)
    if name in CHOICES:
        return _word(name, CHOICES[name], text, texts) if text else LEFT_OPEN[name]
    return text


def _age(text: str, texts: Texts) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= OLDEST):
        raise InvalidAnswer(field=texts("vfield.patient_age"), known=f"0–{OLDEST}")
    return int(text)


def _word(name: VisitField, kind: type[StrEnum], text: str, texts: Texts) -> StrEnum:
    word = read_word(kind, text, texts)
    if word is None:
        raise InvalidAnswer(field=texts(f"vfield.{name.value}"), known=words_text(tuple(kind), texts))
    return word


def changed_fields(picture: VisitPicture, texts: Texts) -> dict[str, Any]:
    """Return the patient's fields whose shown text is not the stored one, for an edit. Raises InvalidAnswer."""
    values = picture.values
    changed = [name for name in OF_THE_PATIENT if values[name].strip() != picture.stored.get(name, "")]
    return {name.value: read_field(name, values[name], texts) for name in changed}


def new_visit(picture: VisitPicture, ticket_id: int | None, known: Iterable[Puskesmas], texts: Texts) -> NewVisit:
    """Return the visit that the form wants opened. Raises InvalidAnswer."""
    values = picture.values
    facts = {name.value: read_field(name, values[name], texts) for name in OF_THE_PATIENT}
    facts["puskesmas"] = puskesmas_code(values[VisitField.PUSKESMAS], known) or None
    if ticket_id is None:
        kecamatan = values[VisitField.KECAMATAN]
        facts["kecamatan"] = kecamatan_code(kecamatan) or None
        facts["desa"] = desa_code(values[VisitField.DESA], kecamatan) or None
        facts["landmark"] = values[VisitField.LANDMARK]
    return NewVisit(**facts, ticket_id=ticket_id)


def puskesmas_code(typed: str, known: Iterable[Puskesmas]) -> str:
    """Return the code of a puskesmas given by code or name, the text itself when there is none."""
    wanted = typed.strip().casefold()
    fitting = (entry.code for entry in known if wanted in (entry.code.casefold(), entry.name.casefold()))
    return next(fitting, typed.strip())


def advice_on(picture: VisitPicture, said: str, today: date, texts: Texts) -> VisitAdvice:
    """Return what complaint, caller (`said`) and NIK propose; fields that can't be read yet count as empty."""
    form: dict[str, Any] = {name.value: tolerant(name, picture, texts) for name in OF_THE_PATIENT}
    form["complaint"] = f"{form['complaint']}. {said}"
    form["red_flags"] = form["red_flags"] or ()
    problem = _nik_problem(form["nik"], today)
    if problem is not None:
        form["nik"] = ""
    return VisitAdvice(advise(form, today), problem)


def tolerant(name: VisitField, picture: VisitPicture, texts: Texts) -> Any:
    """Return a field as the domain takes it, None while it can't be read."""
    try:
        return read_field(name, picture.values.get(name, ""), texts)
    except InvalidAnswer:
        return None


def _nik_problem(nik: str, today: date) -> TicketsError | None:
    try:
        if nik:
            read_nik(nik, today)
    except InvalidNik as error:
        return error
    return None


def taken_over(picture: VisitPicture, given: Advice, texts: Texts) -> dict[VisitField, str]:
    """Return the edits that take over what is proposed: age and sex from the NIK, red flags that nobody denied."""
    taken: dict[VisitField, str] = {}
    if given.age is not None:
        taken[VisitField.AGE] = str(given.age)
    if given.sex is not None:
        taken[VisitField.SEX] = word_text(given.sex, texts)
    if flags := asserted(given.red_flags):
        before = tolerant(VisitField.RED_FLAGS, picture, texts) or ()
        taken[VisitField.RED_FLAGS] = words_text((*before, *flags), texts)
    return taken
