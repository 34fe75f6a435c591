"""The command line: what it refuses, what it hands to the console, and that the first paint waits for no database."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from agent_console import cli
from agent_console.app import ConsoleApp
from agent_console.settings import ConsoleSettings
from tickets.settings import TicketSettings


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command with the screen replaced by a note of what it was given."""
    opened = []
    monkeypatch.setattr(ConsoleApp, "run", lambda app: opened.append(app))
    house = SimpleNamespace(console=ConsoleSettings(home=tmp_path), tickets=TicketSettings(home=tmp_path))

    def run(*words):
        return CliRunner().invoke(cli.app, list(words), obj=house), opened

    return run


def test_an_unknown_language_is_refused_with_the_choice(run):
    result, opened = run("--lang", "fr")
    assert result.exit_code == 2
    assert not opened


def test_options_and_the_unattended_password_reach_the_console(run, monkeypatch, tmp_path):
    monkeypatch.setenv(cli.PASSWORD_VARIABLE, "sawah hijau")
    result, opened = run("--login", "op1", "--readonly", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert opened[0]._settings == ConsoleSettings(home=tmp_path, readonly=True, language="en")
    assert (opened[0]._login, opened[0]._password) == ("op1", "sawah hijau")


def test_without_a_login_the_password_is_not_used(run, monkeypatch):
    monkeypatch.setenv(cli.PASSWORD_VARIABLE, "sawah hijau")
    _, opened = run()
    assert opened[0]._password == ""


def test_the_first_paint_waits_for_no_database_library():
    code = "import sys, agent_console.app; print('sqlalchemy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert shown.stdout.strip() == "False"
