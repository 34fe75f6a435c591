"""Calls through the running exchange, with telephones: menu, queue, taking over, falling back, voice message."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from tests.dialplans.ear import Ear
from tests.dialplans.sip_phone import SipPhone
from tests.dialplans.sockets import reachable

pytestmark = pytest.mark.exchange

STALE_S = 60.0


@pytest.fixture
async def beating(ami) -> AsyncIterator[asyncio.Task]:
    """A bridge's heartbeat; cancel it and the bridge is gone."""
    await ami.beat()
    task = asyncio.create_task(ami.beat_forever())
    yield task
    task.cancel()


@pytest.fixture
async def phones(settings, exchange) -> AsyncIterator:
    opened = []

    async def make(name: str = "08123456789", password: str = "") -> SipPhone:
        phone = await SipPhone(name, settings.sip_port, password).open()
        opened.append(phone)
        return phone

    yield make
    for phone in opened:
        phone.close()


@pytest.fixture
async def operator(phones, settings) -> AsyncIterator:
    async def sign_in(name: str) -> SipPhone:
        phone = await phones(name, settings.phone_passwords[name].get_secret_value())
        assert await phone.register() == 200
        return phone

    return sign_in


async def in_menu(ami, phones, number: str = "08123456789") -> tuple[SipPhone, str]:
    """A caller whom the bridge is in charge of, and the channel."""
    caller = await phones(number)
    assert await caller.call("112") == 200
    return caller, (await ami.event("AsyncAGIStart", CallerIDNum=number))["Channel"]


async def choose(ami, channel: str, what: str) -> None:
    await ami.act("Setvar", Channel=channel, Variable="ICETA_NEXT", Value=what)
    await ami.act("AGI", Channel=channel, Command="ASYNCAGI BREAK", CommandID="end")


async def rings(phone: SipPhone, deadline_s: float = 5.0) -> None:
    await asyncio.wait_for(phone.rang.wait(), deadline_s)


async def test_a_call_reaches_the_bridge_with_its_id(ami, phones, beating):
    _, channel = await in_menu(ami, phones)
    arrived = await ami.event("IcetaArrived")
    assert arrived["Channel"] == channel
    assert arrived["CallId"] == arrived["Uniqueid"] == await ami.get(channel, "UNIQUEID")
    assert await ami.get(channel, "ICETA_IVR") == "1"


async def test_sound_stays_on_the_loopback_address(ami, phones, beating, exchange):
    await in_menu(ami, phones)
    assert {address for address, _ in reachable(exchange.pid)} == {"127.0.0.1"}


async def test_the_watchdog_is_no_part_of_the_call(ami, phones, beating):
    await in_menu(ami, phones)
    await asyncio.sleep(0.3)
    watchdog = {e["Linkedid"] for e in ami.events if "iceta-watchdog" in e.get("Channel", "")}
    assert watchdog
    assert (await ami.event("IcetaArrived"))["Linkedid"] not in watchdog


async def test_a_second_call_starts_no_second_watchdog(ami, phones, beating):
    await in_menu(ami, phones)
    await asyncio.sleep(0.5)
    assert await (await phones("0812222")).call("112") == 200
    await asyncio.sleep(0.5)
    watchdogs = {e["Channel"] for e in ami.events if e["Event"] == "Newchannel" and "iceta-watchdog" in e["Channel"]}
    assert len(watchdogs) == 2, "the two halves of one local channel"


async def test_the_bridge_chooses_the_queue_and_an_operator_answers(ami, phones, operator, beating):
    phone = await operator("op1")
    caller, channel = await in_menu(ami, phones)
    await ami.act("Setvar", Channel=channel, Variable="ICETA_PRIORITY", Value="7")
    await choose(ami, channel, "queue")
    await ami.event("QueueCallerJoin", Queue="complaints")
    assert await ami.get(channel, "QUEUE_PRIO") == "7"
    await rings(phone)
    phone.answer()
    await ami.event("AgentConnect", MemberName="op1")
    await ami.event("BridgeEnter", Channel=channel)
    phone.hang_up()
    await asyncio.wait_for(caller.ended.wait(), 5)
    ended = await ami.event("IcetaHangup")
    assert ended["CallId"] == (await ami.event("IcetaArrived"))["CallId"]
    assert ended["Cause"] == "16"


async def test_the_bridge_chooses_goodbye(ami, phones, beating):
    caller, channel = await in_menu(ami, phones)
    await choose(ami, channel, "goodbye")
    await asyncio.wait_for(caller.ended.wait(), 5)
    assert not any(e["Event"] == "QueueCallerJoin" for e in ami.events)


@pytest.mark.parametrize("choice", ["", "somewhere"])
async def test_without_a_valid_choice_the_call_falls_back(ami, phones, beating, choice):
    _, channel = await in_menu(ami, phones)
    await choose(ami, channel, choice)
    assert (await ami.event("IcetaFallback"))["Reason"] == "no_choice"
    await ami.event("QueueCallerJoin")


async def test_a_stale_heartbeat_sends_a_call_to_the_queue_at_once(ami, exchange):
    await ami.beat(age_s=STALE_S)
    started = time.monotonic()
    await ami.act("Originate", Channel="Local/112@from-trunk", Application="Wait", Data="30", Async="true")
    assert (await ami.event("IcetaFallback"))["Reason"] == "no_bridge"
    await ami.event("QueueCallerJoin")
    assert time.monotonic() - started < 3
    assert not any(e["Event"] == "AsyncAGIStart" for e in ami.events)


async def test_before_the_first_heartbeat_calls_are_answered_too(ami, phones):
    assert await (await phones()).call("112") == 200
    await ami.event("QueueCallerJoin")


async def test_the_watchdog_saves_calls_when_the_heartbeat_stops(ami, phones, operator, beating):
    phone = await operator("op1")
    _, channel = await in_menu(ami, phones)
    _, second = await in_menu(ami, phones, "0234111222")
    beating.cancel()
    stopped = time.monotonic()
    fallback = await ami.event("IcetaFallback", deadline_s=12, Channel=channel)
    assert fallback["Reason"] == "bridge_stopped"
    assert time.monotonic() - stopped < 10
    await ami.event("IcetaFallback", Channel=second, Reason="bridge_stopped")
    await rings(phone)


async def test_a_new_bridge_adopts_a_call(ami, phones, beating):
    _, channel = await in_menu(ami, phones)
    await ami.act("Setvar", Channel=channel, Variable="ICETA_STEP", Value="village")
    ami.events.clear()
    answer = await ami.redirect(channel, "from-trunk", "resume")
    assert answer["Response"] == "Success"
    again = await ami.event("AsyncAGIStart", Channel=channel)
    assert again
    assert await ami.get(channel, "ICETA_STEP") == "village"
    assert await ami.get(channel, "ICETA_IVR") == "1"


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


async def test_nobody_answers_so_the_caller_leaves_a_message(ami, phones, settings, beating):
    caller, channel = await in_menu(ami, phones)
    await ami.redirect(channel, "voice-message", "s")
    await asyncio.sleep(1)
    caller.start_tone()
    await asyncio.sleep(1.5)
    caller.hang_up()
    message = await ami.event("IcetaMessage")
    arrived = await ami.event("IcetaArrived")
    recorded = settings.folder / f"spool/recording/message-{arrived['CallId']}.wav"
    assert message["CallId"] == arrived["CallId"]
    assert message["File"] == str(recorded)
    assert recorded.stat().st_size > 8000
    await ami.event("IcetaHangup")
    assert len([e for e in ami.events if e.get("UserEvent") == "IcetaMessage"]) == 1


async def test_a_silent_caller_is_not_recorded_for_ever(ami, phones, beating):
    caller, channel = await in_menu(ami, phones)
    await ami.redirect(channel, "voice-message", "s")
    caller.start_tone()
    await asyncio.sleep(2)
    caller.fall_silent()
    await ami.event("IcetaMessage", deadline_s=12)
    await asyncio.wait_for(caller.ended.wait(), 5)
    assert len([e for e in ami.events if e.get("UserEvent") == "IcetaMessage"]) == 1


async def test_a_caller_cannot_pose_as_an_operator(phones):
    assert await (await phones("op1")).call("112") == 401


async def test_a_wrong_password_does_not_register(phones):
    assert await (await phones("op1", "not-the-password")).register() == 401


@pytest.mark.parametrize("number", ["0811999999", "op1", "resume", "T", "s", "113"])
async def test_citizens_reach_the_hotline_only(phones, number):
    assert await (await phones()).call(number) == 404


@pytest.mark.parametrize("number", ["112", "0811999999"])
async def test_operators_cannot_call_anybody(operator, number):
    phone = await operator("op1")
    assert await phone.call(number) == 403


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


@asynccontextmanager
async def listening(ami, channel: str) -> AsyncIterator[Ear]:
    async with Ear() as ear:
        target = f"AudioSocket/127.0.0.1:{ear.port}/{uuid4()}/c(slin)"
        answer = await ami.act(
            "Originate", Channel=target, Application="ChanSpy", Data=f"{channel},qSo", Async="true", Timeout="5000"
        )
        assert re.match("Success", answer["Response"]), answer
        yield ear
