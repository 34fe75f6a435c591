"""`iceta incident …`: what it prints, as text and as one JSON document, and how it tells mistakes."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets.cli import app
from tickets.cli_incident import incident_app
from tickets.migrate import upgrade
from tickets.settings import TicketSettings


@pytest.fixture
def run(tmp_path):
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    upgrade(settings.tickets.database_url)

    def invoke(*arguments, commands=incident_app):
        return CliRunner().invoke(commands, list(arguments), obj=settings)

    return invoke


def opened(run, text, *options):
    result = run("open", text, "--category", "air", "--kecamatan", "32.12.15", *options, commands=app)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def as_json(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_reports_are_found_joined_and_solved(run):
    first = opened(run, "banyune mati [/red]", "--number", "081234567890")
    second, third = opened(run, "air ora metu"), opened(run, "pdam macet")
    shown = run("likely", third).stdout
    assert "3 laporan serupa" in shown
    assert "isi serupa: air, mati" in shown
    found = as_json(run("likely", third, "--json"))
    assert len(found["likely"]) == 2
    made = as_json(run("join", second, "--with", first, "--json"))
    assert (made["code"], made["tickets"], made["status"]) == ("I-0001", 2, "open")
    assert "I-0001  terbuka  3" in run("join", third, "--into", "1").stdout
    listed = run("list").stdout
    assert listed.startswith("kode")
    assert "I-0001" in listed
    content = as_json(run("show", "i-1", "--json"))
    assert [member["code"] for member in content["members"]] == [c.replace(" ", "") for c in (first, second, third)]
    assert "[/red]" in run("show", "1").stdout
    solved = run("solve", "1", "Pipa sudah diganti.").stdout
    assert "3 tiket selesai, 3 pelapor perlu diberi tahu" in solved
    assert "081234567890" not in solved
    assert as_json(run("list", "--status", "open", "--json")) == []
    assert as_json(run("reopen", "1", "masih mati", "--json"))["open_tickets"] == 3


def test_solving_as_json_is_one_document(run):
    run("join", opened(run, "air mati"), "--with", opened(run, "air mati"))
    solved = as_json(run("solve", "1", "beres", "--json"))
    assert solved["incident"]["status"] == "solved"
    assert len(solved["tickets"]) == len(solved["to_tell"]) == 2


def test_incidents_are_merged_taken_apart_and_left(run):
    tickets = [opened(run, "air mati") for _ in range(4)]
    run("join", tickets[0], "--with", tickets[1], "--title", "Pipa induk")
    run("join", tickets[2], "--with", tickets[3])
    assert as_json(run("merge", "1", "2", "--json"))["tickets"] == 4
    assert "digabung" in run("list").stdout
    assert as_json(run("merge", "1", "2", "--undo", "--json"))["title"] == "Pipa induk"
    assert as_json(run("leave", tickets[0], "--json"))["tickets"] == 1
    assert "kosong" in run("leave", tickets[1]).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "I-0099"),
        ("show", "x"),
        ("likely", "1234 5678"),
        ("join", "CODE"),
        ("join", "CODE", "--with", "CODE"),
        ("leave", "CODE"),
        ("merge", "1", "2"),
        ("solve", "1", "beres"),
        ("reopen", "1", "belum"),
    ],
)
def test_errors_are_one_sentence_on_stderr(run, arguments):
    code = opened(run, "air mati")
    result = run(*[code if argument == "CODE" else argument for argument in arguments])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1


def test_a_wrong_status_is_told(run):
    assert run("list", "--status", "aneh").exit_code == 2
