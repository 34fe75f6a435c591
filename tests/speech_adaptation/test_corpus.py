"""A folder of sound: what is taken, and how each thing that cannot be taken is told."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech.adaptation.corpus import MANIFEST, load_sound, read_corpus, words_of
from speech.adaptation.errors import CorpusUnusable
from speech.errors import SHOWN_FAULTS


def tone(seconds: float = 0.5, rate: int = 16000, channels: int = 1):
    at = np.arange(int(seconds * rate)) / rate
    return np.tile(0.3 * np.sin(2 * np.pi * 300 * at)[:, None], (1, channels))


def put(
    file: Path, text: str | None = "air mati", *, rate: int = 16000, channels: int = 1, seconds: float = 0.5
) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, tone(seconds, rate, channels), rate)
    if text is not None:
        file.with_suffix(".txt").write_text(text, "utf-8")
    return file


def manifest(folder: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (folder / MANIFEST).write_text("\n".join(texts), "utf-8")
    return folder


def faults(folder: Path) -> str:
    with pytest.raises(CorpusUnusable) as told:
        read_corpus(folder)
    return str(told.value)


def test_the_speaker_is_the_folder_or_the_beginning_of_the_name(tmp_path):
    put(tmp_path / "siti" / "a_1.wav", "Air mati, sejak kemarin.")
    put(tmp_path / "budi_7.flac", "jalan-jalan rusak")
    read = {one.speaker: one for one in read_corpus(tmp_path)}
    assert set(read) == {"siti", "budi"}
    assert read["siti"].words == ("air", "mati", "sejak", "kemarin")
    assert read["budi"].sentence == "jalan jalan rusak"
    assert read["budi"].collection == tmp_path.name
    assert read["budi"].seconds == pytest.approx(0.5)


def test_a_manifest_names_sound_text_speaker_and_set(tmp_path):
    put(tmp_path / "x" / "1.wav", None)
    manifest(tmp_path, {"audio": "x/1.wav", "text": "ya", "speaker": " ani ", "set": "short"}, "")
    (only,) = read_corpus(tmp_path)
    assert (only.speaker, only.collection, only.words) == ("ani", "short", ("ya",))


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (22050, 2), (48000, 6)])
def test_any_rate_and_any_channels_become_one_channel_at_16_khz(tmp_path, rate, channels):
    put(tmp_path / "a.wav", rate=rate, channels=channels)
    sound = load_sound(read_corpus(tmp_path)[0].audio)
    assert sound.ndim == 1
    assert len(sound) == pytest.approx(8000, abs=2)
    assert np.abs(np.fft.rfft(sound)).argmax() == pytest.approx(150, abs=2)


def test_the_order_is_the_same_each_time(tmp_path):
    for name in ("b_1", "a_2", "c/3"):
        put(tmp_path / f"{name}.wav")
    assert read_corpus(tmp_path) == read_corpus(tmp_path)
    assert [one.audio.stem for one in read_corpus(tmp_path)] == ["a_2", "b_1", "3"]


def test_a_folder_that_is_missing_or_empty_is_told(tmp_path):
    assert "no such folder" in faults(tmp_path / "none")
    assert "holds no sound" in faults(tmp_path)


def test_a_missing_text_an_empty_text_and_a_wrong_text_are_told(tmp_path):
    put(tmp_path / "a_1.wav", None)
    put(tmp_path / "a_2.wav", "  ... ")
    put(tmp_path / "a_3.wav", "rumah no 5")
    put(tmp_path / "a_4.wav").with_suffix(".txt").write_bytes(b"\xff\xfe\x00")
    text = faults(tmp_path)
    for part in (
        "a_1.wav: has no a_1.txt",
        "a_2.wav: the text is empty",
        "'5' is no word",
        "a_4.wav: a_4.txt cannot be read",
    ):
        assert part in text


def test_sound_that_is_none_is_silent_or_is_too_short_is_told(tmp_path):
    put(tmp_path / "a_1.wav").write_bytes(b"this is a letter, not a sound")
    put(tmp_path / "a_2.wav").write_bytes(b"")
    soundfile.write(put(tmp_path / "a_3.wav"), np.zeros(8000), 16000)
    put(tmp_path / "a_4.wav", seconds=0.1)
    put(tmp_path / "a_5.flac").write_bytes(put(tmp_path / "whole.flac").read_bytes()[:200])
    text = faults(tmp_path)
    for part in (
        "a_1.wav: not a sound",
        "a_2.wav: not a sound",
        "a_3.wav is silent",
        "a_4.wav is only 0.10 s",
        "a_5.flac",
    ):
        assert part in text


def test_a_sound_of_an_hour_is_no_sentence(tmp_path):
    put(tmp_path / "a.wav", rate=8000, seconds=31)
    assert "longer than 30 s" in faults(tmp_path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1: is not JSON"),
        ("[1]", "line 1: is no object"),
        ({"audio": "a.wav", "text": "ya"}, "line 1: has no speaker"),
        ({"audio": "a.wav", "text": 5, "speaker": "a"}, "line 1: has no text"),
        ({"audio": "a.wav", "text": "ya", "speaker": "a", "set": 1}, "line 1: its set"),
        ({"audio": "../a.wav", "text": "ya", "speaker": "a"}, "line 1: ../a.wav lies outside"),
        ({"audio": "/etc/passwd", "text": "ya", "speaker": "a"}, "lies outside"),
        ({"audio": "none.wav", "text": "ya", "speaker": "a"}, "line 1: "),
    ],
)
def test_a_wrong_line_of_the_manifest_is_told(tmp_path, line, told):
    assert told in faults(manifest(tmp_path, line))


def test_a_manifest_that_is_no_text_is_told(tmp_path):
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe\x00\x01")
    assert "UTF-8" in faults(tmp_path)


def test_of_many_faults_the_first_are_shown_and_the_rest_counted(tmp_path):
    for number in range(SHOWN_FAULTS + 3):
        put(tmp_path / f"a_{number}.wav", None)
    text = faults(tmp_path)
    assert text.count("has no a_") == SHOWN_FAULTS
    assert "and 3 more" in text


@pytest.mark.parametrize("text", ["jalan 5", "a@b", "naïve", "brrr/ts"])
def test_what_can_be_said_in_several_ways_is_refused(text):
    with pytest.raises(ValueError, match="write it"):
        words_of(text)
