"""Answers about satisfaction in the database: recording them once, and the index of an agency and a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session

from tickets.checks import assignable_agency
from tickets.cleaning import clean_label
from tickets.fetching import call_facts, ticket_facts
from tickets.journal import now, record
from tickets.local_time import JAKARTA, to_minute
from tickets.model import Actor, Status
from tickets.permissions import check_allowed
from tickets.satisfaction.columns import shown
from tickets.satisfaction.errors import AnswerOutside, NoAnswers, PeriodWrong, UnknownElement
from tickets.satisfaction.index import Satisfaction, Tally, satisfaction
from tickets.satisfaction.sample import needed_sample
from tickets.satisfaction.standards import HIGHEST, IN_FORCE, LOWEST, Standard, Weights, known_standard
from tickets.schema import SurveyTable, TicketTable

ROWS_AT_ONCE = 1000
"""Surveys read from the database in one go."""
SERVED = (Status.RESOLVED.value, Status.CLOSED.value)
"""Whose reporters were served by the agency; those referred elsewhere, rejected or double were not."""


FIRST_YEAR, LAST_YEAR = 2000, 2999
"""The years of a period."""


class Source(StrEnum):
    """How a respondent's answers came in."""

    PHONE = "telepon"
    TICKET = "tiket"
    IMPORT = "impor"


@dataclass(frozen=True, slots=True)
class NewAnswers:
    """What one respondent answered: 1 to 4 by element's code; elements without an answer are left out.

    `agency` is the one asked about, that of the ticket if none is given. `source_id` names the respondent within the
    source, so that the same answers come in once; without it every call adds a respondent. `at` is aware, now if None.
    """

    answers: Mapping[str, int]
    source: Source
    source_id: str | None = None
    standard: str = IN_FORCE
    agency: str | None = None
    ticket_id: int | None = None
    call_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Which answers are meant: those of one agency (None: all), from `since` until before `until` (None: no bound)."""

    agency: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    standard: str = IN_FORCE

    @property
    def where(self) -> str:
        """These answers in the words of errors."""
        period = " – ".join(to_minute(moment) if moment else "…" for moment in (self.since, self.until))
        return f"{self.agency or 'I-Ceta'} ({self.standard}, {period})"


@dataclass(frozen=True, slots=True)
class AgencySatisfaction:
    """The index of an agency; `population` are its tickets resolved in the period, `needed` how many must answer."""

    agency: str | None
    satisfaction: Satisfaction
    population: int
    needed: int


def period(begin: str, end: str) -> tuple[datetime | None, datetime | None]:
    """From the first moment of the day `begin` to the end of the day `end`, in Indramayu's time; None where empty.

    Days are written as 2026-10-31. Raises PeriodWrong.
    """
    wrong = PeriodWrong(begin=shown(begin) or "…", end=shown(end) or "…")
    since, last = _midnight(begin, wrong), _midnight(end, wrong)
    if since is not None and last is not None and last < since:
        raise wrong
    return since, None if last is None else last + timedelta(days=1)


def record_answers(tx: Session, new: NewAnswers, actor: Actor) -> int:
    """Keep one respondent's answers and return their id; the same source and source_id give the id that is there.

    Persons may record answers who may open tickets, and so may programs. Raises NotAllowed, UnknownStandard,
    UnknownElement, AnswerOutside, NoAnswers, UnknownAgency, TicketNotFound or CallNotFound.
    """
    if actor.role is not None:
        check_allowed(actor, "open")
    values = _values(tx, new)
    if (known := _came_before(tx, values)) is not None:
        return known
    added = tx.execute(insert(SurveyTable).values(values).returning(SurveyTable.id)).scalar_one()
    facts = {"survey": added, "agency": values["agency"], "standard": values["standard"], "source": values["source"]}
    record(tx, "survey.answered", actor.name, call_id=new.call_id, ticket_id=new.ticket_id, **facts)
    return added


def agency_satisfaction(tx: Session, wanted: Surveyed, weights: Weights = Weights.EXACT) -> AgencySatisfaction:
    """The index of the answers that are meant, over the elements that were asked.

    Raises UnknownStandard, NoAnswers or PrintedWeightsPartial.
    """
    tally = Tally(known_standard(wanted.standard))
    query = select(SurveyTable.answers).where(SurveyTable.standard == tally.standard.code, *_within(wanted))
    for answers in tx.scalars(query.execution_options(yield_per=ROWS_AT_ONCE)):
        tally.add([answers.get(code) for code in tally.standard.codes])
    population = served(tx, wanted)
    found = satisfaction(tally, weights, wanted.where, partial=True)
    return AgencySatisfaction(wanted.agency, found, population, needed_sample(population))


def satisfaction_by_agency(
    tx: Session, wanted: Surveyed, weights: Weights = Weights.EXACT
) -> dict[str, AgencySatisfaction]:
    """The index of each agency that has answers, by its code. Raises UnknownStandard or PrintedWeightsPartial."""
    standard = known_standard(wanted.standard)
    query = select(SurveyTable.agency).where(SurveyTable.standard == standard.code, *_within(wanted)).distinct()
    agencies = tx.scalars(query.where(SurveyTable.agency.is_not(None)).order_by(SurveyTable.agency)).all()
    return {agency: agency_satisfaction(tx, replace(wanted, agency=agency), weights) for agency in agencies if agency}


def served(tx: Session, wanted: Surveyed) -> int:
    """How many tickets were resolved in the period: the population that answers are a sample of."""
    resolved = [TicketTable.status.in_(SERVED), TicketTable.resolved_at.is_not(None)]
    bounds = _bounds(TicketTable.agency, TicketTable.resolved_at, wanted)
    return tx.scalar(select(func.count()).select_from(TicketTable).where(*resolved, *bounds)) or 0


def checked_answers(answers: Mapping[str, int], standard: Standard) -> dict[str, int]:
    """The answers themselves. Raises UnknownElement, AnswerOutside, or NoAnswers if there is none."""
    for code, value in answers.items():
        if code not in standard.codes:
            raise UnknownElement(element=shown(code), standard=standard.code, known=", ".join(standard.codes))
        if type(value) is not int or not LOWEST <= value <= HIGHEST:
            raise AnswerOutside(element=code, value=shown(str(value)))
    if not answers:
        raise NoAnswers(where="survei")
    return dict(answers)


def _midnight(day: str, wrong: PeriodWrong) -> datetime | None:
    if not day.strip():
        return None
    try:
        found = date.fromisoformat(day.strip())
    except ValueError:
        raise wrong from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise wrong
    return datetime(found.year, found.month, found.day, tzinfo=JAKARTA)


def _values(tx: Session, new: NewAnswers) -> dict[str, Any]:
    standard = known_standard(new.standard)
    agency = assignable_agency(new.agency) if new.agency else None
    if new.ticket_id is not None:
        owner = ticket_facts(tx, new.ticket_id).agency
        agency = agency or owner
    if new.call_id is not None:
        call_facts(tx, new.call_id)
    return {
        "ticket_id": new.ticket_id,
        "call_id": new.call_id,
        "agency": agency,
        "standard": standard.code,
        "answers": checked_answers(new.answers, standard),
        "source": Source(new.source).value,
        "source_id": clean_label(new.source_id or "") or None,
        "at": new.at or now(tx),
    }


def _came_before(tx: Session, values: Mapping[str, Any]) -> int | None:
    if values["source_id"] is None:
        return None
    same = (SurveyTable.source == values["source"], SurveyTable.source_id == values["source_id"])
    return tx.scalar(select(SurveyTable.id).where(*same))


def _within(wanted: Surveyed) -> list[ColumnElement[bool]]:
    return _bounds(SurveyTable.agency, SurveyTable.at, wanted)


def _bounds(agency: Any, moment: Any, wanted: Surveyed) -> list[ColumnElement[bool]]:
    bounds = []
    if wanted.agency is not None:
        bounds.append(agency == wanted.agency)
    if wanted.since is not None:
        bounds.append(moment >= wanted.since)
    if wanted.until is not None:
        bounds.append(moment < wanted.until)
    return bounds
