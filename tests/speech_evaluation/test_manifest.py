"""A manifest is read whole or refused with every fault, its line and what to do."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speech.errors import SHOWN_FAULTS
from speech.evaluation.errors import ManifestUnusable
from speech.evaluation.manifest import read_manifest
from tests.speech_evaluation.conftest import Write


def line(audio: str, text: str = "satu dua", speaker: str = "A", **more: object) -> str:
    return json.dumps({"audio": audio, "text": text, "speaker": speaker, **more})


def manifest_of(folder: Path, *lines: str | bytes) -> Path:
    file = folder / "m.jsonl"
    file.write_bytes(b"".join((one.encode() if isinstance(one, str) else one) + b"\n" for one in lines))
    return file


def test_lines_become_recordings_with_comparable_words(tmp_path: Path, write: Write) -> None:
    write("a.wav", seconds=0.5)
    (tmp_path / "sub").mkdir()
    write("sub/b.flac", seconds=1.25, rate=44100, channels=2)
    file = manifest_of(tmp_path, line("a.wav", "Air-nya mati."), "", line("sub/b.flac", speaker=" B ", set="x"), "  ")
    one, two = read_manifest(file)
    assert (one.words, one.speaker, one.seconds) == (("air", "nya", "mati"), "A", 0.5)
    assert (two.audio, two.speaker, two.seconds) == (tmp_path / "sub/b.flac", "B", 1.25)


def test_a_byte_order_mark_and_an_absolute_path_are_fine(tmp_path: Path, write: Write) -> None:
    audio = write("a.wav")
    assert len(read_manifest(manifest_of(tmp_path, b"\xef\xbb\xbf" + line(str(audio)).encode()))) == 1


@pytest.mark.parametrize(
    ("given_line", "reason"),
    [
        ("no json", "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is not JSON"),
        ('["a.wav"]', "line 2: is no object"),
        ('{"audio": "b.wav", "text": "satu"}', 'line 2: lacks the field "speaker"'),
        ('{"audio": "b.wav", "speaker": "A"}', 'line 2: lacks the field "text"'),
        ('{"audio": 7, "text": "satu", "speaker": "A"}', 'line 2: lacks the field "audio"'),
        (line("b.wav", speaker=" "), 'line 2: its "speaker" is empty'),
        (line(""), 'line 2: its "audio" is empty'),
        (line("b.wav", speaker="A\nB"), 'line 2: its "speaker" holds characters that are no text'),
        (line("\ud800.wav"), 'line 2: its "audio" holds characters that are no text'),
        (line("b\0.wav"), 'line 2: its "audio" holds characters that are no text'),
        (line("b.wav"), "b.wav: there is no such file"),
        (line("x" * 300), "not a sound file that can be read (File name too long)"),
        (line("."), "there is no such file"),
        (line("zero.wav"), "zero.wav: the file is empty"),
        (line("text.wav"), "text.wav: not a sound file that can be read"),
        (line("one.wav"), "one.wav: only 1 sample(s) long"),
        (line("head.wav"), "head.wav: only 0 sample(s) long"),
        (line("slow.wav"), "slow.wav: 100 samples a second is no rate"),
        (line("fast.wav"), "fast.wav: 2000000000 samples a second is no rate"),
        (line("a.wav", "satu"), "a.wav is already in line 1: remove one of them"),
        (line("./a.wav", "dua"), "a.wav is already in line 1: remove one of them"),
        (line("c.wav", ""), "line 2: its text has no word: with --invented"),
        (line("c.wav", " ... "), "line 2: its text has no word: with --invented"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_line(tmp_path: Path, write: Write, given_line: str, reason: str) -> None:
    write("a.wav")
    write("c.wav")
    write("one.wav", samples=np.zeros(1))
    write("head.wav", samples=np.zeros(0))
    write("slow.wav", rate=100)
    write("fast.wav", samples=np.zeros(100), rate=2_000_000_000)
    (tmp_path / "zero.wav").touch()
    (tmp_path / "text.wav").write_text("no sound at all, only text")
    with pytest.raises(ManifestUnusable) as refused:
        read_manifest(manifest_of(tmp_path, line("a.wav"), given_line))
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(refused.value.faults) == 1


def test_a_fifo_is_no_sound_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(ManifestUnusable, match="no such file"):
        read_manifest(manifest_of(tmp_path, line("pipe.wav")))


def test_many_faults_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnusable) as refused:
        read_manifest(manifest_of(tmp_path, *[line(f"{n}.wav") for n in range(SHOWN_FAULTS + 3)]))
    assert str(refused.value).endswith("(and 3 more)")
    assert len(refused.value.faults) == SHOWN_FAULTS + 3


@pytest.mark.parametrize("content", [b"", b"\n  \n"])
def test_an_empty_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.jsonl").write_bytes(content)
    with pytest.raises(ManifestUnusable, match="holds no recording: write one line"):
        read_manifest(tmp_path / "m.jsonl")


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnusable, match=r"none.jsonl: cannot be read .*No such file"):
        read_manifest(tmp_path / "none.jsonl")
    with pytest.raises(ManifestUnusable, match="Is a directory"):
        read_manifest(tmp_path)
    with pytest.raises(ManifestUnusable, match="UTF-8"):
        read_manifest(manifest_of(tmp_path, b"\xff\xfe\x00"))


def test_recordings_without_words_are_wanted_or_not(tmp_path: Path, write: Write) -> None:
    write("a.wav")
    [recording] = read_manifest(manifest_of(tmp_path, line("a.wav", "")), wordless=True)
    assert recording.words == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_whatever_the_file_holds_the_answer_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.jsonl").write_bytes(content)
    with pytest.raises(ManifestUnusable) as refused:
        read_manifest(tmp_path / "m.jsonl")
    assert str(refused.value).startswith(str(tmp_path))
