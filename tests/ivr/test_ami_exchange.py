"""The link and the control of a channel with a real Asterisk and a real telephone."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from ivr.ami import AmiAddress, AmiLink, LinkDown, LinkUp
from ivr.calls import CallBoard, CallStarted
from ivr.errors import ActionRefused, ChannelGone, LoginRefused
from ivr.events import AgiEnded, HungUp
from tests.ivr.studio import ASTERISK, Studio, open_studio

pytestmark = [
    pytest.mark.exchange,
    pytest.mark.skipif(not ASTERISK.exists(), reason="the private Asterisk has not been fetched"),
]


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    async with open_studio() as studio:
        yield studio


async def _until(studio: Studio, kind: type, count: int, timeout_s: float) -> None:
    async with asyncio.timeout(timeout_s):
        while sum(isinstance(note, kind) for note in studio.notes) < count:
            await asyncio.sleep(0.02)


async def test_a_sound_stops_at_once(studio: Studio):
    async with studio.caller():
        channel = await studio.in_menu()
        assert await channel.play("iceta/goodbye") is True
        for begun_s in (0.0, 0.5):
            playing = asyncio.create_task(channel.play("iceta/welcome"))
            await asyncio.sleep(begun_s)
            began = time.monotonic()
            await channel.stop_playing()
            assert await playing is False
            assert time.monotonic() - began < 0.5
        assert await channel.play("iceta/goodbye") is True


async def test_variables_keep_every_character(studio: Studio):
    async with studio.caller():
        channel = await studio.in_menu()
        text = 'antrean "utama", \\ é 😀 ${X} ; a=b '
        await channel.set("ICETA_TEST", text)
        assert await channel.get("ICETA_TEST") == text


async def test_a_channel_that_left_or_hung_up_is_gone(studio: Studio):
    async with studio.caller() as caller:
        channel = await studio.in_menu()
        await channel.redirect("from-trunk", "resume")
        fresh = await studio.in_menu(2)
        with pytest.raises(ChannelGone):
            await channel.command("NOOP")
        assert (await fresh.command("NOOP")).result == "0"
        playing = asyncio.create_task(fresh.play("iceta/welcome"))
        await asyncio.sleep(0.3)
        await caller.hang_up()
        with pytest.raises(ChannelGone):
            await playing
        await studio.until(HungUp)
        with pytest.raises(ChannelGone):
            await fresh.get("UNIQUEID")


async def test_leaving_goes_on_in_the_dialplan(studio: Studio):
    async with studio.caller():
        channel = await studio.in_menu()
        await studio.to_queue(channel)
        await studio.until(AgiEnded)


async def test_a_bridge_that_comes_later_finds_the_call(studio: Studio):
    async with studio.caller():
        await studio.to_queue(await studio.in_menu())
        changes = CallBoard().rebuild(await studio.link.rows("CoreShowChannels"), await studio.link.rows("QueueStatus"))
        assert isinstance(changes[0], CallStarted)
        assert (changes[0].caller_number, [change.stage for change in changes[1:]]) == ("081200000001", ["queued"])


async def test_asterisk_refuses_what_we_have_no_right_to(studio: Studio):
    for name, fields in (("Command", {"Command": "core stop now"}), ("GetConfig", {"Filename": "manager.conf"})):
        with pytest.raises(ActionRefused):
            await studio.link.action(name, **fields)


async def test_asterisk_refuses_a_wrong_secret(studio: Studio):
    link = AmiLink(AmiAddress("127.0.0.1", studio.settings.ami_port, studio.settings.ami_user, "wrong-secret"))
    with pytest.raises(LoginRefused):
        await link.start()


async def test_a_frozen_asterisk_is_noticed_and_found_again(studio: Studio):
    pid = studio.exchange.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        await _until(studio, LinkDown, 1, 5)
    finally:
        os.kill(pid, signal.SIGCONT)
    await _until(studio, LinkUp, 2, 10)


async def test_an_asterisk_that_died_is_found_again(studio: Studio):
    pid = studio.exchange.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await _until(studio, LinkDown, 1, 2)
    await studio.exchange.wait()
    await studio.exchange.start()
    await _until(studio, LinkUp, 2, 6)
    await studio.link.action("Ping")
