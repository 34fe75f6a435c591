"""Calls through the running exchange, with telephones: menu, queue, falling back, voice message."""

import asyncio
import time

import pytest

from tests.dialplans.call_steps import choose, in_menu, rings
from tests.dialplans.conftest import settings_in
from tests.dialplans.sockets import reachable

pytestmark = pytest.mark.exchange

STALE_S = 60.0


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


async def test_a_call_that_stays_in_the_menu_too_long_falls_back(ami, phones, beating):
    _, channel = await in_menu(ami, phones)
    await ami.act("Setvar", Channel=channel, Variable="TIMEOUT(absolute)", Value="1")
    assert (await ami.event("IcetaFallback"))["Reason"] == "menu_too_long"
    await ami.event("QueueCallerJoin", Channel=channel)


class TestShortQueue:
    @pytest.fixture
    def settings(self, home):
        return settings_in(home, queue_limit_s=10, ring_s=3)

    async def test_who_waits_in_vain_may_leave_a_message(self, ami, phones, operator):
        phone = await operator("op1")
        caller = await phones()
        assert await caller.call("112") == 200
        await rings(phone)
        await ami.event("AgentRingNoAnswer", MemberName="op1")
        await ami.event("QueueCallerAbandon", deadline_s=12)
        await asyncio.sleep(1)
        caller.start_tone()
        await asyncio.sleep(1)
        caller.hang_up()
        await ami.event("IcetaMessage")
