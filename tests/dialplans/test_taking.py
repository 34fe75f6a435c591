"""Operators take calls, and the ear hears through it all, with telephones on the running exchange."""

import asyncio

import pytest

from tests.dialplans.call_steps import choose, in_menu, listening, rings

pytestmark = pytest.mark.exchange


async def test_an_operator_takes_a_call_from_the_menu(ami, phones, operator, beating):
    phone = await operator("op2")
    caller, channel = await in_menu(ami, phones)
    await ami.redirect(channel, "take", "op2")
    taken = await ami.event("IcetaTaken", Operator="op2")
    assert taken["CallId"] == (await ami.event("IcetaArrived"))["CallId"]
    await rings(phone)
    assert await ami.get(channel, "ICETA_IVR") == "0"
    phone.answer()
    await ami.event("BridgeEnter", Channel=channel)
    phone.hang_up()
    await asyncio.wait_for(caller.ended.wait(), 5)


async def test_an_operator_takes_a_call_from_the_queue(ami, phones, operator, beating):
    _, channel = await in_menu(ami, phones)
    await choose(ami, channel, "queue")
    await ami.event("QueueCallerJoin")
    phone = await operator("op2")
    await ami.act("QueuePause", Queue="complaints", Interface="PJSIP/op2", Paused="true")
    await ami.redirect(channel, "take", "op2")
    await rings(phone)
    phone.answer()
    await ami.event("BridgeEnter", Channel=channel)


@pytest.mark.parametrize("taker", ["op1", "op2"])
async def test_an_operator_takes_a_call_that_is_ringing_already(ami, phones, operator, beating, taker):
    """op2 takes what rings at op1; or op1 itself takes it with a key instead of lifting the receiver."""
    first, second = await operator("op1"), await operator("op2")
    await ami.act("QueuePause", Queue="complaints", Interface="PJSIP/op2", Paused="true")
    _, channel = await in_menu(ami, phones)
    await choose(ami, channel, "queue")
    await rings(first)
    await ami.redirect(channel, "take", taker)
    await asyncio.wait_for(first.cancelled.wait(), 5)
    phone = first if taker == "op1" else second
    await rings(phone)
    phone.answer()
    await ami.event("BridgeEnter", Channel=channel)
    assert not any(e["Event"] == "IcetaHangup" for e in ami.events)


async def test_who_takes_and_declines_sends_the_caller_to_the_front_of_the_queue(ami, phones, operator, beating):
    phone = await operator("op1")
    await ami.act("QueuePause", Queue="complaints", Interface="PJSIP/op1", Paused="true")
    other, other_channel = await in_menu(ami, phones)
    await choose(ami, other_channel, "queue")
    await ami.event("QueueCallerJoin", Channel=other_channel)
    _, channel = await in_menu(ami, phones, "0234111222")
    await ami.redirect(channel, "take", "op1")
    await rings(phone)
    phone.decline()
    joined = await ami.event("QueueCallerJoin", Channel=channel)
    assert joined["Position"] == "1"
    assert other.status == 200


async def test_taking_for_an_operator_who_does_not_exist_keeps_the_call(ami, phones, beating):
    _, channel = await in_menu(ami, phones)
    await ami.redirect(channel, "take", "op9")
    await ami.event("QueueCallerJoin", Channel=channel)


async def test_taking_for_an_operator_who_is_not_signed_in_keeps_the_call(ami, phones, beating):
    _, channel = await in_menu(ami, phones)
    await ami.redirect(channel, "take", "op3")
    await ami.event("QueueCallerJoin", Channel=channel)


async def test_an_ear_hears_the_caller_from_the_menu_to_the_operator(ami, phones, operator, beating):
    phone = await operator("op1")
    caller, channel = await in_menu(ami, phones)
    caller.start_tone()
    async with listening(ami, channel) as ear:
        await ear.hears()
        await choose(ami, channel, "queue")
        await rings(phone)
        await ear.hears()
        phone.answer()
        await ami.event("BridgeEnter", Channel=channel)
        await ear.hears()
        caller.hang_up()
        await asyncio.wait_for(ear.ended.wait(), 5)


async def test_an_ear_does_not_hear_the_operator(ami, phones, operator, beating):
    phone = await operator("op1")
    _, channel = await in_menu(ami, phones)
    await choose(ami, channel, "queue")
    async with listening(ami, channel) as ear:
        await rings(phone)
        phone.answer()
        await ami.event("BridgeEnter", Channel=channel)
        phone.start_tone()
        await asyncio.sleep(1.5)
        assert ear.loud == 0


async def test_an_ear_survives_taking_over(ami, phones, operator, beating):
    phone = await operator("op1")
    caller, channel = await in_menu(ami, phones)
    caller.start_tone()
    async with listening(ami, channel) as ear:
        await ear.hears()
        await ami.redirect(channel, "take", "op1")
        await rings(phone)
        await ear.hears()
        phone.answer()
        await ami.event("BridgeEnter", Channel=channel)
        await ear.hears()
        assert not ear.ended.is_set()
