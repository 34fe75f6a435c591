"""Everybody sees who else has a ticket open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tickets import service
from tickets.errors import NotAllowed
from tickets.model import Role
from tickets.presence_service import PRESENT_S, present
from tickets.schema import AccessTable

from .people import OPERATOR, PASSWORD, T0, new_ticket


@pytest.fixture
def ticket(tx):
    return service.open_ticket(tx, new_ticket(), OPERATOR)


@pytest.fixture
def sari(tx):
    return service.create_account(tx, "sari", "Sari", Role.OPERATOR, PASSWORD)


@pytest.fixture
def budi(tx):
    return service.create_account(tx, "budi", "Budi", Role.OPERATOR, PASSWORD)


def test_two_people_see_each_other_not_themselves(tx, ticket, sari, budi):
    service.look_at(tx, ticket.id, sari)
    service.look_at(tx, ticket.id, budi, editing=True)
    assert [(one.name, one.editing) for one in present(tx, but=sari)] == [("Budi", True)]
    assert [one.name for one in present(tx)] == ["Budi", "Sari"]


def test_who_leaves_or_falls_silent_is_gone(tx, ticket, sari, budi, clock):
    service.look_at(tx, ticket.id, sari)
    service.look_at(tx, ticket.id, budi)
    service.look_away(tx, budi)
    assert [one.name for one in present(tx)] == ["Sari"]
    clock.now = T0 + timedelta(seconds=PRESENT_S + 1)
    assert present(tx) == []


def test_looking_again_changes_what_is_seen(tx, ticket, sari, clock):
    service.look_at(tx, ticket.id, sari, editing=True)
    clock.now = T0 + timedelta(seconds=PRESENT_S - 1)
    service.look_at(tx, ticket.id, sari)
    clock.now = T0 + timedelta(seconds=PRESENT_S + 1)
    assert [(one.editing, one.ticket_id) for one in present(tx)] == [(False, ticket.id)]


def test_an_agency_has_no_business_with_a_foreign_ticket(tx, ticket):
    stranger = service.create_account(tx, "dinkes", "Dinkes", Role.AGENCY, PASSWORD, agency="DINKES")
    with pytest.raises(NotAllowed):
        service.look_at(tx, ticket.id, stranger)


def test_the_trail_keeps_who_looked_at_what_once_a_visit(tx, ticket, sari, clock):
    other = service.open_ticket(tx, new_ticket(), OPERATOR)
    for seen in (ticket, ticket, other, ticket):
        service.look_at(tx, seen.id, sari)
        clock.now += timedelta(seconds=1)
    rows = tx.execute(select(AccessTable.ticket_id, AccessTable.actor).order_by(AccessTable.id)).all()
    assert [tuple(row) for row in rows] == [(ticket.id, "Sari"), (other.id, "Sari"), (ticket.id, "Sari")]
    assert len(present(tx)) == 1
