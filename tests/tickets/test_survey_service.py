"""Answers in the database: recorded once, checked, and counted by agency and period."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tickets import queries, service
from tickets.errors import CallNotFound, NotAllowed, TicketNotFound, UnknownAgency
from tickets.model import BRIDGE, TELEPHONE
from tickets.satisfaction.errors import (
    AnswerOutside,
    NoAnswers,
    PeriodWrong,
    PrintedWeightsPartial,
    UnknownElement,
    UnknownStandard,
)
from tickets.satisfaction.standards import Weights, known_standard
from tickets.survey_service import (
    AgencySatisfaction,
    NewAnswers,
    Source,
    Surveyed,
    agency_satisfaction,
    checked_answers,
    period,
    record_answers,
    satisfaction_by_agency,
    served,
)

from .people import BUPATI, DINKES, DPUPR, OPERATOR, T0, new_call, new_ticket

CODES = known_standard("14/2017").codes
DAY = timedelta(days=1)


def answered(value=3, **facts):
    return NewAnswers(**({"answers": dict.fromkeys(CODES, value), "source": Source.IMPORT, "agency": "DINKES"} | facts))


@pytest.fixture
def ticket(tx):
    call = service.start_call(tx, new_call())
    opened = service.open_ticket(tx, new_ticket(call_id=call), OPERATOR)
    return service.assign(tx, opened.id, "DPUPR", OPERATOR)


def test_answers_are_kept_with_the_ticket_its_agency_and_an_event(tx, ticket):
    survey = record_answers(
        tx, NewAnswers({"U3": 4, "U8": 2}, Source.PHONE, ticket_id=ticket.id, call_id=ticket.call_id), TELEPHONE
    )
    found = agency_satisfaction(tx, Surveyed("DPUPR")).satisfaction
    assert found.per_element == {"U3": 4, "U8": 2}
    assert (found.ikm, len(found.unanswered)) == (Decimal("75.00"), 7)
    event = queries.history(tx, ticket.id)[-1]
    assert (event.kind, event.actor, event.at, event.call_id) == ("survey.answered", "telepon", T0, ticket.call_id)
    assert event.detail == {"survey": survey, "agency": "DPUPR", "standard": "14/2017", "source": "telepon"}


def test_the_same_respondent_comes_in_once(tx):
    first = record_answers(tx, answered(3, source_id="baris 7"), OPERATOR)
    events = queries.last_event_id(tx)
    assert record_answers(tx, answered(1, source_id="baris 7"), OPERATOR) == first
    assert queries.last_event_id(tx) == events
    assert record_answers(tx, answered(1, source_id="baris 7", source=Source.TICKET), OPERATOR) != first
    assert record_answers(tx, answered(1), OPERATOR) != record_answers(tx, answered(1), OPERATOR)
    assert agency_satisfaction(tx, Surveyed("DINKES")).satisfaction.respondents == 4


@pytest.mark.parametrize("value", [5, 0, True, 3.0, "3\x00", None])
def test_an_answer_is_a_whole_number_from_one_to_four(value):
    with pytest.raises(AnswerOutside, match="U1") as caught:
        checked_answers({"U1": value}, known_standard("14/2017"))
    assert str(caught.value).isprintable()


def test_what_is_wrong_is_refused_and_nothing_is_kept(tx):
    for facts, error in (
        ({"answers": {"U1": 5}}, AnswerOutside),
        ({"answers": {"U10": 3}}, UnknownElement),
        ({"answers": {}}, NoAnswers),
        ({"standard": "1/1999"}, UnknownStandard),
        ({"agency": "NASA"}, UnknownAgency),
        ({"agency": "PLN"}, UnknownAgency),
        ({"ticket_id": 99}, TicketNotFound),
        ({"call_id": 99}, CallNotFound),
    ):
        with pytest.raises(error):
            record_answers(tx, answered(**facts), OPERATOR)
    with pytest.raises(NoAnswers):
        agency_satisfaction(tx, Surveyed())


def test_an_agency_does_not_record_its_own_marks(tx):
    for actor in (DINKES, BUPATI):
        with pytest.raises(NotAllowed):
            record_answers(tx, answered(4), actor)
    assert record_answers(tx, answered(4), BRIDGE) > 0


def test_an_agency_and_a_period_are_kept_apart(tx):
    for value, agency, day in ((4, "DINKES", 0), (2, "DINKES", 1), (1, "DINKES", 2), (3, "DPUPR", 1)):
        record_answers(tx, answered(value, agency=agency, at=T0 + day * DAY), OPERATOR)
    record_answers(tx, answered(1, standard="25/2004"), OPERATOR)

    def ikm(**wanted):
        return agency_satisfaction(tx, Surveyed(**wanted)).satisfaction.ikm

    assert ikm(agency="DINKES", since=T0, until=T0 + 2 * DAY) == 75  # the end is not part of it
    assert ikm(agency="DINKES", since=T0 + DAY) == Decimal("37.50")
    assert ikm(until=T0 + 2 * DAY) == 75
    assert ikm(standard="25/2004", agency="DINKES") == 25
    by_agency = satisfaction_by_agency(tx, Surveyed(since=T0 + DAY, until=T0 + 2 * DAY))
    assert {agency: found.satisfaction.ikm for agency, found in by_agency.items()} == {"DINKES": 50, "DPUPR": 75}
    with pytest.raises(NoAnswers, match=r"DISDIKBUD.*2026-03-09 08:00 – …"):
        agency_satisfaction(tx, Surveyed("DISDIKBUD", since=T0))


def test_answers_about_no_agency_count_for_the_whole_only(tx):
    record_answers(tx, answered(2, agency=None), OPERATOR)
    assert agency_satisfaction(tx, Surveyed()).satisfaction.ikm == 50
    assert satisfaction_by_agency(tx, Surveyed()) == {}


def test_the_sample_is_of_the_tickets_resolved_in_the_period(tx, ticket, clock):
    service.resolve(tx, ticket.id, DPUPR, "ditambal")
    second = service.open_ticket(tx, new_ticket(), OPERATOR)
    service.assign(tx, second.id, "DPUPR", OPERATOR)
    clock.now = T0 + DAY
    service.resolve(tx, second.id, DPUPR, "ditambal")
    service.close_ticket(tx, second.id, TELEPHONE)
    elsewhere = service.open_ticket(tx, new_ticket(), OPERATOR)
    service.refer(tx, elsewhere.id, OPERATOR, "PLN", "hubungi 123")
    assert served(tx, Surveyed()) == 2
    assert served(tx, Surveyed("DPUPR", since=T0, until=T0 + DAY)) == 1
    assert served(tx, Surveyed("DINKES")) == 0
    service.reopen(tx, second.id, OPERATOR, "berlubang lagi")
    record_answers(tx, answered(4, agency=None, ticket_id=ticket.id), OPERATOR)
    found = agency_satisfaction(tx, Surveyed("DPUPR"))
    assert isinstance(found, AgencySatisfaction)
    assert (found.population, found.needed, found.satisfaction.respondents) == (1, 1, 1)


def test_printed_weights_need_every_element(tx):
    record_answers(tx, answered(4), OPERATOR)
    assert agency_satisfaction(tx, Surveyed(), Weights.PRINTED).satisfaction.ikm == 99
    record_answers(tx, NewAnswers({"U1": 1}, Source.PHONE, agency="DPUPR"), OPERATOR)
    with pytest.raises(PrintedWeightsPartial, match="U2, U3"):
        agency_satisfaction(tx, Surveyed("DPUPR"), Weights.PRINTED)


def test_a_period_is_whole_days_of_indramayu():
    since, until = period("2026-10-01", "2026-10-31")
    assert since.astimezone(UTC) == datetime(2026, 9, 30, 17, tzinfo=UTC)
    assert until.astimezone(UTC) == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert period("", "  ") == (None, None)
    assert period("2026-10-01", "2026-10-01")[1] - since == DAY


@pytest.mark.parametrize(
    ("begin", "end"),
    [("2026-10-02", "2026-10-01"), ("31-10-2026", ""), ("", "9999-12-31"), ("0001-01-01", ""), ("kemarin\x1b", "")],
)
def test_days_that_are_none_are_told(begin, end):
    with pytest.raises(PeriodWrong) as caught:
        period(begin, end)
    assert str(caught.value).isprintable()
