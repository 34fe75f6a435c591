"""Migrations lead from nothing to exactly the tables that the program knows."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from tickets import migrate, queries, service
from tickets.database import Database
from tickets.engine import WRITES, open_engine
from tickets.errors import DatabaseUnreachable, SchemaOutdated
from tickets.schema import Base

from .people import OPERATOR, T0


def is_ours(name, kind, parents):
    """The search index is each database's own affair: no model describes it."""
    return not (kind == "table" and name.startswith("ticket_search"))


def test_models_and_migrations_agree(empty_url):
    migrate.upgrade(empty_url)
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_an_upgrade_can_be_repeated(empty_url):
    assert_current(empty_url, None)
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert_current(empty_url, migrate.newest())


def assert_current(url, revision):
    if not url.startswith("sqlite") or revision is not None:
        assert migrate.current(url) == revision


def test_the_way_back_leaves_nothing(empty_url):
    migrate.upgrade(empty_url)
    engine = open_engine(empty_url)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        command.downgrade(migrate.configuration(connection=connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_tickets_of_an_older_program_keep_their_times(empty_url):
    engine = open_engine(empty_url).execution_options(**{WRITES: True})
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).parent.mkdir(parents=True)
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(connection=connection), "0002")
        old = {"code": "1", "status": "selesai", "priority": "darurat", "level": "opd", "agency": "DINKES", "at": T0}
        columns = "code, status, priority, level, agency, landmark, description, reporter_name, reporter_number"
        values = ":code, :status, :priority, :level, :agency, '', 'sesak', '', '', :no, :no, 'telepon', 1, :at, :at"
        columns += ", anonymous, confidential, channel, version, created_at, updated_at"
        connection.execute(text(f"INSERT INTO ticket ({columns}) VALUES ({values})"), old | {"no": False})
    engine.dispose()
    migrate.upgrade(empty_url)
    database = Database(empty_url)
    with database.transaction() as tx:
        ticket = queries.ticket(tx, 1)
        assert ticket.resolved_at == ticket.forwarded_at == ticket.round_since == ticket.emergency_since == T0
        assert (ticket.pauses, ticket.warned, ticket.rt) == ((), frozenset(), "")
        assert service.reopen(tx, 1, OPERATOR, "belum sembuh").next_due_at is not None
    database.close()


def test_a_database_without_tables_is_refused_with_the_cure(empty_url):
    database = Database(empty_url)
    with pytest.raises(SchemaOutdated, match="iceta database upgrade"):
        database.check()
    database.close()


def test_a_check_does_not_create_a_file(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    with pytest.raises(SchemaOutdated):
        database.check()
    database.close()
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_a_newer_program_is_refused_with_another_cure(url):
    database = Database(url)
    database.check()
    with database.transaction() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaOutdated) as caught:
        database.check()
    assert "install a newer version" in caught.value.english
    database.close()


@pytest.mark.parametrize("url", ["postgresql://iceta:rahasia@127.0.0.1:1/iceta", "sqlite:////proc/nowhere/iceta.db"])
def test_an_unreachable_database_is_named_without_its_password(url):
    database = Database(url)
    with pytest.raises(DatabaseUnreachable) as caught, database.reading() as tx:
        tx.execute(text("SELECT 1"))
    database.close()
    assert "rahasia" not in str(caught.value) + caught.value.english
    assert caught.value.reason
