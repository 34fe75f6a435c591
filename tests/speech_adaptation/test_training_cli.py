"""The commands: one clear sentence for what is missing, a whole small training, Ctrl-C and going on."""

import importlib.util
import json
import os
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
import typer
from typer.testing import CliRunner

from speech.adaptation import cli
from speech.adaptation.cli import gather_indspeech, train_model
from speech.settings import SpeechSettings
from speech.vosk_engine import MODEL_MARK
from tests.speech_adaptation.conftest import VOICES

app = typer.Typer()
app.command("train")(train_model)
app.command("indspeech")(gather_indspeech)


@pytest.fixture(autouse=True)
def own_log():
    yield
    structlog.reset_defaults()


def run(home: Path, *words: str, model: Path | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), obj=SimpleNamespace(speech=SpeechSettings(home=home, model=model)))
    return done.exit_code, done.output


def test_without_the_training_libraries_the_cure_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "LIBRARIES", ("a_library_nobody_has",))
    code, output = run(tmp_path, "train", "--data", str(tmp_path))
    assert code == 1
    assert "pip install 'iceta[training]'" in output
    assert "Traceback" not in output


def test_the_libraries_named_are_those_that_are_imported():
    sources = "\n".join(file.read_text("utf-8") for file in Path(cli.__file__).parent.glob("*.py"))
    for library in cli.LIBRARIES:
        assert f"\nimport {library}\n" in sources


def test_a_wrong_indspeech_folder_is_told(tmp_path):
    code, output = run(tmp_path, "indspeech", str(tmp_path / "none"), "--speakers", str(tmp_path / "none.json"))
    assert code == 1
    assert "none.json" in output


@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in cli.LIBRARIES), reason="needs the training extra"
)
class TestTraining:
    @pytest.mark.parametrize(
        ("words", "told"),
        [(["--data", "nowhere"], "no such folder"), (["--data", ".", "--from", "none.mdl"], "none.mdl")],
    )
    def test_what_is_missing_is_said_in_one_sentence(self, tmp_path, spoken, words, told):
        words = [str(spoken) if word == "." else word for word in words]
        code, output = run(tmp_path, "train", *words, "--json")
        assert code == 1
        assert told in output
        assert "Traceback" not in output

    @pytest.mark.speech
    @pytest.mark.timeout(300)
    def test_ctrl_c_keeps_the_state_and_the_same_command_goes_on_to_weights_that_decode(self, tmp_path, spoken, model):
        words = [
            "train",
            "--data",
            str(spoken),
            "--from",
            "base",
            "--epochs",
            "2",
            "--out",
            str(tmp_path / "new.mdl"),
            "--json",
        ]
        usual = signal.getsignal(signal.SIGINT)
        presser = threading.Thread(target=press_when_handled, args=(usual,))
        presser.start()
        code, output = run(tmp_path, *words, model=model)
        presser.join()
        assert code == cli.CUT_OFF, output
        assert json.loads(output) == {"step": 1, "steps": 2}
        assert signal.getsignal(signal.SIGINT) is usual
        assert not (tmp_path / "new.mdl").exists()
        assert (tmp_path / "new.mdl.checkpoint").is_file()
        code, output = run(tmp_path, *words, model=model)
        assert code == 0, output
        told = json.loads(output)
        assert (told["step"], told["steps"]) == (2, 2)
        assert {figure["part"] for figure in told["held_out"]} == {"new speaker"}
        assert 0 <= told["word_error_rate"] < 2
        assert sorted(file.name for file in tmp_path.iterdir()) == ["new.md", "new.mdl"]
        assert (tmp_path / "new.mdl").stat().st_size == (model / MODEL_MARK).stat().st_size
        assert any(voice.replace("+", "_") in (tmp_path / "new.md").read_text("utf-8") for voice in VOICES)


def press_when_handled(usual: object) -> None:
    """Press Ctrl-C as soon as the command listens for it."""
    ends = time.monotonic() + 30
    while signal.getsignal(signal.SIGINT) is usual and time.monotonic() < ends:
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGINT)
