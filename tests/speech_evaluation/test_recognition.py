"""Sounds run through real workers: each for itself, in any order, with workers that die or hang, and never half."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from speech.errors import ModelMissing, RecogniserDown, SoundUnreadable
from speech.evaluation import recognition
from speech.evaluation.recognition import Heard, Run, Task, recognise
from tests.speech.sounds import sentence, silence

pytestmark = pytest.mark.speech

DIGITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SAID = ("Tiga, dua, lima.", "Empat.", "Dua, tiga.", "Lima, dua, tiga, empat.")


def cut(pcm: bytes) -> Iterator[bytes]:
    return (pcm[start : start + 1600] for start in range(0, len(pcm), 1600))


def task(pcm: bytes) -> Task:
    return Task("a sentence", lambda: cut(pcm), 0.3)


def text(heard: Heard) -> str:
    return " ".join(final.text for final in heard.finals)


async def run(model: Path, tasks: list[Task], workers: int = 2) -> Run:
    return await recognise(tasks, model, DIGITS, lambda seconds: None, workers)


def own_workers() -> list[int]:
    """The recognition workers among this process's children."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"vosk_worker" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


async def test_results_do_not_depend_on_the_order_or_the_number_of_workers(model: Path) -> None:
    tasks = [task(sentence(one)) for one in SAID]
    two, back = await run(model, tasks), await run(model, tasks[::-1], workers=1)
    texts = [text(heard) for heard in two.heard]
    assert texts[0] == "tiga dua lima"
    assert texts == [text(heard) for heard in back.heard][::-1]
    assert two.sound_s == pytest.approx(sum(len(sentence(one)) for one in SAID) / 16000)
    assert 0 < two.processor_s < two.sound_s
    assert own_workers() == []


async def test_a_sound_cut_at_its_first_word_is_heard_from_its_beginning(model: Path) -> None:
    voice = sentence("Tiga, dua, lima.")
    trimmed = voice[2 * 400 :]
    [heard] = (await run(model, [task(trimmed)])).heard
    assert text(heard) == "tiga dua lima"
    assert heard.seconds == pytest.approx(len(trimmed) / 16000)


async def test_words_are_shown_soon_after_they_are_said(model: Path) -> None:
    [heard] = (await run(model, [task(sentence("Tiga, dua, lima, dua, tiga.") + silence(1))])).heard
    assert len(heard.shown) >= 3
    assert all(-0.3 < shown.behind_s < 1.5 and 0 < shown.processing_s < 2 for shown in heard.shown)


async def test_a_killed_worker_changes_no_result(model: Path) -> None:
    pcm = sentence("Tiga, dua, lima, dua.")
    killed: list[int] = []

    def murderous() -> Iterator[bytes]:
        for number, piece in enumerate(cut(silence(5) + pcm)):
            if number == 50:
                killed.extend(own_workers())
                for pid in killed:
                    os.kill(pid, signal.SIGKILL)
            yield piece

    found = await run(model, [task(pcm), Task("murderous", murderous), task(pcm)])
    assert len(killed) == 2
    assert [text(heard) for heard in found.heard] == ["tiga dua lima dua"] * 3
    assert [heard.lost_s for heard in found.heard] == [0, 0, 0]


async def test_a_sound_that_breaks_off_ends_the_run_with_its_reason(model: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield from cut(sentence("Tiga."))
        raise SoundUnreadable("b.wav: broken")

    with pytest.raises(SoundUnreadable, match=r"b\.wav: broken"):
        await run(model, [task(sentence("Tiga.")), Task("b.wav", broken), task(silence(600))])
    assert own_workers() == []


async def test_workers_that_hang_end_the_run_with_a_sentence(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "PROGRESS_DEADLINE_S", 0.5)

    def stopping() -> Iterator[bytes]:
        for pid in own_workers():
            os.kill(pid, signal.SIGSTOP)
        yield from cut(sentence("Tiga, dua, lima."))

    began = time.monotonic()
    with pytest.raises(RecogniserDown, match=r"c\.wav: the recogniser made no progress"):
        await run(model, [Task("c.wav", stopping, 0.3)])
    assert time.monotonic() - began < 30
    assert own_workers() == []


async def test_no_model_no_run(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        await run(tmp_path, [task(silence(1))])


async def test_no_task_no_result(model: Path) -> None:
    assert (await run(model, [])).heard == ()
