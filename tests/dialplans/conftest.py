"""The exchange's fixtures: the Asterisk program, settings on free ports in a short folder, and a running exchange."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from dialplans.asterisk import Asterisk
from dialplans.exchange import Exchange
from dialplans.fetch import fetch_asterisk
from dialplans.instance import free_ports, new_secrets
from dialplans.settings import ExchangeSettings
from dialplans.tones import write_beep
from tests.dialplans.ami import Ami
from tests.dialplans.sip_phone import SipPhone

PROMPTS = ("fallback", "leave_message", "please_wait", "goodbye", "studio_closed")
OPERATORS = 3


def settings_in(home: Path, **changes) -> ExchangeSettings:
    ports, secrets = free_ports(), new_secrets(OPERATORS)
    values = {"home": home, "operators": OPERATORS, **vars(ports), **vars(secrets), **changes}
    return ExchangeSettings(**values)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path: a control socket has to fit into it."""
    folder = Path(tempfile.mkdtemp(prefix="ic-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def settings(home: Path) -> ExchangeSettings:
    return settings_in(home)


@pytest.fixture(scope="session")
def asterisk() -> Asterisk:
    """The private Asterisk of this checkout; fetched if it is not there yet."""
    own = Path(__file__).parents[2] / "var"
    return fetch_asterisk(Path(os.environ.get("ICETA_HOME", own)) / "asterisk")


@pytest.fixture
def furnish(asterisk: Asterisk) -> Callable[[ExchangeSettings], ExchangeSettings]:
    """Give a home the Asterisk program and short prompts."""

    def put(settings: ExchangeSettings) -> ExchangeSettings:
        settings.home.mkdir(exist_ok=True)
        settings.asterisk_folder.symlink_to(asterisk.binary.parents[1].resolve())
        settings.prompts_folder.mkdir(parents=True)
        for name in PROMPTS:
            write_beep(settings.prompts_folder / f"{name}.wav")
        return settings

    return put


@pytest.fixture
async def exchange(settings: ExchangeSettings, furnish) -> AsyncIterator[Exchange]:
    running = Exchange(furnish(settings))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def ami(exchange: Exchange, settings: ExchangeSettings) -> AsyncIterator[Ami]:
    async with Ami(settings.ami_port) as client:
        await client.log_in(settings.ami_user, settings.ami_secret.get_secret_value())
        yield client


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
