"""A real SQLite database, seeded once, copied for each test; apps that are driven by a Pilot."""

import asyncio
import shutil
from contextlib import asynccontextmanager

import pytest

from agent_console.app import ConsoleApp
from agent_console.settings import ConsoleSettings
from tickets import migrate, service
from tickets.database import Database

from . import shift


@pytest.fixture(scope="session")
def quiet_file(tmp_path_factory):
    """Tables and people, nothing else."""
    file = tmp_path_factory.mktemp("quiet") / "iceta.db"
    migrate.upgrade(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}", clock=shift.Clock())
    with database.transaction() as tx:
        shift.create_people(tx)
    database.close()
    return file


@pytest.fixture(scope="session")
def busy_file(quiet_file, tmp_path_factory):
    """The whole shift."""
    file = tmp_path_factory.mktemp("busy") / "iceta.db"
    shutil.copy(quiet_file, file)
    database = Database(f"sqlite:///{file}", clock=shift.Clock())
    with database.transaction() as tx:
        shift.fill(tx)
    database.close()
    return file


@pytest.fixture
def clock():
    return shift.Clock()


@pytest.fixture
def home(tmp_path):
    return tmp_path


@pytest.fixture
def url(home, busy_file):
    shutil.copy(busy_file, home / "iceta.db")
    return f"sqlite:///{home / 'iceta.db'}"


@pytest.fixture
def database(url, clock):
    database = Database(url, clock=clock)
    yield database
    database.close()


@pytest.fixture
def write(database):
    def write(verb, *args, **kwargs):
        with database.transaction() as tx:
            return verb(tx, *args, **kwargs)

    return write


@pytest.fixture
def ask(database):
    def ask(query, *args, **kwargs):
        with database.reading() as tx:
            return query(tx, *args, **kwargs)

    return ask


@pytest.fixture
def new_app(home, url, clock):
    def new_app(login="op1", password=shift.PASSWORD, **settings):
        options = ConsoleSettings(home=home, **settings)
        return ConsoleApp(options, lambda: Database(url, clock=clock), login=login, password=password, clock=clock)

    return new_app


@pytest.fixture
def console(new_app):
    """An operator's console, logged in and loaded."""

    @asynccontextmanager
    async def console(login="op1", size=(80, 24), **settings):
        app = new_app(login, **settings)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.session is not None and app.session.store.heard_at is not None)
            await pilot.pause()
            yield pilot

    return console


@pytest.fixture
def hang_up_mine(write):
    """Free the operator's line."""
    write(service.end_call, 1, at=shift.NOW, reason="hangup")


async def until(pilot, holds, seconds=5.0):
    """Wait until something is so; fail when it takes longer."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await pilot.pause(0.02)
    assert holds()


async def until_true(holds, seconds=5.0):
    """Wait until something is so, without an app."""
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    assert holds()
