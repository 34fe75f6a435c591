"""Which tickets ring whom, and that nobody is rung twice for the same thing."""

from datetime import timedelta

import pytest

from tickets import service
from tickets.duty.ladder import RingingHours
from tickets.duty.officer_service import NewOfficer, add_officer
from tickets.duty.planning import calls_needed, plan_calls
from tickets.duty.queries import newest_calls
from tickets.model import Priority

from .people import DISKOMINFO, DPUPR, OPERATOR, T0, new_ticket

ALWAYS = RingingHours(night_from=0, night_until=0, citizen_from=0, citizen_until=24)
CITIZEN = "081398765432"


@pytest.fixture
def officers(tx):
    for body, number in (("DPUPR", "081200000001"), ("DISKOMINFO", "081200000003")):
        add_officer(tx, NewOfficer(body, f"Piket {body}", number), DISKOMINFO)


def assigned(tx, **facts):
    opened = service.open_ticket(tx, new_ticket(**{"reporter_number": CITIZEN} | facts), OPERATOR)
    return service.assign(tx, opened.id, "DPUPR", OPERATOR)


def rung(tx):
    return [call.rung for call in newest_calls(tx)]


def test_an_emergency_rings_its_agency_at_once_and_only_once(tx, officers):
    assigned(tx, priority=Priority.EMERGENCY)
    assert calls_needed(tx)
    assert plan_calls(tx, ALWAYS) == 1
    assert not calls_needed(tx)
    assert plan_calls(tx, ALWAYS) == 0
    assert rung(tx) == ["opd"]


def test_an_ordinary_ticket_rings_nobody_until_it_comes_up(tx, officers):
    calm = assigned(tx)
    assert not calls_needed(tx)
    service.escalate(tx, calm.id, OPERATOR, "lama")
    assert plan_calls(tx, ALWAYS) == 1
    assert rung(tx) == ["diskominfo"]


def test_what_is_acknowledged_waits_or_is_old_rings_nobody(tx, officers, clock):
    taken, asked, old = (assigned(tx, priority=Priority.EMERGENCY) for _ in range(3))
    service.acknowledge(tx, taken.id, DPUPR)
    service.wait_for_citizen(tx, asked.id, OPERATOR, "RT?")
    service.resolve(tx, old.id, OPERATOR, "beres")
    clock.now = T0 + timedelta(hours=25)
    assert plan_calls(tx, ALWAYS) == 0


def test_without_officers_nothing_is_planned_and_nothing_is_told(tx):
    assigned(tx, priority=Priority.EMERGENCY)
    assert not calls_needed(tx)
    assert plan_calls(tx, ALWAYS) == 0


def test_the_citizen_is_asked_once_for_each_solution(tx, clock):
    solved = assigned(tx)
    service.resolve(tx, solved.id, OPERATOR, "beres")
    assert plan_calls(tx, ALWAYS) == 1
    assert plan_calls(tx, ALWAYS) == 0
    clock.now = T0 + timedelta(hours=2)
    service.reopen(tx, solved.id, OPERATOR, "belum")
    service.resolve(tx, solved.id, OPERATOR, "sekarang beres")
    assert plan_calls(tx, ALWAYS) == 1


def test_numbers_that_cannot_be_rung_do_not_keep_others_from_being_asked(tx):
    for number in ["112"] * 60:
        service.resolve(tx, assigned(tx, reporter_number=number).id, OPERATOR, "beres")
    service.resolve(tx, assigned(tx).id, OPERATOR, "beres")
    assert plan_calls(tx, ALWAYS) == 1
