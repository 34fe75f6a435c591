"""`iceta search`: a table, JSON, the index made anew, and numbers that nobody reads over a shoulder."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets import service
from tickets.cli_search import app
from tickets.database import Database
from tickets.migrate import upgrade
from tickets.settings import TicketSettings

from .people import OPERATOR, new_ticket


@pytest.fixture
def invoke(tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    with database.transaction() as tx:
        facts = {"reporter_name": "Ibu [Karsinah]", "reporter_number": "62895123456"}
        service.open_ticket(tx, new_ticket(**facts), OPERATOR)
    database.close()
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    return lambda *arguments: CliRunner().invoke(app, list(arguments), obj=settings)


def test_tickets_are_found_after_a_rebuild(invoke):
    assert invoke("rebuild").stdout.splitlines()[-1] == "1 tiket bisa dicari"
    shown = invoke("kasinah", "berlubang").stdout
    assert "Ibu [Karsinah] 0895•••456" in shown
    (ticket,) = json.loads(invoke("telp:0895-123", "--json").stdout)
    assert ticket["description"] == "jalan berlubang"
    assert json.loads(invoke("tidakada", "--json").stdout) == []


def test_a_missing_database_is_told(tmp_path):
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    result = CliRunner().invoke(app, ["apa"], obj=settings)
    assert (result.exit_code, result.stdout) == (1, "")
    upgrade(f"sqlite:///{tmp_path / 'iceta.db'}")
    assert CliRunner().invoke(app, ["rebuild"], obj=settings).stdout.splitlines()[-1] == "0 tiket bisa dicari"
