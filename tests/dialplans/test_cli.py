"""The exchange's commands."""

import json
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from dialplans.cli import app, exchange_app


@pytest.fixture
def call(settings):
    def run(which, *arguments: str):
        return CliRunner().invoke(which, list(arguments), obj=SimpleNamespace(exchange=settings))

    return run


def test_render_then_lint(call, tmp_path, settings):
    assert call(app, "render", "--to", str(tmp_path)).exit_code == 0
    settings.prompts_folder.mkdir()
    told = call(app, "lint", str(tmp_path))
    assert told.exit_code == 1
    assert "goodbye.wav" in told.output
    for name in ("fallback", "leave_message", "please_wait", "goodbye", "studio_closed"):
        (settings.prompts_folder / f"{name}.wav").touch()
    told = call(app, "lint", str(tmp_path))
    assert (told.exit_code, told.output) == (0, "No faults found.\n")


def test_install_shows_and_refuses(call, tmp_path):
    told = call(app, "install", "--etc", str(tmp_path), "--dry-run")
    assert told.exit_code == 1
    (tmp_path / "asterisk.conf").write_text("[directories]\n")
    told = call(app, "install", "--etc", str(tmp_path), "--dry-run")
    assert told.exit_code == 0
    assert "would write" in told.output
    assert [path.name for path in tmp_path.iterdir()] == ["asterisk.conf"]


def test_status_and_stop_without_an_exchange(call):
    told = call(exchange_app, "status", "--json")
    assert told.exit_code == 1
    assert json.loads(told.output)["running"] is False
    assert "not running" in call(exchange_app, "stop").output


STARTER = """
import sys
from pathlib import Path
from types import SimpleNamespace
from dialplans.cli import exchange_app
from dialplans.settings import ExchangeSettings
settings = ExchangeSettings.model_validate_json(sys.stdin.read())
exchange_app(["start"], obj=SimpleNamespace(exchange=settings))
"""


@pytest.mark.exchange
def test_start_keeps_running_until_stopped(call, settings, furnish):
    furnish(settings)
    plain = settings.model_dump(mode="json") | {
        "ami_secret": settings.ami_secret.get_secret_value(),
        "phone_passwords": {name: word.get_secret_value() for name, word in settings.phone_passwords.items()},
    }
    with subprocess.Popen([sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as starter:
        try:
            starter.stdin.write(json.dumps(plain).encode())
            starter.stdin.close()
            give_up = time.monotonic() + 15
            while call(exchange_app, "status").exit_code and starter.poll() is None and time.monotonic() < give_up:
                time.sleep(0.1)
            facts = json.loads(call(exchange_app, "status", "--json").output)
            assert facts["supervisor"] == starter.pid
            assert "has stopped" in call(exchange_app, "stop").output
            assert starter.wait(5) == 0
        finally:
            call(exchange_app, "stop")
            starter.kill()
