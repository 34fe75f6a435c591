"""The prompts' commands on a home folder of their own: list, render, check, pronunciation."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

from ivr.catalogue import all_prompts
from ivr.prompt_cli import app
from speech.settings import SpeechSettings


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, list(words), obj=SimpleNamespace(speech=SpeechSettings(home=home)))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    done = run(home, "render")
    assert done.exit_code == 0, done.output
    return home


@pytest.fixture
def home(rendered: Path, tmp_path: Path) -> Path:
    shutil.copytree(rendered / "prompts", tmp_path / "prompts")
    return tmp_path


def test_the_prompts_that_come_with_the_program_are_without_a_fault(rendered: Path) -> None:
    done = run(rendered, "check")
    assert (done.exit_code, done.stdout) == (0, f"{len(all_prompts())} suara baik.\n")


def test_rendering_again_makes_nothing(rendered: Path) -> None:
    counts = json.loads(run(rendered, "render", "--json").stdout)
    assert (counts["spoken"], counts["kept"]) == (0, len(all_prompts()))


def test_the_list_names_number_speaker_and_length(home: Path) -> None:
    (home / "prompts/recorded").mkdir()
    soundfile.write(home / "prompts/recorded/digit_4.wav", 0.3 * np.sin(np.arange(8000) / 4), 8000)
    assert run(home, "render").exit_code == 0
    done = run(home, "list", "--json")
    assert done.stdout.count("\n") == 1
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["digit_4"]["number"] == 204
    assert (rows["digit_4"]["source"], rows["digit_5"]["source"]) == ("human", "voice")
    assert rows["digit_4"]["seconds"] == pytest.approx(1.17, abs=0.1)
    assert "204  digit_4" in run(home, "list").stdout


def test_a_fault_is_one_sentence_and_exit_status_1(home: Path) -> None:
    (home / "prompts/greeting.wav").unlink()
    done = run(home, "check")
    assert done.exit_code == 1
    assert done.stdout == f"{home}/prompts/greeting.wav: the file is missing; render the prompts again\n"
    [fault] = json.loads(run(home, "check", "--json").stdout)
    assert fault["name"] == "greeting"


def test_an_empty_home_has_every_prompt_missing(tmp_path: Path) -> None:
    assert run(tmp_path, "check").exit_code == 1
    rows = json.loads(run(tmp_path, "list", "--json").stdout)
    assert {row["source"] for row in rows} == {None}


def test_the_pronunciation_sheet_is_written_whole(home: Path) -> None:
    done = run(home, "pronunciation", "-o", str(home / "page.html"))
    assert done.exit_code == 0, done.output
    page = (home / "page.html").read_text("utf-8")
    assert page.count("☐") > len(all_prompts())
    assert page.endswith("</html>\n")
    assert sorted(path.name for path in home.iterdir()) == ["page.html", "prompts"]


def test_a_page_that_cannot_be_written_is_one_sentence(home: Path) -> None:
    done = run(home, "pronunciation", "-o", "/nowhere/page.html")
    assert done.exit_code == 1
    assert "/nowhere" in done.output
    assert "Traceback" not in done.output
