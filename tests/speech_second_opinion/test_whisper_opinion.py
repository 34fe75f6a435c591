"""The second recogniser's process: what it answers, and what happens when it is late, dead or talks nonsense."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from speech.errors import SoundUnreadable, SpeechError
from speech.second_opinion import whisper_opinion
from speech.second_opinion.errors import OpinionBusy, OpinionFailed, OpinionLate
from speech.second_opinion.whisper_opinion import MOST_WAITING, WhisperOpinion

STAND_IN = """
import json, sys, time
{before}
print(json.dumps({{"ready": True}}), flush=True)
for line in sys.stdin:
    wav = json.loads(line)["wav"]
    {answer}
"""
GOOD = 'print(json.dumps({"text": "air mati", "words": [["air", 0.8, 0.1, 0.4], ["mati", 1.4, 0.5, 0.9]],'
GOOD += ' "seconds": 1.5}), flush=True)'

Make = Callable[..., WhisperOpinion]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Make]:
    """An opinion whose worker is a process of ours that answers as told."""
    opinions: list[WhisperOpinion] = []

    def make(answer: str = GOOD, before: str = "") -> WhisperOpinion:
        opinions.append(WhisperOpinion(tmp_path, ("-c", STAND_IN.format(before=before, answer=answer))))
        return opinions[-1]

    yield make
    for opinion in opinions:
        await opinion.close()


async def gone(pid: int) -> None:
    async with asyncio.timeout(5):
        while Path(f"/proc/{pid}").exists():
            await asyncio.sleep(0.02)


async def test_an_answer_becomes_a_transcript_and_the_process_serves_on(made: Make) -> None:
    opinion = made()
    first = await opinion.transcribe(Path("one.wav"))
    assert (first.text, first.seconds, first.confidence) == ("air mati", 1.5, 0.9)
    assert [(word.text, word.confidence) for word in first.words] == [("air", 0.8), ("mati", 1.0)]
    pid = opinion.pid
    assert await opinion.transcribe(Path("two.wav")) == first
    assert opinion.pid == pid


async def test_a_late_answer_ends_the_worker_and_the_next_one_starts_afresh(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper_opinion, "ANSWER_DEADLINE_S", 0.3)
    opinion = made(f"time.sleep(60) if wav == 'slow.wav' else {GOOD}")
    with pytest.raises(OpinionLate, match="slow"):
        await opinion.transcribe(Path("slow.wav"))
    assert opinion.pid is None
    monkeypatch.setattr(whisper_opinion, "ANSWER_DEADLINE_S", 30.0)
    assert (await opinion.transcribe(Path("one.wav"))).text == "air mati"


async def test_a_model_that_does_not_load_in_time_is_given_up(made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_opinion, "LOAD_DEADLINE_S", 0.2)
    with pytest.raises(OpinionLate, match="loading"):
        await made(before="time.sleep(60)").transcribe(Path("one.wav"))


@pytest.mark.parametrize(
    ("answer", "error", "what"),
    [
        ("sys.exit(3)", OpinionFailed, "ended or answered nonsense"),
        ("print('hello', flush=True)", OpinionFailed, "nonsense"),
        ("print('[1, 2]', flush=True)", OpinionFailed, "no transcript"),
        ("print('{\"text\": 1}', flush=True)", OpinionFailed, "no transcript"),
        ('print(\'{"text": "x", "seconds": 1, "words": [[1]]}\', flush=True)', OpinionFailed, "no transcript"),
        ("print('x' * (1 << 21), flush=True)", OpinionFailed, "nonsense"),
        ('print(\'{"error": "one.wav: no sound"}\', flush=True)', SoundUnreadable, "no sound"),
    ],
)
async def test_whatever_goes_wrong_has_a_name(made: Make, answer: str, error: type[SpeechError], what: str) -> None:
    opinion = made(answer)
    with pytest.raises(error, match=what):
        await opinion.transcribe(Path("one.wav"))
    assert (opinion.pid is None) == (error is OpinionFailed)


async def test_a_worker_killed_while_it_works_is_told_and_replaced(made: Make) -> None:
    opinion = made(f"time.sleep(60) if wav == 'slow.wav' else {GOOD}")
    work = asyncio.create_task(opinion.transcribe(Path("slow.wav")))
    while opinion.pid is None:
        await asyncio.sleep(0.02)
    os.kill(opinion.pid, signal.SIGKILL)
    with pytest.raises(OpinionFailed):
        await work
    assert (await opinion.transcribe(Path("one.wav"))).text == "air mati"


async def test_cancelling_gives_the_processor_back_at_once(made: Make) -> None:
    opinion = made("time.sleep(60)")
    work = asyncio.create_task(opinion.transcribe(Path("one.wav")))
    while opinion.pid is None:
        await asyncio.sleep(0.02)
    pid = opinion.pid
    await asyncio.sleep(0.3)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await gone(pid)


async def test_too_many_at_once_are_refused_and_the_others_are_heard_in_turn(made: Make) -> None:
    opinion = made(f"time.sleep(0.2); {GOOD}")

    def ask() -> Awaitable[object]:
        return opinion.transcribe(Path("one.wav"))

    answers = await asyncio.gather(*(ask() for _ in range(MOST_WAITING + 3)), return_exceptions=True)
    assert [type(answer) for answer in answers].count(OpinionBusy) == 2
    assert len([answer for answer in answers if not isinstance(answer, Exception)]) == MOST_WAITING + 1


async def test_an_idle_worker_goes_and_comes_again(made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_opinion, "IDLE_S", 0.1)
    opinion = made()
    await opinion.transcribe(Path("one.wav"))
    pid = opinion.pid
    assert pid
    await gone(pid)
    assert (await opinion.transcribe(Path("one.wav"))).text == "air mati"


async def test_a_worker_without_its_packages_says_what_to_install(tmp_path: Path) -> None:
    if _installed():
        pytest.skip("the packages of whisper-base are installed here")
    opinion = WhisperOpinion(tmp_path)
    with pytest.raises(OpinionFailed, match="pip install faster-whisper"):
        await opinion.transcribe(tmp_path / "one.wav")


def _installed() -> bool:
    from speech.second_opinion.errors import OpinionMissing
    from speech.second_opinion.whisper_files import check_installed

    try:
        check_installed()
    except OpinionMissing:
        return False
    return True
