"""The command line: what it prints, and that every error is one sentence and exit code 1."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets import service
from tickets.cli import accounts_app, app, database_app
from tickets.database import Database
from tickets.migrate import newest
from tickets.settings import TicketSettings


@pytest.fixture
def invoke(tmp_path):
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))

    def run(commands, *arguments, typed=None):
        return CliRunner().invoke(commands, list(arguments), obj=settings, input=typed)

    return run


@pytest.fixture
def ready(invoke):
    assert invoke(database_app, "upgrade").exit_code == 0
    return invoke


def opened(run, *options):
    result = run(app, "open", "jalan berlubang [/red]", "--category", "pekerjaan_umum", *options)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_a_database_is_made_and_checked(invoke):
    refused = invoke(database_app, "check")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert (
        refused.stderr
        == f"iceta: The database is at version 0, this program needs {newest()}: run `iceta database upgrade`.\n"
    )
    assert newest() in invoke(database_app, "upgrade").stdout
    assert invoke(database_app, "check").exit_code == 0


def test_a_ticket_lives_its_whole_life_on_the_command_line(ready):
    code = opened(ready, "--type", "berkadar", "--channel", "WhatsApp")
    steps = [
        ("verify",), ("claim",), ("assign", "DPUPR"), ("acknowledge",), ("wait", "RT berapa?"), ("resume",),
        ("answer", "dijadwalkan"), ("refuse", "bukan kami"), ("assign", "DISKIMRUM"), ("release",),
        ("resolve", "beres"), ("close",), ("reopen", "belum"), ("undo",), ("undo",), ("refer", "PLN", "hubungi 123"),
    ]  # fmt: skip
    for verb, *said in steps:
        result = ready(app, verb, code, *said)
        assert result.exit_code == 0, (verb, result.output)
    first = opened(ready)
    assert ready(app, "reopen", code, "tetap").exit_code == 0
    assert ready(app, "duplicate", code, first).exit_code == 0
    assert "duplikat" in ready(app, "show", code).stdout
    refused = ready(app, "close", code)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    unknown = ready(app, "open", "x", "--type", "gosip")
    assert (unknown.exit_code, "tidak_berkadar" in unknown.stderr) == (1, True)


def test_an_attachment_is_shown_with_its_ticket(ready):
    code = opened(ready)
    assert ready(app, "attach", code, "foto/lubang.jpg", "--kind", "foto").exit_code == 0
    shown = json.loads(ready(app, "show", code, "--json").stdout)["attachments"]
    assert [(one["kind"], one["reference"]) for one in shown] == [("foto", "foto/lubang.jpg")]
    assert ready(app, "attach", code, " ").exit_code == 1


def test_a_ticket_is_opened_worked_on_and_shown(ready):
    code = opened(ready)
    for verb, text in (("assign", "DPUPR"), ("note", "dicek"), ("escalate", "lama"), ("resolve", "ditambal")):
        assert ready(app, verb, code, text).exit_code == 0
    shown = ready(app, "show", code).stdout
    assert "selesai" in shown
    assert "[/red]" in shown
    assert "ticket.resolved" in shown
    content = json.loads(ready(app, "show", code.replace(" ", ""), "--json").stdout)
    assert (content["agency"], content["level"], len(content["history"])) == ("DPUPR", "diskominfo", 5)
    assert "(command line)" in content["history"][0]["actor"]


def test_lists_are_text_or_json(ready):
    code = opened(ready, "--name", "Pak Rasta")
    assert code in ready(app, "list").stdout
    (ticket,) = json.loads(ready(app, "list", "--json", "--text", "rasta").stdout)
    assert ticket["code"] == code.replace(" ", "")
    assert json.loads(ready(app, "list", "--json", "--status", "selesai").stdout) == []
    assert ready(app, "list", "--status", "aneh").exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [("show", "1234 5678"), ("note", "CODE", " "), ("assign", "CODE", "PLN"), ("assign", "CODE", "NASA")],
)
def test_errors_are_one_sentence_on_stderr(ready, arguments):
    code = opened(ready)
    result = ready(app, *[code if argument == "CODE" else argument for argument in arguments])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1


def test_an_account_takes_its_password_from_stdin(ready, tmp_path):
    made = ready(accounts_app, "create", "sari", "--name", "Ibu Sari", "--extension", "op1", typed="sawah hijau\n")
    assert made.stdout == "sari (operator)\n"
    assert ready(accounts_app, "password", "sari", typed="laut biru\n").exit_code == 0
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    with database.reading() as tx:
        assert service.authenticate(tx, "sari", "laut biru").name == "Ibu Sari"
    database.close()
    assert "op1" in ready(accounts_app, "list").stdout
    assert json.loads(ready(accounts_app, "list", "--json").stdout)[0]["login"] == "sari"


def test_account_mistakes_are_told(ready):
    assert ready(accounts_app, "create", "sari", typed="pendek\n").exit_code == 1
    assert ready(accounts_app, "create", "sari", "--role", "raja", typed="sawah hijau\n").exit_code == 2
    assert "hantu" in ready(accounts_app, "password", "hantu", typed="sawah hijau\n").stderr


def test_a_url_that_is_none_is_told(tmp_path):
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path, url="bukan url"))
    result = CliRunner().invoke(app, ["list"], obj=settings)
    assert result.exit_code == 1
    assert "no database URL" in result.stderr
