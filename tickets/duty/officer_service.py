"""The verbs of duty lists: adding, removing, and replacing the lists of whole bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from tickets.cleaning import clean_name
from tickets.duty.errors import DutyHoursWrong, DutyNameMissing, NumberRefused, UnknownDutyBody
from tickets.duty.ladder import BODIES
from tickets.duty.model import Officer
from tickets.duty.numbers import dialled
from tickets.duty.queries import officer, officers
from tickets.errors import NotAllowed
from tickets.journal import record
from tickets.model import Actor, Role
from tickets.reference.loader import agencies
from tickets.schema import DutyOfficerTable

KEEPERS = frozenset({Role.SUPERVISOR, Role.DISKOMINFO, Role.ADMIN})
"""Who may say whom the hotline rings: each number on a list may cost money."""


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """Somebody to be rung; without a `place` after all others of the body, without hours always."""

    body: str
    name: str
    number: str
    place: int | None = None
    from_hour: int | None = None
    until_hour: int | None = None


def add_officer(tx: Session, new: NewOfficer, actor: Actor, *, extensions: Collection[str] = ()) -> Officer:
    """Put somebody on a body's duty list; whoever is there with this number already is changed instead.

    Raises NotAllowed, UnknownDutyBody, NumberRefused, DutyHoursWrong or DutyNameMissing.
    """
    _check_keeper(actor)
    values = checked(new, extensions)
    added = _put(tx, values)
    record(tx, "duty.added", actor.name, officer=added.id, body=added.body, name=added.name)
    return added


def remove_officer(tx: Session, officer_id: int, actor: Actor) -> Officer:
    """Ring this officer no more; calls that are past keep the name. Raises NotAllowed or OfficerNotFound."""
    _check_keeper(actor)
    found = officer(tx, officer_id)
    tx.execute(update(DutyOfficerTable).where(DutyOfficerTable.id == officer_id).values(active=False))
    record(tx, "duty.removed", actor.name, officer=officer_id, body=found.body, name=found.name)
    return officer(tx, officer_id)


def replace_lists(
    tx: Session, new: Iterable[NewOfficer], actor: Actor, *, extensions: Collection[str] = ()
) -> tuple[int, int]:
    """Make these the whole duty lists of the bodies they name; return how many are listed and how many were removed.

    Raises like `add_officer`; nothing is changed then.
    """
    _check_keeper(actor)
    listed = [_put(tx, checked(one, extensions)) for one in new]
    kept = {one.id for one in listed}
    gone = [old.id for body in {one.body for one in listed} for old in officers(tx, body) if old.id not in kept]
    tx.execute(update(DutyOfficerTable).where(DutyOfficerTable.id.in_(gone)).values(active=False))
    record(tx, "duty.replaced", actor.name, officers=len(kept), removed=len(gone))
    return len(kept), len(gone)


def checked(new: NewOfficer, extensions: Collection[str]) -> NewOfficer:
    """The same with code, name and number in their one notation; pure.

    Raises UnknownDutyBody, NumberRefused, DutyHoursWrong or DutyNameMissing.
    """
    number = dialled(new.number, extensions)
    if number is None:
        raise NumberRefused(number=new.number[:40])
    name = clean_name(new.name)
    if not name:
        raise DutyNameMissing(number=number)
    if not _hours_fit(new.from_hour, new.until_hour):
        raise DutyHoursWrong(since=new.from_hour, until=new.until_hour)
    return NewOfficer(known_body(new.body), name, number, new.place, new.from_hour, new.until_hour)


def known_body(code: str) -> str:
    """The code of a body that can have duty officers, in capitals. Raises UnknownDutyBody."""
    bodies = {found.code for found in agencies().values() if found.inside} | set(BODIES.values())
    body = code.strip().upper()
    if body not in bodies:
        raise UnknownDutyBody(body=code[:40], known=", ".join(sorted(bodies)))
    return body


def _check_keeper(actor: Actor) -> None:
    if actor.role not in KEEPERS:
        raise NotAllowed(role=actor.role.value if actor.role else actor.name, verb="duty")


def _hours_fit(since: int | None, until: int | None) -> bool:
    if since is None or until is None:
        return since is until
    return since != until and 0 <= since <= 23 and 0 <= until <= 23


def _put(tx: Session, new: NewOfficer) -> Officer:
    there = officers(tx, new.body, active=False)
    known = next((one for one in there if one.number == new.number), None)
    place = new.place if new.place is not None else 1 + max((one.place for one in there), default=0)
    values = {"name": new.name, "place": place, "from_hour": new.from_hour, "until_hour": new.until_hour}
    values |= {"active": True}
    if known is not None:
        tx.execute(update(DutyOfficerTable).where(DutyOfficerTable.id == known.id).values(values))
        return officer(tx, known.id)
    values |= {"body": new.body, "number": new.number}
    return officer(tx, tx.execute(insert(DutyOfficerTable).values(values).returning(DutyOfficerTable.id)).scalar_one())
