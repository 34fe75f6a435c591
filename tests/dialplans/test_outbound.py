"""Calls out: nobody but the bridge's own Originate comes into their context, and only a set carrier is rung."""

import asyncio

import pytest
from pydantic import ValidationError

from dialplans.extensions import read_steps
from tests.dialplans.test_render import rendered
from tests.dialplans.test_settings import make


def test_no_context_leads_out_and_nothing_in_the_dialplan_dials_a_number() -> None:
    steps = list(read_steps("x", rendered(trunk="carrier.example")["iceta-extensions.conf"]))
    jumps = ("goto", "gotoif", "gosub", "channelredirect", "originate")
    assert not [step for step in steps if step.application.lower() in jumps and "outbound" in step.arguments]
    dialled = [step.arguments for step in steps if step.application.lower() == "dial"]
    assert all(arguments.startswith("PJSIP/${ICETA_OPERATOR},") for arguments in dialled)


def test_without_a_carrier_there_is_no_endpoint_for_calls_out() -> None:
    assert "iceta-carrier" not in rendered()["iceta-pjsip.conf"]


def test_the_carrier_is_rung_and_never_rings() -> None:
    text = rendered(trunk="carrier.example:5070")["iceta-pjsip.conf"]
    endpoint, _, rest = text.partition("[iceta-carrier]\ntype = endpoint\n")[2].partition("\n\n")
    assert "context = outbound-closed\nidentify_by = ip\n" in endpoint
    assert "contact = sip:carrier.example:5070\n" in rest
    assert "endpoint = iceta-carrier" not in text, "no address is identified as the carrier"


@pytest.mark.parametrize("trunk", ["192.0.2.7", "192.0.2.7:5060", "sip.carrier.example", "sip.carrier.example:5070"])
def test_a_carrier_is_a_host_with_a_port(trunk: str) -> None:
    assert make(trunk=trunk).trunk == trunk


@pytest.mark.parametrize(
    "trunk",
    [
        "x y",
        "host:0",
        "host:70000",
        "host:5060:1",
        "a\ncontact = sip:evil",
        "sip:host",
        "host;user=phone",
        "-x",
        ":5060",
    ],
)
def test_what_is_no_carrier_is_refused(trunk: str) -> None:
    with pytest.raises(ValidationError, match="no carrier"):
        make(trunk=trunk)


@pytest.mark.exchange
async def test_neither_citizens_nor_operators_come_into_the_context(phones, operator, beating) -> None:
    citizen = await phones("08123456789")
    for number in ("1", "7", "outbound", "081234567890"):
        assert await citizen.call(number) in (404, 484)
    phone = await operator("op1")
    for number in ("1", "7", "081234567890"):
        assert await phone.call(number) in (403, 484)


@pytest.mark.exchange
@pytest.mark.parametrize("posing", [False, True])
async def test_only_a_call_of_the_bridge_is_led(ami, operator, beating, posing) -> None:
    phone = await operator("op1")
    variable = {} if posing else {"Variable": "ICETA_OUTBOUND=7"}
    fields = {"Channel": "PJSIP/op1", "Context": "outbound", "Exten": "7", "Priority": "1", "Async": "true"}
    await ami.act("Originate", ChannelId="iceta-out-7-ab", **fields, **variable)
    await asyncio.wait_for(phone.rang.wait(), 5)
    phone.answer()
    if posing:
        await asyncio.wait_for(phone.ended.wait(), 5)
        assert not any(event.get("Event") == "AsyncAGIStart" for event in ami.events)
        return
    started = await ami.event("AsyncAGIStart")
    assert (started["Context"], started["Uniqueid"]) == ("outbound", "iceta-out-7-ab")
    take = await ami.get(started["Channel"], "ICETA_TAKE")
    assert take.endswith("/spool/recording/outbound-icetaout7ab")


@pytest.mark.exchange
async def test_without_a_bridge_nobody_is_kept_on_the_line(ami, operator) -> None:
    phone = await operator("op1")
    fields = {"Channel": "PJSIP/op1", "Context": "outbound", "Exten": "7", "Priority": "1", "Async": "true"}
    await ami.act("Originate", Variable="ICETA_OUTBOUND=7", **fields)
    await asyncio.wait_for(phone.rang.wait(), 5)
    phone.answer()
    await asyncio.wait_for(phone.ended.wait(), 5)
