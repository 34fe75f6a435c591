"""The ticket form as plain values: what the caller said, what the ticket holds, what the operator typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from agent_console.heard import Heard, heard_values
from agent_console.places import (
    desa_code,
    is_agency,
    is_category,
    is_desa,
    is_kecamatan,
    kecamatan_code,
    place_name,
)
from tickets.model import CallRow, Priority, Segment, Ticket
from tickets.reference.loader import categories


class Field(StrEnum):
    """The fields of the form in their order on screen."""

    CATEGORY = "category"
    AGENCY = "agency"
    KECAMATAN = "kecamatan"
    DESA = "desa"
    LANDMARK = "landmark"
    NAME = "name"
    NUMBER = "number"
    DESCRIPTION = "description"
    PRIORITY = "priority"


COLUMN = {Field.NAME: "reporter_name", Field.NUMBER: "reporter_number"}
"""Form fields whose ticket column has another name."""
PLACES = (Field.KECAMATAN, Field.DESA)


class Mark(StrEnum):
    """What stands beside a field: nothing, typed here, a proposal, the caller said something else, no such word."""

    NONE = ""
    EDITED = "edited"
    PROPOSED = "proposed"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FieldPicture:
    """One field as it is shown; `heard` is the caller's value, `confidence` 0..1 for proposals."""

    value: str
    mark: Mark = Mark.NONE
    heard: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class FormPicture:
    """The whole form. `subject` names what it belongs to: "call:12", "ticket:7" or "" for nothing."""

    subject: str
    fields: Mapping[Field, FieldPicture] = field(default_factory=dict)
    ticket: Ticket | None = None


def subject_of(call: CallRow | None, ticket: Ticket | None) -> str:
    """Name the form's subject. A call keeps its own name when its ticket appears, so typed text stays with it."""
    if call is not None:
        return f"call:{call.id}"
    return f"ticket:{ticket.id}" if ticket is not None else ""


def form_picture(
    call: CallRow | None, ticket: Ticket | None, segments: Sequence[Segment], edits: Mapping[Field, str]
) -> FormPicture:
    """Merge the three sources: the operator's text wins, then the ticket, then what was heard."""
    heard = heard_values(call, segments)
    fields = {name: _field(name, ticket, heard, edits) for name in Field}
    if Field.AGENCY not in edits:
        own_choice = Field.CATEGORY in edits
        fields[Field.AGENCY] = _proposed_agency(fields[Field.AGENCY], fields[Field.CATEGORY].value, own_choice)
    for name in unknown_fields({key: shown.value for key, shown in fields.items()}):
        fields[name] = replace(fields[name], mark=Mark.UNKNOWN)
    return FormPicture(subject_of(call, ticket), fields, ticket)


def _proposed_agency(shown: FieldPicture, category: str, own_choice: bool) -> FieldPicture:
    """The category's agency where nothing is stored; the operator's own category outdoes what the words speak for."""
    known = categories().get(category)
    settled = shown.value and not (own_choice and shown.mark is Mark.PROPOSED)
    if settled or known is None:
        return shown
    return FieldPicture(known.agency, Mark.PROPOSED)


def unknown_fields(values: Mapping[Field, str]) -> tuple[Field, ...]:
    """Return the fields whose word is in no reference table; empty ones are fine."""
    kecamatan, desa = values[Field.KECAMATAN].strip(), values[Field.DESA].strip()
    known = {
        Field.CATEGORY: is_category(values[Field.CATEGORY].strip()),
        Field.AGENCY: is_agency(values[Field.AGENCY].strip()),
        Field.KECAMATAN: is_kecamatan(kecamatan),
        Field.DESA: is_desa(desa, kecamatan),
        Field.PRIORITY: values[Field.PRIORITY].strip() in set(Priority),
    }
    return tuple(name for name, right in known.items() if values[name].strip() and not right)


def _field(name: Field, ticket: Ticket | None, heard: Mapping[str, Heard], edits: Mapping[Field, str]) -> FieldPicture:
    said = heard.get(name, Heard(""))
    stored = ticket_value(ticket, name)
    settled = stored or said.value
    typed = edits.get(name)
    if typed is not None:
        return FieldPicture(typed, _edited(name, typed, stored, said.value), said.value or stored)
    if not stored and said.value and said.proposal:
        return FieldPicture(said.value, Mark.PROPOSED, said.words, said.confidence)
    return FieldPicture(settled, Mark.NONE, said.value)


def _edited(name: Field, typed: str, stored: str, said: str) -> Mark:
    if typed == stored:
        return Mark.NONE
    silent = not said or (name is Field.PRIORITY and said == Priority.NORMAL)
    return Mark.EDITED if silent or typed == said else Mark.DIFFERS


def ticket_value(ticket: Ticket | None, name: Field) -> str:
    """Return what the ticket holds for a form field, empty for nothing."""
    if ticket is None:
        return ""
    stored = str(getattr(ticket, COLUMN.get(name, name.value)) or "")
    return place_name(stored) if name in PLACES else stored


def changed_columns(picture: FormPicture) -> dict[str, str]:
    """Return the ticket columns whose shown value is not the stored one; the agency is assigned, never edited."""
    return {
        COLUMN.get(name, name.value): column_value(picture, name)
        for name, shown in picture.fields.items()
        if name is not Field.AGENCY and shown.value.strip() != ticket_value(picture.ticket, name)
    }


def column_value(picture: FormPicture, name: Field) -> str:
    """Return a field as the ticket stores it: places by their code, everything else as it is shown."""
    shown = picture.fields[name].value.strip()
    if name is Field.KECAMATAN:
        return kecamatan_code(shown)
    return desa_code(shown, picture.fields[Field.KECAMATAN].value) if name is Field.DESA else shown


def wanted_agency(picture: FormPicture) -> str | None:
    """Return the agency the operator typed, None when the field shows what is stored or a mere proposal."""
    shown = picture.fields[Field.AGENCY]
    typed = shown.mark in (Mark.EDITED, Mark.DIFFERS)
    return shown.value.strip().upper() or None if typed else None


def first_unknown(picture: FormPicture) -> Field | None:
    """Return the first field that the service would refuse."""
    return next((name for name, shown in picture.fields.items() if shown.mark is Mark.UNKNOWN), None)


def conflicts(picture: FormPicture, bases: Mapping[Field, str]) -> list[Field]:
    """Return the typed fields whose stored value somebody else changed meanwhile, to something else than was typed.

    `bases` are the stored values at the first key in each field.
    """
    stored = {name: ticket_value(picture.ticket, name) for name in bases}
    typed = {name: picture.fields[name].value.strip() for name in bases if picture.fields[name].mark is not Mark.NONE}
    return [name for name in typed if stored[name] != bases[name] and stored[name] != typed[name]]
