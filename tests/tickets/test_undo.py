"""The last change of a ticket can be taken back, and that again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickets import queries, service
from tickets.errors import NotAllowed, NothingToUndo, TicketsError
from tickets.model import Level, Status
from tickets.undo_service import UNDO_WINDOW_S

from .people import BUPATI, DPUPR, OPERATOR, OTHER, SUPERVISOR, T0, new_ticket

CHANGES = {
    "edit": lambda tx, id: service.edit_ticket(tx, id, OPERATOR, description="dekat masjid", kecamatan="32.12.15"),
    "assign": lambda tx, id: service.assign(tx, id, "DPUPR", OPERATOR),
    "acknowledge": lambda tx, id: service.acknowledge(tx, id, OPERATOR),
    "refuse": lambda tx, id: service.refuse(tx, id, OPERATOR, "bukan kami"),
    "wait": lambda tx, id: service.wait_for_citizen(tx, id, OPERATOR, "RT?"),
    "resume": lambda tx, id: service.resume(tx, id, OPERATOR),
    "escalate": lambda tx, id: service.escalate(tx, id, OPERATOR, "lama"),
    "answer": lambda tx, id: service.answer(tx, id, OPERATOR, "sedang dicek"),
    "resolve": lambda tx, id: service.resolve(tx, id, OPERATOR, "beres"),
    "close": lambda tx, id: service.close_ticket(tx, id, OPERATOR),
    "reopen": lambda tx, id: service.reopen(tx, id, OPERATOR, "belum"),
    "refer": lambda tx, id: service.refer(tx, id, OPERATOR, "PLN", "123"),
    "reject": lambda tx, id: service.reject(tx, id, OPERATOR, "iseng"),
}


@pytest.fixture
def ticket(tx):
    return service.open_ticket(tx, new_ticket(), OPERATOR)


def without_counters(ticket):
    return replace(ticket, version=0, updated_at=T0)


def test_a_wrong_agency_is_taken_back(tx, ticket):
    service.assign(tx, ticket.id, "DINKES", OPERATOR)
    back = service.undo(tx, ticket.id, OPERATOR)
    assert (back.agency, back.status, back.forwarded_at) == (None, Status.NEW, None)
    assert queries.history(tx, ticket.id)[-1].detail["undid"] == "ticket.assigned"


def test_a_second_undo_does_it_again(tx, ticket):
    raised = service.escalate(tx, ticket.id, OPERATOR, "lama")
    assert service.undo(tx, ticket.id, OPERATOR).level is Level.AGENCY
    assert without_counters(service.undo(tx, ticket.id, OPERATOR)) == without_counters(raised)


def test_a_note_stays_and_does_not_hide_the_change_before(tx, ticket):
    service.assign(tx, ticket.id, "DINKES", OPERATOR)
    service.note(tx, ticket.id, OPERATOR, "salah pilih")
    assert service.undo(tx, ticket.id, OPERATOR).agency is None


def test_what_another_did_is_not_mine_to_undo_but_a_supervisors(tx, ticket):
    service.assign(tx, ticket.id, "DINKES", OTHER)
    with pytest.raises(NothingToUndo, match=OTHER.name):
        service.undo(tx, ticket.id, OPERATOR)
    assert service.undo(tx, ticket.id, SUPERVISOR).agency is None


def test_too_late_nothing_new_and_not_allowed(tx, ticket, clock):
    with pytest.raises(NothingToUndo, match="belum ada"):
        service.undo(tx, ticket.id, OPERATOR)
    service.assign(tx, ticket.id, "DPUPR", OPERATOR)
    for stranger in (BUPATI, DPUPR):
        with pytest.raises(TicketsError):
            service.undo(tx, ticket.id, stranger)
    clock.now = T0 + timedelta(seconds=UNDO_WINDOW_S + 1)
    with pytest.raises(NothingToUndo, match="terlalu lama"):
        service.undo(tx, ticket.id, OPERATOR)
    with pytest.raises(NotAllowed):
        service.undo(tx, ticket.id, BUPATI)


def test_an_open_editor_notices_the_undo(tx, ticket):
    edited = service.edit_ticket(tx, ticket.id, OPERATOR, description="lain")
    service.undo(tx, ticket.id, OPERATOR)
    with pytest.raises(TicketsError):
        service.edit_ticket(tx, ticket.id, OTHER, edited.version, description="lain lagi")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=6))
def test_whatever_was_done_last_comes_undone(tx, verbs):
    id = service.open_ticket(tx, new_ticket(), OPERATOR).id
    before = now = queries.ticket(tx, id)
    for verb in verbs:
        try:
            done = CHANGES[verb](tx, id)
        except TicketsError:
            continue
        if without_counters(done) != without_counters(now):
            before = now
        now = done
    if without_counters(before) != without_counters(now):
        assert without_counters(service.undo(tx, id, OPERATOR)) == without_counters(before)
