"""Orders to the telephone side: done once, by one bridge, and not when they come too late."""

from datetime import timedelta

import pytest

from tickets import queries, service
from tickets.errors import CallNotFound, CommandNotFound, ImpossibleTransition, NotAllowed, UnknownCommand
from tickets.model import BRIDGE, CommandState, Role
from tickets.rows import select_events

from .people import BUPATI, DPUPR, OPERATOR, PASSWORD, T0, new_call


@pytest.fixture
def call_id(tx):
    return service.start_call(tx, new_call())


def last_event(tx):
    return tx.execute(select_events().order_by("id")).all()[-1]


def test_a_command_is_claimed_once_and_finished(tx, call_id):
    command_id = service.request_command(tx, OPERATOR, "take", call_id=call_id, args={"extension": "op3"})
    (command,) = service.claim_commands(tx, "bridge-1")
    assert (command.id, command.verb, command.call_id, command.args) == (
        command_id,
        "take",
        call_id,
        {"extension": "op3"},
    )
    assert command.state is CommandState.CLAIMED
    assert service.claim_commands(tx, "bridge-2") == []
    service.finish_command(tx, command_id, ok=True, result="ringing")
    assert (last_event(tx).kind, last_event(tx).detail["result"]) == ("command.done", "ringing")


def test_a_failure_is_told(tx, call_id):
    command_id = service.request_command(tx, OPERATOR, "hangup", call_id=call_id)
    service.claim_commands(tx, "bridge")
    service.finish_command(tx, command_id, ok=False, result="no such channel")
    assert last_event(tx).kind == "command.failed"
    with pytest.raises(ImpossibleTransition):
        service.finish_command(tx, command_id, ok=True, result="")


def test_a_key_pressed_long_ago_rings_no_telephone(tx, clock, call_id):
    service.request_command(tx, OPERATOR, "take", call_id=call_id)
    clock.now = T0 + timedelta(seconds=20)
    fresh = service.request_command(tx, OPERATOR, "hangup", call_id=call_id)
    clock.now = T0 + timedelta(seconds=31)
    assert [command.id for command in service.claim_commands(tx, "bridge")] == [fresh]
    assert (last_event(tx).kind, last_event(tx).detail["result"]) == ("command.failed", "expired")


def test_commands_come_in_order_and_in_portions(tx, call_id):
    ids = [service.request_command(tx, OPERATOR, "take", call_id=call_id) for _ in range(5)]
    assert [c.id for c in service.claim_commands(tx, "bridge", limit=3)] == ids[:3]
    assert [c.id for c in service.claim_commands(tx, "bridge", limit=3)] == ids[3:]


def test_the_operators_own_extension_is_filled_in(tx, call_id):
    sari = service.create_account(tx, "sari", "Sari", Role.OPERATOR, PASSWORD, extension="op2")
    service.request_command(tx, sari.actor, "take", call_id=call_id)
    (command,) = service.claim_commands(tx, "bridge")
    assert (command.args, command.account_id) == ({"extension": "op2"}, sari.id)


@pytest.mark.parametrize("actor", [BUPATI, DPUPR, BRIDGE])
def test_only_the_desk_commands_the_telephone(tx, call_id, actor):
    with pytest.raises(NotAllowed):
        service.request_command(tx, actor, "take", call_id=call_id)


def test_senseless_commands_are_refused(tx, call_id):
    with pytest.raises(UnknownCommand):
        service.request_command(tx, OPERATOR, "dial", call_id=call_id)
    with pytest.raises(CallNotFound):
        service.request_command(tx, OPERATOR, "take", call_id=call_id + 1)
    with pytest.raises(CommandNotFound):
        service.finish_command(tx, 99, ok=True, result="")
    service.end_call(tx, call_id, at=T0, reason="hangup")
    with pytest.raises(ImpossibleTransition):
        service.request_command(tx, OPERATOR, "take", call_id=call_id)


def test_health_leaves_an_event_only_when_it_changes(tx, clock):
    for seconds, state in enumerate(["ok", "ok", "down", "down", "ok"]):
        clock.now = T0 + timedelta(seconds=seconds)
        service.report_health(tx, "recogniser", state, f"report {seconds}")
    states = [row.detail["state"] for row in tx.execute(select_events()) if row.kind == "health.changed"]
    assert states == ["ok", "down", "ok"]
    (health,) = queries.health(tx)
    assert (health.part, health.state, health.detail, health.at) == ("recogniser", "ok", "report 4", clock.now)


def test_an_unknown_state_of_health_is_refused(tx):
    with pytest.raises(ValueError, match="fine"):
        service.report_health(tx, "recogniser", "fine")
