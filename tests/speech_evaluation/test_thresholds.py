"""The file of thresholds, and how the command measures them and writes them down."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from speech.evaluation.curve import Trial
from speech.evaluation.manifest import Recording
from speech.evaluation.recognition import Heard
from speech.recogniser import Final
from speech.synthesiser import Utterance, synthesise
from speech.threshold_command import thresholds as command
from speech.threshold_trials import NothingToMeasure, kind_phrases, measure, put, trials, written
from speech.thresholds import QuestionKind, Threshold, ThresholdsWrong, thresholds

SOME = Threshold(0.9, 0.4, 0.005, 0.01, 0.1, 100, 200, "2026-11-24", real_voices=True)
DIGITS = kind_phrases(QuestionKind.DIGITS)


def every(tmp_path: Path) -> Path:
    file = tmp_path / "thresholds.toml"
    file.write_text("# head\n\n" + "\n".join(written(kind, SOME) for kind in QuestionKind), "utf-8")
    return file


def test_the_shipped_file_has_every_kind_and_was_measured():
    for kind, found in thresholds().items():
        assert 0 < found.ask <= found.accept, kind
        assert found.expected > 100
        assert found.false_accept <= (0.02 if kind is QuestionKind.YES_NO else 0.01), kind


def test_what_is_written_is_read_back(tmp_path):
    assert thresholds(every(tmp_path)) == dict.fromkeys(QuestionKind, SOME)


def test_only_the_kind_that_was_measured_changes(tmp_path):
    file = every(tmp_path)
    put(file, QuestionKind.MENU, replace(SOME, accept=0.95))
    found = thresholds(file)
    assert found.pop(QuestionKind.MENU).accept == 0.95
    assert set(found.values()) == {SOME}
    assert file.read_text("utf-8").startswith("# head\n")


def test_a_new_file_is_begun(tmp_path):
    put(tmp_path / "new.toml", QuestionKind.CODE, SOME)
    assert (tmp_path / "new.toml").read_text("utf-8") == written(QuestionKind.CODE, SOME)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("accept = 0.9", "accept = 0.3", "ask <= accept"),
        ("ask = 0.4", "ask = 0.0", "ask <= accept"),
        ("wrong = 0.01\n", "", "wrong"),
        ("[village]", "[vilage]", "lacks .village."),
        ("[code]", "[code", "cannot be read"),
        ("accept = 0.9", 'accept = "much"', "wrong type"),
    ],
)
def test_a_fault_in_the_file_is_told(tmp_path, old, new, reason):
    file = every(tmp_path)
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ThresholdsWrong, match=reason) as caught:
        thresholds(file)
    assert str(file) in str(caught.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ThresholdsWrong, match="cannot be read"):
        thresholds(tmp_path / "none.toml")


def heard(*finals: tuple[str, float]) -> Heard:
    return Heard([Final(text, (), confidence, 0.0, 1.0) for text, confidence in finals])


def recording(text: str) -> Recording:
    return Recording(Path("x.wav"), tuple(text.split()), "s", 1.0)


def test_recordings_become_trials():
    said = ["satu dua", "satu dua", "tempat sampah", "air mati satu", "tiga", "selamat pagi"]
    results = [
        heard(("satu", 0.9), ("dua", 0.7)),
        heard(("satu", 0.9)),
        heard(("empat", 0.5)),
        heard(("satu", 0.9)),
        heard(),
        heard(),
    ]
    assert trials(list(map(recording, said)), results, DIGITS) == [
        Trial(0.7, right=True),
        Trial(0.9, right=False),
        Trial(0.5, right=False, expected=False),
        Trial(0.0, right=False),
        Trial(0.0, right=False, expected=False),
    ]


def test_an_answer_of_another_length_than_expected_is_not_heard():
    said = [recording("satu dua tiga"), recording("tempat sampah"), recording("satu")]
    results = [heard(("satu dua", 0.9)), heard(("empat", 1.0)), heard(("satu", 1.0))]
    assert trials(said, results, DIGITS, range(3, 17)) == [
        Trial(0.0, right=False),
        Trial(0.0, right=False, expected=False),
    ]


def test_a_phrase_of_two_words_is_one_answer():
    said = [recording("air bersih"), recording("air kotor"), recording("bersih sekali")]
    found = trials(said, [heard(("air bersih", 1.0)), heard(), heard()], ("air", "air bersih"))
    assert [trial.expected for trial in found] == [True, False]


@pytest.mark.parametrize(("expected", "missing"), [(True, "other speech"), (False, "an answer")])
def test_both_answers_and_other_speech_are_needed(expected, missing):
    with pytest.raises(NothingToMeasure, match=missing):
        measure([Trial(1.0, right=expected, expected=expected)], 1, day="2026-11-24", real_voices=True)


def test_what_is_proposed_is_what_was_measured():
    found = [Trial(0.9, right=True), Trial(0.4, right=False), Trial(0.3, right=False, expected=False)]
    result = measure(found, 5, day="2026-11-24", real_voices=False)
    assert result.threshold == Threshold(0.9, 0.9, 0.0, 0.0, 0.5, 2, 1, "2026-11-24", real_voices=False)
    assert result.passed_over == 2


@pytest.fixture
def manifest(tmp_path) -> Path:
    texts = [
        "satu dua tiga",
        "empat lima enam",
        "delapan kosong dua",
        "tempat pembuangan sampah",
        "jalan desa rusak berat",
    ]
    utterances = [Utterance(text, tmp_path / f"{number}.wav") for number, text in enumerate(texts)]
    synthesise(utterances, "id+m3", 145)
    rows = [{"audio": f"{number}.wav", "text": text, "speaker": "s"} for number, text in enumerate(texts)]
    file = tmp_path / "manifest.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return file


def run(model: Path, *arguments: str):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, arguments, obj=SimpleNamespace(speech=SimpleNamespace(model_folder=model)))


@pytest.mark.speech
def test_the_command_measures_and_writes(model, manifest, tmp_path):
    out = tmp_path / "out.toml"
    result = run(model, str(manifest), "--kind", "digits", "--synthetic", "--json", "--out", str(out))
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["threshold"]["expected"], told["threshold"]["unexpected"]) == (3, 2)
    assert out.read_text("utf-8") == written(QuestionKind.DIGITS, Threshold(**told["threshold"]))
    assert not told["threshold"]["real_voices"]


@pytest.mark.speech
def test_the_command_says_what_is_missing(model, manifest, tmp_path):
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("kartu keluarga\n", "utf-8")
    result = run(model, str(manifest), "--kind", "menu", "--grammar", str(phrases))
    assert result.exit_code == 1
    assert "no recording is an answer" in result.stderr
    assert "no phrases of its own" in run(model, str(manifest), "--kind", "open").stderr
