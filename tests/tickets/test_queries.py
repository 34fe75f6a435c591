"""The questions of the console."""

from datetime import timedelta

import pytest

from tickets import queries, service
from tickets.codes import grouped
from tickets.errors import CallNotFound, TicketNotFound
from tickets.model import CallStage, Priority, Status

from .people import OPERATOR, T0, new_call, new_ticket


@pytest.fixture
def opened(tx):
    facts = [
        {"description": "Jalan BERLUBANG 100%"},
        {"description": "air keruh", "category": "air", "reporter_name": "Pak Rasta"},
        {"description": "ada ular", "priority": Priority.EMERGENCY, "reporter_number": "0811"},
        {"description": "lampu_mati", "reporter_number": "0811"},
    ]
    return [service.open_ticket(tx, new_ticket(**fact), OPERATOR) for fact in facts]


def ids(tickets):
    return [ticket.id for ticket in tickets]


def test_open_emergencies_come_first_then_the_newest(tx, opened):
    one, two, snake, four = opened
    assert ids(queries.tickets(tx)) == [snake.id, four.id, two.id, one.id]
    service.resolve(tx, snake.id, OPERATOR, "ditangkap")
    assert ids(queries.tickets(tx)) == [four.id, snake.id, two.id, one.id]


def test_search_takes_text_literally_and_ignores_case(tx, opened):
    one, two, _, four = opened
    assert ids(queries.tickets(tx, text="berlubang")) == [one.id]
    assert ids(queries.tickets(tx, text="0%")) == [one.id]
    assert ids(queries.tickets(tx, text="%")) == [one.id]
    assert ids(queries.tickets(tx, text="u_m")) == [four.id]
    assert ids(queries.tickets(tx, text="rasta")) == [two.id]
    assert ids(queries.tickets(tx, text=grouped(two.code))) == [two.id]
    assert queries.tickets(tx, text="'; DROP TABLE ticket; --") == []


def test_lists_are_filtered_and_paged(tx, opened):
    one = opened[0]
    service.assign(tx, one.id, "DPUPR", OPERATOR)
    assert ids(queries.tickets(tx, agency="DPUPR")) == [one.id]
    assert ids(queries.tickets(tx, status=Status.ASSIGNED)) == [one.id]
    assert ids(queries.tickets(tx, limit=2, offset=1)) == ids(queries.tickets(tx))[1:3]
    assert queries.tickets(tx, limit=0) == []


def test_a_ticket_is_found_by_its_code(tx, opened):
    assert queries.ticket_by_code(tx, grouped(opened[0].code)) == opened[0]
    with pytest.raises(TicketNotFound, match="9999"):
        queries.ticket_by_code(tx, "9999 9999")


def test_a_callers_history_is_the_newest_first_and_none_for_a_withheld_number(tx, opened):
    assert ids(queries.caller_history(tx, "0811")) == [opened[3].id, opened[2].id]
    assert queries.caller_history(tx, "") == []


def test_live_calls_keep_an_ended_call_for_a_minute(tx, clock):
    first = service.start_call(tx, new_call("1"))
    second = service.start_call(tx, new_call("2"))
    service.end_call(tx, first, at=T0, reason="hangup")
    clock.now = T0 + timedelta(seconds=59)
    assert [row.id for row in queries.live_calls(tx)] == [first, second]
    clock.now = T0 + timedelta(seconds=61)
    assert [row.id for row in queries.live_calls(tx)] == [second]


def test_counts(tx, opened):
    call_id = service.start_call(tx, new_call())
    service.set_stage(tx, call_id, CallStage.QUEUED, at=T0)
    counted = queries.counts(tx)
    assert (counted["baru"], counted["open"], counted["emergency"]) == (4, 4, 1)
    assert (counted["calls"], counted["queued"], counted["selesai"]) == (1, 1, 0)


def test_a_missing_call_is_named(tx):
    with pytest.raises(CallNotFound, match="17"):
        queries.call(tx, 17)
