"""The verbs of a home visit after its opening: triage, team, departure, visit, referral, end; hand-over to 119."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tickets.checks import written_text
from tickets.cleaning import TEXT_LENGTH, clean_label, clean_text
from tickets.dokmaru.form import checked_flags, clean_form
from tickets.dokmaru.haste import raise_priority, resolve_ticket
from tickets.dokmaru.model import Visit
from tickets.dokmaru.moments import STEP_COLUMNS, step_moment
from tickets.dokmaru.opening import open_visit
from tickets.dokmaru.permissions import check_worker
from tickets.dokmaru.puskesmas_service import known_puskesmas
from tickets.dokmaru.queries import visit_facts
from tickets.dokmaru.red_flags import asserted, propose_red_flags
from tickets.dokmaru.referral import referred_on
from tickets.dokmaru.transitions import objection, status_after
from tickets.dokmaru.vocabulary import RedFlag
from tickets.errors import EmptyText, StaleVersion
from tickets.journal import now, record
from tickets.local_time import JAKARTA
from tickets.model import Actor, Role
from tickets.schema import EventTable, TicketTable, VisitTable

__all__ = [
    "appoint_team",
    "cancel_visit",
    "close_visit",
    "depart",
    "edit_visit",
    "hand_over_119",
    "open_visit",
    "record_visit",
    "refer_patient",
    "triage_visit",
]

EVENTS: dict[str, str] = {
    "edit": "visit.edited",
    "triage": "visit.triaged",
    "team": "visit.team",
    "depart": "visit.departed",
    "visited": "visit.visited",
    "refer": "visit.referred",
    "close": "visit.closed",
    "cancel": "visit.cancelled",
    "hand_over_119": "visit.handed_over_119",
}
"""The event of each verb. Its detail holds codes only: names, numbers and findings stay in the visit's row."""


def edit_visit(tx: Session, visit_id: int, actor: Actor, version: int | None = None, **fields: Any) -> Visit:
    """Change answers of the form (see form.FORM); a red flag that comes in makes the ticket an emergency.

    Raises what every verb here raises: VisitNotFound, NotAllowed, ImpossibleTransition, RedFlagPresent, and
    StaleVersion when `version` is given and somebody was faster; and what `form.clean_form` raises.
    """
    visit = _checked(tx, visit_id, "edit", actor, version)
    cleaned = clean_form(fields, _today(tx))
    changes = {name: value for name, value in cleaned.items() if getattr(visit, name) != value}
    if not changes:
        return visit
    flags = changes.get("red_flags")
    told = {} if flags is None else _flags_told(visit.red_flags, flags)
    return _change(tx, visit, "edit", actor, changes, None, changed=sorted(changes), **told)


def triage_visit(
    tx: Session,
    visit_id: int,
    actor: Actor,
    red_flags: Collection[str],
    *,
    puskesmas: str | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Visit:
    """A person has asked for every red flag: `red_flags` are those that hold, and stand from now on.

    With one of them the visit waits for its hand-over to 119; without, for a team. `puskesmas` proposes who goes.
    Raises also UnknownPuskesmas, InvalidAnswer and WrongMoment.
    """
    visit = _checked(tx, visit_id, "triage", actor, version)
    flags = checked_flags(red_flags)
    suspected = {*visit.red_flags, *asserted(propose_red_flags(visit.complaint))}
    values: dict[str, Any] = {"red_flags": flags}
    if puskesmas is not None:
        values["puskesmas"] = _allowed_puskesmas(tx, puskesmas, "triage", actor)
    return _change(tx, visit, "triage", actor, values, at, puskesmas=puskesmas, **_flags_told(suspected, flags))


def appoint_team(
    tx: Session,
    visit_id: int,
    actor: Actor,
    puskesmas: str,
    team: str,
    *,
    version: int | None = None,
    at: datetime | None = None,
) -> Visit:
    """Give the visit to a team of a puskesmas, or to another one. Raises also RedFlagPresent, UnknownPuskesmas, …"""
    visit = _checked(tx, visit_id, "team", actor, version)
    code = _allowed_puskesmas(tx, puskesmas, "team", actor)
    named = clean_label(team)
    if not named:
        raise EmptyText(what="Nama tim")
    return _change(tx, visit, "team", actor, {"puskesmas": code, "team": named}, at, puskesmas=code)


def depart(
    tx: Session, visit_id: int, actor: Actor, *, version: int | None = None, at: datetime | None = None
) -> Visit:
    """The team is on its way. Raises also RedFlagPresent and WrongMoment."""
    visit = _checked(tx, visit_id, "depart", actor, version)
    return _change(tx, visit, "depart", actor, {}, at)


def record_visit(
    tx: Session, visit_id: int, actor: Actor, result: str, *, version: int | None = None, at: datetime | None = None
) -> Visit:
    """The patient was seen; `result` is what was found and done. Raises also EmptyText and WrongMoment."""
    visit = _checked(tx, visit_id, "visited", actor, version)
    return _change(tx, visit, "visited", actor, {"result": written_text(result, "Hasil kunjungan").text}, at)


def refer_patient(
    tx: Session, visit_id: int, actor: Actor, hospital: str, *, version: int | None = None, at: datetime | None = None
) -> Visit:
    """Send the patient to an RSUD by its code, and from there to a provincial hospital by its name.

    Raises also EmptyText, UnknownHospital and WrongMoment.
    """
    visit = _checked(tx, visit_id, "refer", actor, version)
    referred_to = referred_on(visit.referred_to, hospital)
    return _change(tx, visit, "refer", actor, {"referred_to": referred_to}, at, referred_to=referred_to)


def close_visit(
    tx: Session,
    visit_id: int,
    actor: Actor,
    result: str = "",
    *,
    version: int | None = None,
    at: datetime | None = None,
) -> Visit:
    """End a visit that was made; `result` is added to what was found. Its ticket is resolved with it."""
    visit = _checked(tx, visit_id, "close", actor, version)
    closed = _change(tx, visit, "close", actor, {"result": _added(visit.result, result)}, at)
    resolve_ticket(tx, visit.ticket_id, actor)
    return visit_facts(tx, closed.id)


def cancel_visit(
    tx: Session, visit_id: int, actor: Actor, reason: str, *, version: int | None = None, at: datetime | None = None
) -> Visit:
    """No visit is needed or possible, for a reason; what becomes of the ticket the desk decides. Raises EmptyText, …"""
    visit = _checked(tx, visit_id, "cancel", actor, version)
    return _change(tx, visit, "cancel", actor, {"result": written_text(reason, "Alasan").text}, at)


def hand_over_119(
    tx: Session,
    visit_id: int,
    actor: Actor,
    reason: str = "",
    *,
    version: int | None = None,
    at: datetime | None = None,
) -> Visit:
    """119 has taken the patient over; the ticket is an emergency. Without a red flag a reason is needed: EmptyText."""
    visit = _checked(tx, visit_id, "hand_over_119", actor, version)
    if not visit.red_flags:
        reason = written_text(reason, "Alasan").text
    return _change(tx, visit, "hand_over_119", actor, {"result": _added(visit.result, reason)}, at)


def _checked(tx: Session, visit_id: int, verb: str, actor: Actor, version: int | None) -> Visit:
    visit = visit_facts(tx, visit_id)
    check_worker(actor, verb, visit.puskesmas)
    if version is not None and version != visit.version:
        raise _stale(tx, visit)
    if (why := objection(visit.status, visit.red_flags, verb, visit.code)) is not None:
        raise why
    return visit


def _change(
    tx: Session,
    visit: Visit,
    verb: str,
    actor: Actor,
    values: dict[str, Any],
    at: datetime | None = None,
    **detail: Any,
) -> Visit:
    moment = now(tx)
    status = status_after(visit.status, verb)
    changed = values | {"status": status.value, "version": visit.version + 1, "updated_at": moment}
    if verb in STEP_COLUMNS:
        happened = step_moment(visit, at, moment)
        changed[STEP_COLUMNS[verb]] = visit.referred_at or happened if verb == "refer" else happened
    guard = (VisitTable.id == visit.id, VisitTable.version == visit.version)
    if tx.execute(update(VisitTable).where(*guard).values(changed).returning(VisitTable.id)).first() is None:
        raise _stale(tx, visit)
    if "puskesmas" in values:
        tx.execute(update(TicketTable).where(TicketTable.id == visit.ticket_id).values(puskesmas=values["puskesmas"]))
    record(tx, EVENTS[verb], actor.name, ticket_id=visit.ticket_id, status=status.value, **detail)
    if values.get("red_flags") or verb == "hand_over_119":
        raise_priority(tx, visit.ticket_id, actor)
    return visit_facts(tx, visit.id)


def _flags_told(suspected: Collection[RedFlag], flags: Collection[RedFlag]) -> dict[str, list[RedFlag]]:
    return {"red_flags": list(flags), "dismissed": sorted(set(suspected) - set(flags))}


def _allowed_puskesmas(tx: Session, code: str, verb: str, actor: Actor) -> str:
    if actor.role is Role.PUSKESMAS:
        check_worker(actor, verb, code)
    return known_puskesmas(tx, code)


def _added(result: str, text: str) -> str:
    return clean_text(f"{result}\n{text}", TEXT_LENGTH, newlines=True).text


def _stale(tx: Session, visit: Visit) -> StaleVersion:
    query = select(EventTable.actor).where(
        EventTable.ticket_id == visit.ticket_id, EventTable.kind.startswith("visit.")
    )
    last = tx.scalar(query.order_by(EventTable.id.desc()).limit(1))
    return StaleVersion(code=visit.code, changed_by=last or "-", version=visit.version)


def _today(tx: Session) -> date:
    return now(tx).astimezone(JAKARTA).date()
