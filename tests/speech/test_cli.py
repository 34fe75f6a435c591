"""The speech commands end with one clear sentence, whatever is missing."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import structlog
from typer.testing import CliRunner

from speech.cli import app
from speech.settings import SpeechSettings
from tests.speech.sounds import sentence


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def run(home: Path, *words: str, model: Path | None = None) -> tuple[int, str]:
    settings = SimpleNamespace(speech=SpeechSettings(home=home, model=model))
    done = CliRunner().invoke(app, list(words), obj=settings)
    return done.exit_code, done.output


def test_say_writes_a_file_and_tells_its_length(tmp_path: Path) -> None:
    code, output = run(tmp_path, "say", "Selamat datang.", "-o", str(tmp_path / "a.wav"))
    assert (code, "detik" in output, (tmp_path / "a.wav").is_file()) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["transcribe", "none.wav"], "no speech model here; build it with: iceta model build"),
        (["say", "...", "-o", "a.wav"], "no word to say"),
        (["say", "halo", "-o", "/nowhere/a.wav"], "/nowhere"),
        (["model", "info"], "model"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, words: list[str], reason: str) -> None:
    code, output = run(tmp_path, *words)
    assert code == 1
    assert reason in output
    assert "Traceback" not in output


@pytest.mark.speech
def test_any_file_is_transcribed_to_json(tmp_path: Path, model: Path) -> None:
    sound = np.frombuffer(sentence("Tiga, dua, lima."), "<i2")
    soundfile.write(tmp_path / "a.flac", np.repeat(np.stack([sound, sound], axis=1), 2, axis=0), 16000)
    code, output = run(tmp_path, "transcribe", str(tmp_path / "a.flac"), "--json", model=model)
    answer = json.loads(output.splitlines()[-1])
    assert code == 0
    assert answer["text"] == "tiga dua lima"
    assert set(answer) == {"text", "words", "seconds", "confidence"}
    assert set(answer["words"][0]) == {"text", "confidence", "start_s", "end_s"}
    assert answer["seconds"] == pytest.approx(len(sound) / 8000, abs=0.01)


@pytest.mark.speech
def test_what_is_no_sound_is_named(tmp_path: Path, model: Path) -> None:
    (tmp_path / "a.wav").write_text("text")
    for name, reason in (("a.wav", "not a sound file"), ("b.wav", "no such file")):
        code, output = run(tmp_path, "transcribe", str(tmp_path / name), model=model)
        assert (code, name in output, reason in output) == (1, True, True)
