"""The running exchange: ready, clean, least rights, alone on the loopback address, and back after a crash."""

import asyncio
import os
import shutil
import signal
import socket
import time

import pytest

from dialplans.errors import ExchangeFailed, PortInUse
from dialplans.exchange import Exchange
from dialplans.instance import run_folder
from dialplans.process import running_pid
from tests.dialplans.ami import Ami
from tests.dialplans.conftest import settings_in
from tests.dialplans.sockets import reachable

pytestmark = pytest.mark.exchange


def log_of(settings) -> str:
    return (settings.folder / "log/messages").read_text()


async def test_starts_without_a_complaint(exchange, settings):
    assert exchange.pid
    assert "ERROR" not in log_of(settings)
    assert "WARNING" not in log_of(settings)


async def test_listens_on_the_loopback_address_only(exchange, settings):
    assert set(reachable(exchange.pid)) == {("127.0.0.1", settings.ami_port), ("127.0.0.1", settings.sip_port)}


async def test_configuration_is_private(exchange, settings):
    modes = {path.stat().st_mode & 0o077 for path in (settings.folder / "etc").glob("*.conf")}
    assert modes == {0}


@pytest.mark.parametrize(
    ("action", "headers"),
    [
        ("Command", {"Command": "core show version"}),
        ("GetConfig", {"Filename": "manager.conf"}),
        ("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"}),
        ("Reload", {}),
        ("DBPut", {"Family": "a", "Key": "b", "Val": "c"}),
        ("ModuleLoad", {"LoadType": "unload", "Module": "chan_pjsip.so"}),
        ("Originate", {"Channel": "Local/112@from-trunk", "Application": "System", "Data": "id"}),
        ("Getvar", {"Variable": "SHELL(id)"}),
        ("Setvar", {"Variable": "FILE(/tmp/x)", "Value": "y"}),
    ],
)
async def test_the_bridge_may_not(ami, action, headers):
    answer = await ami.act(action, **headers)
    assert answer["Response"] == "Error", answer


@pytest.mark.parametrize(
    ("action", "headers"),
    [
        ("Ping", {}),
        ("CoreShowChannels", {}),
        ("QueueStatus", {}),
        ("Setvar", {"Variable": "ICETA_BEAT", "Value": "1"}),
        ("Getvar", {"Variable": "ICETA_BEAT"}),
        ("QueuePause", {"Queue": "complaints", "Interface": "PJSIP/op1", "Paused": "true"}),
        ("UserEvent", {"UserEvent": "IcetaTest"}),
    ],
)
async def test_the_bridge_may(ami, action, headers):
    answer = await ami.act(action, **headers)
    assert answer["Response"] == "Success", answer


async def test_a_wrong_password_is_refused_and_logged(exchange, settings):
    async with Ami(settings.ami_port) as client:
        answer = await client.act("Login", Username="iceta", Secret="wrong")
    assert answer["Response"] == "Error"
    assert "InvalidPassword" in (settings.folder / "log/security").read_text()


async def test_events_carry_a_time(ami):
    await ami.act("UserEvent", UserEvent="IcetaTest")
    event = await ami.event("IcetaTest")
    assert abs(float(event["Timestamp"]) - time.time()) < 5


async def test_two_exchanges_run_side_by_side(exchange, home, furnish):
    other = Exchange(furnish(settings_in(home / "b")))
    await other.start()
    try:
        assert other.pid != exchange.pid
    finally:
        await other.stop()
    assert exchange.pid


@pytest.mark.parametrize(("name", "kind"), [("ami_port", socket.SOCK_STREAM), ("sip_port", socket.SOCK_DGRAM)])
async def test_a_taken_port_is_named(settings, furnish, name, kind):
    furnish(settings)
    port = getattr(settings, name)
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(PortInUse, match=rf"{port}.*{name}.*iceta\.toml"):
            await Exchange(settings).start()


async def test_an_asterisk_that_cannot_start_says_why(settings, furnish, monkeypatch):
    furnish(settings)
    monkeypatch.setattr("dialplans.exchange.configuration", lambda folder: folder / "etc/none/asterisk.conf")
    with pytest.raises(ExchangeFailed, match="ended while it was starting"):
        await Exchange(settings).start()


async def test_a_killed_asterisk_is_back_within_about_a_second(exchange, settings):
    supervisor = asyncio.create_task(exchange.supervise())
    await asyncio.sleep(0.1)
    first, killed_at = exchange.pid, time.monotonic()
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(10):
        while (await ping(settings)) != "Success":
            await asyncio.sleep(0.05)
    assert time.monotonic() - killed_at < 3
    assert exchange.pid != first
    await exchange.stop()
    await asyncio.wait_for(supervisor, 5)
    assert running_pid(settings.folder) is None


async def test_stopping_during_a_restart_leaves_nothing_running(exchange, settings):
    supervisor = asyncio.create_task(exchange.supervise())
    os.kill(exchange.pid, signal.SIGKILL)
    await asyncio.sleep(0.25)
    await exchange.stop()
    await asyncio.wait_for(supervisor, 10)
    assert exchange.pid is None
    assert running_pid(settings.folder) is None


async def test_a_running_asterisk_is_adopted(exchange, settings):
    second = Exchange(settings)
    await second.start()
    assert second.pid == exchange.pid
    await second.stop()
    await asyncio.wait_for(exchange.wait(), 5)


async def test_a_second_supervisor_stands_by(exchange, settings):
    first = asyncio.create_task(exchange.supervise())
    second_exchange = Exchange(settings)
    await second_exchange.start()
    await asyncio.sleep(0.1)
    second = asyncio.create_task(second_exchange.supervise())
    await asyncio.sleep(0.3)
    assert not second.done()
    await exchange.stop()
    await second_exchange.stop()
    await asyncio.wait_for(asyncio.gather(first, second), 5)
    assert running_pid(settings.folder) is None


async def test_a_deep_home_keeps_its_socket_elsewhere(home, furnish):
    deep = home / ("d" * 100)
    deep.mkdir()
    settings = furnish(settings_in(deep))
    exchange = Exchange(settings)
    await exchange.start()
    try:
        assert running_pid(settings.folder) == exchange.pid
    finally:
        await exchange.stop()
        shutil.rmtree(run_folder(settings.folder))


async def ping(settings) -> str:
    try:
        async with Ami(settings.ami_port) as client:
            await client.log_in(settings.ami_user, settings.ami_secret.get_secret_value())
            return (await client.act("Ping"))["Response"]
    except OSError:
        return ""
