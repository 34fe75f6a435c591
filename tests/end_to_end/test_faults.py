"""Nobody is dropped: a bridge that dies, freezes or comes back, and an Asterisk that is killed."""

import asyncio
import os
import signal
import time

import pytest

from .hotline import Hotline

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.timeout(180)]

BEAT_S = 2.5
"""After this the bridge has told a new Asterisk that it lives."""
FALLBACK_S = 15.0
"""What the service promises: an operator this soon after a bridge has died."""


async def test_a_frozen_bridge_costs_the_caller_no_more_than_fifteen_seconds(hotline: Hotline):
    frozen = hotline.bridge_pid
    async with hotline.operator("op1") as desk, hotline.citizen() as caller:
        await caller.at("main")
        mark = hotline.log_mark()
        os.kill(frozen, signal.SIGSTOP)
        try:
            since = time.monotonic()
            await desk.wait("state", state="CONFIRMED", timeout_s=FALLBACK_S + 5)
            assert time.monotonic() - since <= FALLBACK_S
            assert not caller.phone.over
        finally:
            os.kill(frozen, signal.SIGKILL)
            os.kill(frozen, signal.SIGCONT)
        await hotline.until(lambda: hotline.log_has("bridge_ready", after=mark), "a new bridge")
        await caller.in_stage("talking")


async def test_a_bridge_that_is_killed_and_restarted_adopts_the_call_where_it_was(hotline: Hotline):
    async with hotline.citizen() as caller:
        await caller.at("greeting")
        await caller.phone.press("5")
        await caller.at("description")
        mark = hotline.log_mark()
        os.kill(hotline.bridge_pid, signal.SIGKILL)
        await hotline.until(lambda: hotline.log_has("call_adopted", after=mark), "the call adopted", 20)
        await asyncio.sleep(1.0)
        await caller.says("keluhan")
        await caller.at("district")
        await caller.phone.press("#")
        await caller.at("read_back")
        await caller.phone.press("1")
        ticket = await caller.ticket()
    assert ticket.category == "pekerjaan_umum"
    assert "air" in ticket.description


async def test_asterisk_killed_is_back_and_answers_the_next_caller(hotline: Hotline):
    async with hotline.citizen() as lost:
        await lost.at("greeting")
        killed = hotline.asterisk_pid
        mark = hotline.log_mark()
        os.kill(killed, signal.SIGKILL)
        row = await lost.in_stage("ended")
        assert row.end_reason == "lost"
        assert (await lost.ticket()).call_id == row.id
    assert hotline.asterisk_pid != killed
    await hotline.until(lambda: hotline.log_has("ami_up", after=mark), "the link to Asterisk")
    await asyncio.sleep(BEAT_S)
    async with hotline.citizen() as caller:
        await caller.at("greeting")
