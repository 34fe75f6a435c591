"""Databases for the tests: the same test body runs on SQLite and on PostgreSQL."""

import shutil

import pytest
from argon2 import PasswordHasher

from tickets import account_service, migrate
from tickets.database import Database
from tickets.schema import Base

from . import server
from .people import Clock


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "iceta.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_server():
    if server.programs() is None:
        pytest.skip("no PostgreSQL server programs in /usr/lib/postgresql: apt install postgresql")
    with server.running_server() as folder:
        with server.connect(folder) as connection:
            connection.execute("CREATE DATABASE iceta")
        migrate.upgrade(server.url(folder, "iceta"))
        yield folder


@pytest.fixture
def empty_postgres(postgres_server):
    with server.connect(postgres_server) as connection:
        connection.execute("DROP DATABASE IF EXISTS iceta_empty")
        connection.execute("CREATE DATABASE iceta_empty")
    return server.url(postgres_server, "iceta_empty")


@pytest.fixture
def postgres_url(postgres_server):
    tables = ", ".join([*Base.metadata.tables, "ticket_search", "ticket_search_word"])
    with server.connect(postgres_server, "iceta") as connection:
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        connection.execute("UPDATE alembic_version SET version_num = %s", [migrate.newest()])
    return server.url(postgres_server, "iceta")


@pytest.fixture
def sqlite_url(tmp_path, migrated_file):
    shutil.copy(migrated_file, tmp_path / "iceta.db")
    return f"sqlite:///{tmp_path / 'iceta.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request):
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'iceta.db'}"
    return request.getfixturevalue("empty_postgres")


@pytest.fixture(autouse=True)
def cheap_hashing(request, monkeypatch):
    """Hashing a password is meant to be slow; only the tests that ask for `real_hashing` pay for it."""
    account_service._decoy.cache_clear()
    if "real_hashing" not in request.fixturenames:
        monkeypatch.setattr(account_service, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield
    account_service._decoy.cache_clear()


@pytest.fixture
def real_hashing():
    """Ask for this to hash as in production."""


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def database(url, clock):
    opened = Database(url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def tx(database):
    """One open write transaction, in which a test's verbs run one after the other."""
    with database.transaction() as transaction:
        yield transaction
