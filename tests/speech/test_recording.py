"""A recording is a whole wav file at every moment."""

import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from speech import recording as module
from speech.recording import Recording

WRITER = """
import sys, time
from pathlib import Path
from speech.recording import Recording
recording = Recording(Path(sys.argv[1]))
while True:
    recording.write(bytes([1, 2]) * 8000)
    print(recording.seconds, flush=True)
    time.sleep(0.02)
"""


def frames(path: Path) -> int:
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        return len(sound.readframes(sound.getnframes())) // 2


def test_it_is_whole_after_every_write(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "calls" / "a.wav")
    assert frames(recording.path) == 0
    for second in range(1, 4):
        recording.write(bytes(16000))
        assert frames(recording.path) == 8000 * second
    recording.close()
    assert recording.path.stat().st_mode & 0o777 == 0o600


def test_it_survives_kill_9_up_to_the_last_second(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    told = [writer.stdout.readline() for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    told += writer.stdout.read().split()
    writer.stdout.close()
    assert 0 <= frames(path) / 8000 - float(told[-1]) <= 1
    assert frames(path) >= 20 * 8000


def test_another_recording_is_never_overwritten(tmp_path: Path) -> None:
    first, second = Recording(tmp_path / "a.wav"), Recording(tmp_path / "a.wav")
    assert (first.path.name, second.path.name) == ("a.wav", "a-2.wav")
    first.close()
    second.close()


def test_it_ends_at_its_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_S", 2.0)
    recording = Recording(tmp_path / "a.wav")
    for _ in range(5):
        recording.write(bytes(16000))
    recording.close()
    assert frames(recording.path) == 16000


def test_writing_a_second_is_quick(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.wav")
    started = time.monotonic()
    for _ in range(100):
        recording.write(bytes(16000))
    assert time.monotonic() - started < 1
    recording.close()
