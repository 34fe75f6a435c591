"""Each way in which pyttsx3 2.99 loses files or misleads stays cured."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
import soundfile

from speech import synthesiser
from speech.errors import SynthesisFailed, VoiceMissing
from speech.synthesiser import LARGEST_BATCH, Utterance, synthesise

VOICE, RATE = "id+f3", 145


def seconds(path: Path) -> float:
    return float(soundfile.info(path).duration)


def speak(folder: Path, *texts: str, rate: int = RATE, voice: str = VOICE) -> list[Path]:
    folder.mkdir(exist_ok=True)
    files = [folder / f"{number}.wav" for number in range(len(texts))]
    synthesise([Utterance(text, file) for text, file in zip(texts, files, strict=True)], voice, rate)
    return files


def test_the_version_these_cures_were_made_for() -> None:
    assert version("pyttsx3") == "2.99"


def test_the_first_file_of_a_process_exists(tmp_path: Path) -> None:
    assert seconds(speak(tmp_path, "selamat datang")[0]) > 0.5


def test_every_file_of_a_batch_holds_its_own_text(tmp_path: Path) -> None:
    texts = ["satu", "satu dua tiga tujuh delapan sembilan sepuluh", "dua", "kartu keluarga hilang di jalan"]
    lengths = [seconds(file) for file in speak(tmp_path, *texts)]
    alone = [seconds(speak(tmp_path / "alone", text)[0]) for text in texts]
    assert lengths == pytest.approx(alone, abs=0.02)
    assert list(tmp_path.glob("*.part")) == []


def test_a_full_batch_loses_nothing(tmp_path: Path) -> None:
    files = speak(tmp_path, *[f"antrean {number}" for number in range(LARGEST_BATCH)])
    assert all(seconds(file) > 0.4 for file in files)


def test_more_than_a_batch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most"):
        speak(tmp_path, *["a"] * (LARGEST_BATCH + 1))


def test_the_rate_holds_from_the_first_word(tmp_path: Path) -> None:
    [slow] = speak(tmp_path / "slow", "kartu keluarga hilang di jalan", rate=100)
    [fast] = speak(tmp_path / "fast", "kartu keluarga hilang di jalan", rate=200)
    assert seconds(slow) > 1.5 * seconds(fast)


def test_the_voice_is_really_changed(tmp_path: Path) -> None:
    def pitch(file: Path) -> float:
        sound, rate = soundfile.read(file)
        middle = sound[len(sound) // 2 :][: rate // 10]
        likeness = np.correlate(middle, middle, "full")[len(middle) :]
        shortest, longest = rate // 350, rate // 60
        return float(rate / (shortest + np.argmax(likeness[shortest:longest])))

    [low] = speak(tmp_path / "low", "aaaaaa", voice="id+m3")
    [high] = speak(tmp_path / "high", "aaaaaa", voice="id+f3")
    assert pitch(high) > 1.3 * pitch(low)


def test_a_voice_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VoiceMissing, match=r"zz\+f9"):
        speak(tmp_path, "halo", voice="zz+f9")


def test_phonemes_are_spoken_not_spelled(tmp_path: Path) -> None:
    phonemes, plain = speak(tmp_path, "[[t@k'an]]", "tekan")
    assert seconds(phonemes) < 1.3 * seconds(plain)
    assert phonemes.read_bytes() != plain.read_bytes()


def test_a_path_that_cannot_be_written_fails_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(SynthesisFailed, match="nowhere"):
        synthesise([Utterance("halo", tmp_path / "nowhere" / "a.wav")], VOICE, RATE)
    assert time.monotonic() - started < synthesiser.START_DEADLINE_S


def test_a_worker_that_hangs_is_ended_and_tried_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesiser, "START_DEADLINE_S", 0.01)
    monkeypatch.setattr(synthesiser, "PER_TEXT_DEADLINE_S", 0.0)
    with pytest.raises(SynthesisFailed, match="2 attempts: not done after"):
        speak(tmp_path, "halo")


def test_two_threads_may_synthesise_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda name: speak(tmp_path / name, "satu", "dua"), ["a", "b"]))
    assert all(file.is_file() for files in done for file in files)


def test_the_workers_stdout_is_json_only(tmp_path: Path) -> None:
    job = json.dumps({"voice": VOICE, "rate": RATE, "items": [["halo", str(tmp_path / "a.wav")]]})
    done = subprocess.run(
        [sys.executable, "-m", "speech.tts_worker"], input=job, text=True, capture_output=True, timeout=30, check=True
    )
    assert [json.loads(line)["path"] for line in done.stdout.splitlines()] == [str(tmp_path / "a.wav")]
