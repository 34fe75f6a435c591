"""espeak-ng's phonemes come from its own library in a worker process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from speech.errors import SynthesisFailed, VoiceMissing
from speech.prompting import phoneme_worker, phonemes
from speech.prompting.phonemes import ask_phonemes


def test_words_and_told_phonemes() -> None:
    assert ask_phonemes(["dua", "tekan", "[[t@k'an]] dua"]) == ["d'ua", "t'Ekan", "t@k'an d'ua"]


def test_clauses_are_lines_and_order_is_kept() -> None:
    assert ask_phonemes(["satu, dua", "", "tiga"]) == ["s'atu\nd'ua", "", "t'iga"]


def test_nothing_is_asked_for_nothing() -> None:
    assert ask_phonemes([]) == []


def test_outside_text_of_any_kind_is_survived() -> None:
    assert len(ask_phonemes(["\U0001f600", "'; %s %n", "[[", "x" * 5000, "\x07", "<voice name='en'>"])) == 6


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_library(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], phoneme_worker.LIBRARY_MISSING, "", "libespeak-ng.so.1: not found")

    monkeypatch.setattr(phonemes.subprocess, "run", without_library)
    with pytest.raises(VoiceMissing, match="libespeak-ng1"):
        ask_phonemes(["dua"])


def test_a_worker_that_dies_is_asked_again_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def dying(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        tries.append(1)
        return subprocess.CompletedProcess([], -11, "", "")

    monkeypatch.setattr(phonemes.subprocess, "run", dying)
    with pytest.raises(SynthesisFailed, match="-11"):
        ask_phonemes(["dua"])
    assert len(tries) == phonemes.ATTEMPTS


def test_the_worker_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "speech.prompting.phoneme_worker"],
        input='["dua"]', text=True, capture_output=True, env=environment, check=True,
    )  # fmt: skip
    assert done.stdout == '["d\'ua"]'
    assert list(tmp_path.iterdir()) == []
