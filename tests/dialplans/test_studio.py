"""The prompt studio's extension: only operators' telephones reach it, and only while there is a bridge."""

import asyncio

import pytest
from pydantic import ValidationError

from dialplans.extensions import read_steps
from tests.dialplans.test_render import rendered
from tests.dialplans.test_settings import make

STUDIO = "700"


def test_no_other_context_leads_to_the_studio() -> None:
    steps = list(read_steps("x", rendered()["iceta-extensions.conf"]))
    doors = [(step.context, step.exten) for step in steps if "studio" in step.arguments and step.context != "studio"]
    assert doors == [("from-operator", STUDIO)]


def test_the_number_is_a_setting_and_not_the_hotline() -> None:
    assert "exten => 2580,1,Goto(studio,s,1)" in rendered(studio="2580")["iceta-extensions.conf"]
    with pytest.raises(ValidationError, match="its own number"):
        make(studio="112")
    with pytest.raises(ValidationError, match="studio"):
        make(studio="700,1,System(x)")


@pytest.mark.exchange
async def test_an_operator_comes_under_the_bridges_control_with_a_place_for_his_take(ami, operator, beating):
    phone = await operator("op1")
    assert await phone.call(STUDIO) == 200
    started = await ami.event("AsyncAGIStart")
    assert started["Context"] == "studio"
    take = await ami.get(started["Channel"], "ICETA_TAKE")
    assert take.endswith(f"/spool/recording/studio-{started['Uniqueid']}")


@pytest.mark.exchange
async def test_without_a_bridge_the_studio_says_so_and_hangs_up(ami, operator):
    phone = await operator("op1")
    assert await phone.call(STUDIO) == 200
    await asyncio.wait_for(phone.ended.wait(), 5)
    assert not any(event.get("Event") == "AsyncAGIStart" for event in ami.events)


@pytest.mark.exchange
async def test_a_citizen_cannot_reach_the_studio(ami, phones, beating):
    assert await (await phones("08123456789")).call(STUDIO) == 404


@pytest.mark.exchange
async def test_operators_still_cannot_call_anybody(operator, beating):
    phone = await operator("op1")
    for number in ("112", "701", "7000", "08123456789"):
        assert await phone.call(number) == 403
