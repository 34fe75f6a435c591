"""`iceta speech evaluate` from end to end: a report of two sentences, and one clear sentence for whatever is wrong."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from click.testing import Result
from typer.testing import CliRunner

from speech.cli import speech_app
from speech.evaluation.sounds_without_words import Kind
from speech.settings import SpeechSettings
from tests.speech.sounds import sentence, silence
from tests.speech_evaluation.conftest import Write


def run(folder: Path, *words: str | Path, model: Path | None = None) -> Result:
    settings = SimpleNamespace(speech=SpeechSettings(home=folder, model=model))
    return CliRunner(env={"COLUMNS": "120"}).invoke(speech_app, ["evaluate", *map(str, words)], obj=settings)


def manifest_of(folder: Path, *rows: tuple[str, str, str]) -> Path:
    file = folder / "m.jsonl"
    lines = [json.dumps(dict(zip(("audio", "text", "speaker"), row, strict=True))) for row in rows]
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Two sentences of two voices, one of them in studio form, and a recording in which nobody speaks."""
    wide = np.repeat(np.frombuffer(sentence("Tiga, dua, lima."), "<i2"), 2)
    soundfile.write(tmp_path / "wide.flac", np.stack([wide, wide], axis=1), 16000)
    narrow = np.frombuffer(sentence("Tiga, dua.", "id+m3"), "<i2")
    soundfile.write(tmp_path / "narrow.wav", narrow, 8000)
    soundfile.write(tmp_path / "quiet.wav", np.frombuffer(silence(3), "<i2"), 8000)
    rows = [("wide.flac", "Tiga dua lima.", "F"), ("narrow.wav", "tiga dua", "M"), ("quiet.wav", "", "-")]
    return manifest_of(tmp_path, *rows)


@pytest.mark.speech
def test_a_report_in_json(tmp_path: Path, model: Path, manifest: Path) -> None:
    (tmp_path / "g.txt").write_text("# angka\nsatu\ndua\ntiga\nlima\nxyzzy\n")
    options = ["--grammar", tmp_path / "g.txt", "--band", "8k", "--invented", "--json"]
    done = run(tmp_path, manifest, *options, model=model)
    assert (done.exit_code, done.stderr) == (0, "")
    [line] = done.stdout.splitlines()
    found = json.loads(line)
    assert found["errors"]["words"] == 5
    assert found["errors"]["rate"] <= 0.2
    assert found["invented"] == {"recordings": 1, "minutes": 0.05, "words": 0, "per_minute": 0}
    assert found["unknown_phrases"] == ["xyzzy"]
    assert 0 < found["speed"]["processor"] < 1
    assert sum(one["words"] for one in found["calibration"]["bins"]) >= 4
    assert found["band"] == "8k"


@pytest.mark.speech
def test_a_report_to_read(tmp_path: Path, model: Path, manifest: Path) -> None:
    done = run(tmp_path, manifest, "--invented", model=model)
    assert (done.exit_code, done.stderr) == (0, "")
    for part in ("kata salah (WER)", "dari 5 kata", "2 penutur", "galat kalibrasi", "0.9–1.0", "0.00 per menit"):
        assert part in done.stdout


@pytest.mark.speech
def test_sounds_without_words_kind_by_kind(tmp_path: Path, model: Path) -> None:
    (tmp_path / "g.txt").write_text('["iya", "tidak", "xyzzy"]')
    options = ["--sounds-without-words", "0.02", "--grammar", tmp_path / "g.txt"]
    done = run(tmp_path, *options, "--json", model=model)
    found = json.loads(done.stdout)
    assert [one["kind"] for one in found["kinds"]] == list(Kind)
    assert all(one["invented"]["minutes"] == pytest.approx(0.02) for one in found["kinds"])
    assert found["unknown_phrases"] == ["xyzzy"]
    done = run(tmp_path, *options, model=model)
    assert "sirene" in done.stdout
    assert "tidak dikenal model, jadi tidak diharapkan: xyzzy" in done.stdout


def test_without_a_model_it_says_how_to_build_one(tmp_path: Path, write: Write) -> None:
    write("a.wav")
    done = run(tmp_path, manifest_of(tmp_path, ("a.wav", "satu", "A")))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no speech model here; build it with: iceta model build" in done.stderr


@pytest.mark.parametrize("options", [[], ["m.jsonl", "--sounds-without-words", "1"]])
def test_nothing_or_two_things_at_once_are_not_measured(tmp_path: Path, options: list[str]) -> None:
    done = run(tmp_path, *options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "give either a manifest or --sounds-without-words MINUTES\n"


@pytest.mark.parametrize("options", [["--sounds-without-words", "0"], ["m.jsonl", "--band", "16k"]])
def test_amounts_and_bands_that_make_no_sense_are_refused(tmp_path: Path, options: list[str]) -> None:
    assert run(tmp_path, *options).exit_code == 2


@pytest.mark.speech
@pytest.mark.parametrize(
    ("row", "options", "reason"),
    [
        (("none.wav", "satu", "A"), [], "line 1: {folder}/none.wav: there is no such file"),
        (("one.wav", "satu", "A"), [], "line 1: {folder}/one.wav: only 1 sample(s) long"),
        (("a.wav", "", "A"), [], "line 1: its text has no word: with --invented"),
        (("a.wav", "satu", "A"), ["--grammar", "none.txt"], "none.txt: cannot be read (No such file or directory)"),
        (("cut.flac", "satu", "A"), [], "cut.flac: not a sound file that can be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    tmp_path: Path, model: Path, write: Write, row: tuple[str, str, str], options: list[str], reason: str
) -> None:
    write("a.wav")
    write("one.wav", samples=np.zeros(1))
    whole = write("cut.flac", samples=np.random.default_rng(1).normal(0, 0.1, 80_000), rate=16000).read_bytes()
    (tmp_path / "cut.flac").write_bytes(whole[:8000] + bytes(2000) + whole[10_000:20_000])
    done = run(tmp_path, manifest_of(tmp_path, row), *options, model=model)
    assert (done.exit_code, done.stdout) == (1, "")
    assert reason.format(folder=tmp_path) in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.speech
def test_a_model_that_lacks_a_part_or_cannot_be_loaded_is_named(tmp_path: Path, model: Path, manifest: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    (broken / "graph" / "HCLr.fst").unlink()
    done = run(tmp_path, manifest, "--invented", model=broken)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "the speech model lacks graph/HCLr.fst; build it again: iceta model build" in done.stderr
    shutil.copy(model / "graph" / "HCLr.fst", broken / "graph" / "HCLr.fst")
    (broken / "am" / "final.mdl").write_bytes(b"no network")
    done = run(tmp_path, manifest, "--invented", model=broken)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no recognition worker can load this model; build it again: iceta model build" in done.stderr
