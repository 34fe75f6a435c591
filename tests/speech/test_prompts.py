"""Prompts are made once, follow their texts, and give way to human recordings."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech import prompts
from speech.errors import PromptNameWrong, PromptTextEmpty, SoundSilent, SoundUnreadable, SynthesisFailed
from speech.prompts import check, render, say
from speech.wav import what_is_wrong

TEXTS = {"welcome": "Selamat datang di I-Ceta.", "menu_1": "Tekan 1 untuk kesehatan."}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "recorded").mkdir()
    return tmp_path / "prompts", tmp_path / "recorded"


def record(file: Path, level: float = 0.3, rate: int = 44100) -> None:
    tone = level * np.sin(2 * np.pi * 300 * np.arange(rate) / rate)
    soundfile.write(file, np.stack([tone, tone], axis=1), rate)


def test_a_second_rendering_makes_nothing(folders: tuple[Path, Path]) -> None:
    steps: list[tuple[int, int]] = []
    first = render(TEXTS, *folders, progress=lambda done, total: steps.append((done, total)))
    before = {file.name: file.read_bytes() for file in folders[0].glob("*.wav")}
    second = render(TEXTS, *folders)
    assert (set(first.spoken), second.spoken, set(second.kept)) == (set(TEXTS), (), set(TEXTS))
    assert steps == [(1, 2), (2, 2)]
    assert {file.name: file.read_bytes() for file in folders[0].glob("*.wav")} == before
    assert [what_is_wrong(folders[0] / f"{name}.wav") for name in TEXTS] == ["", ""]
    assert check(TEXTS, folders[0]) == []


def test_only_what_changed_is_made_anew(folders: tuple[Path, Path]) -> None:
    render(TEXTS, *folders)
    changed = TEXTS | {"menu_1": "Tekan 2 untuk air."}
    assert [problem.name for problem in check(changed, folders[0])] == ["menu_1"]
    assert render(changed, *folders).spoken == ("menu_1",)
    assert set(render(changed, *folders, rate=160).spoken) == set(TEXTS)


def test_a_lost_or_broken_file_is_made_again(folders: tuple[Path, Path]) -> None:
    render(TEXTS, *folders)
    (folders[0] / "welcome.wav").write_bytes(b"broken")
    (folders[0] / "menu_1.wav").unlink()
    assert {problem.name for problem in check(TEXTS, folders[0])} == set(TEXTS)
    assert set(render(TEXTS, *folders).spoken) == set(TEXTS)


def test_stale_files_go_and_strange_ones_stay(folders: tuple[Path, Path]) -> None:
    render(TEXTS, *folders)
    (folders[0] / "mine.wav").write_bytes(b"not made here")
    assert render({"welcome": TEXTS["welcome"]}, *folders).removed == ("menu_1",)
    assert sorted(file.name for file in folders[0].glob("*.wav")) == ["mine.wav", "welcome.wav"]


def test_a_human_recording_wins_and_its_removal_brings_the_voice_back(folders: tuple[Path, Path]) -> None:
    record(folders[1] / "welcome.wav")
    report = render(TEXTS, *folders)
    assert (report.human, report.spoken) == (("welcome",), ("menu_1",))
    assert what_is_wrong(folders[0] / "welcome.wav") == ""
    assert check(TEXTS, folders[0]) == []
    record(folders[1] / "welcome.wav", rate=16000)
    assert render(TEXTS, *folders).human == ("welcome",)
    (folders[1] / "welcome.wav").unlink()
    assert render(TEXTS, *folders).spoken == ("welcome",)


def test_a_bad_human_recording_is_refused_by_name(folders: tuple[Path, Path]) -> None:
    (folders[1] / "welcome.wav").write_text("no sound")
    with pytest.raises(SoundUnreadable, match=r"recorded/welcome\.wav"):
        render(TEXTS, *folders)
    record(folders[1] / "welcome.wav", level=0.0)
    with pytest.raises(SoundSilent, match=r"recorded/welcome\.wav"):
        render(TEXTS, *folders)


def test_an_interrupted_rendering_is_not_taken_for_finished(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    render(TEXTS, *folders)

    def fail(*_: object) -> None:
        raise SynthesisFailed("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(prompts, "synthesise", fail)
        with pytest.raises(SynthesisFailed):
            render(TEXTS | {"menu_1": "Tekan 9."}, *folders)
    assert render(TEXTS, *folders).spoken == ("menu_1",)


@pytest.mark.parametrize("name", ["../x", "Besar", "a b", "", "a.wav", "x" * 65])
def test_names_that_are_no_names_are_refused(folders: tuple[Path, Path], name: str) -> None:
    with pytest.raises(PromptNameWrong):
        render({name: "halo"}, *folders)


@pytest.mark.parametrize("text", ["", " ", "[[]]", "...", "a" * 2001])
def test_texts_without_a_word_are_refused(folders: tuple[Path, Path], text: str) -> None:
    with pytest.raises(PromptTextEmpty, match="welcome"):
        render({"welcome": text}, *folders)


def test_say_writes_a_telephone_file_with_the_same_bytes_each_time(tmp_path: Path) -> None:
    lengths = [say("Tekan 4.", tmp_path / name) for name in ("a.wav", "b.wav")]
    assert what_is_wrong(tmp_path / "a.wav") == ""
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert 0.5 < lengths[0] < 3


def test_the_exchange_refuses_other_forms(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "wide.wav", np.zeros(100), 16000)
    assert "16000 Hz" in what_is_wrong(tmp_path / "wide.wav")
    assert "missing" in what_is_wrong(tmp_path / "none.wav")
