"""whisper-base itself, where its packages are installed."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from speech.errors import SoundUnreadable
from speech.second_opinion import whisper_files
from speech.second_opinion.errors import OpinionMissing
from speech.second_opinion.kind import Kind
from speech.second_opinion.opinion import second_opinion
from speech.second_opinion.whisper_files import PARTS, check_installed, joined
from speech.second_opinion.whisper_opinion import WhisperOpinion
from speech.second_opinion.whisper_worker import POLITENESS, whole_words
from speech.wav import write_wav
from tests.speech.sounds import sentence, silence


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        check_installed()
    except OpinionMissing as error:
        pytest.skip(str(error))
    return tmp_path_factory.mktemp("whisper")


@pytest.fixture
async def opinion(folder: Path) -> AsyncIterator[WhisperOpinion]:
    opinion = second_opinion(Kind.WHISPER, folder)
    assert isinstance(opinion, WhisperOpinion)
    yield opinion
    await opinion.close()


@pytest.mark.timeout(300)
async def test_a_sentence_and_a_silence_are_heard_politely_on_one_thread(
    opinion: WhisperOpinion, tmp_path: Path
) -> None:
    write_wav(tmp_path / "said.wav", silence(0.3) + sentence("Tolong segera, tolong, ada kebakaran.") + silence(0.5))
    write_wav(tmp_path / "quiet.wav", silence(3))
    transcript = await opinion.transcribe(tmp_path / "said.wav")
    assert "tolong" in transcript.text.lower()
    assert 0 < transcript.confidence <= 1
    assert len(transcript.text.split()) == len(transcript.words)
    assert all(0 <= word.start_s <= word.end_s <= transcript.seconds + 0.1 for word in transcript.words)
    assert (await opinion.transcribe(tmp_path / "quiet.wav")).text == ""
    assert opinion.pid
    assert os.getpriority(os.PRIO_PROCESS, opinion.pid) >= POLITENESS
    with pytest.raises(SoundUnreadable, match="missing"):
        await opinion.transcribe(tmp_path / "missing.wav")
    assert opinion.pid is not None


@pytest.mark.timeout(300)
async def test_work_that_is_interrupted_leaves_no_process(opinion: WhisperOpinion, tmp_path: Path) -> None:
    write_wav(tmp_path / "said.wav", sentence("Air mati sudah tiga hari di rumah saya.") * 6)
    work = asyncio.create_task(opinion.transcribe(tmp_path / "said.wav"))
    while opinion.pid is None:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert opinion.pid is None


def test_the_weights_are_joined_once_and_again_when_they_are_broken(folder: Path) -> None:
    whole = joined(folder) / "model.bin"
    made = whole.stat()
    joined(folder)
    assert whole.stat().st_mtime_ns == made.st_mtime_ns
    whole.write_bytes(b"half")
    joined(folder)
    assert whole.stat().st_size == made.st_size
    assert {file.name for file in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}


def test_off_means_nobody_and_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert second_opinion(Kind.NONE, tmp_path) is None
    monkeypatch.setattr(whisper_files, "PARTS", (*PARTS, "no_such_package"))
    with pytest.raises(OpinionMissing, match=r"no_such_package.*pip install"):
        second_opinion(Kind.WHISPER, tmp_path)


def piece(word: str, probability: float = 0.5, start: float = 0.0, end: float = 1.0) -> SimpleNamespace:
    return SimpleNamespace(word=word, probability=probability, start=start, end=end)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([], []),
        ([piece(" ...")], []),
        ([piece(" hari", 0.9, 1.0, 1.2), piece("-hari", 0.7, 1.2, 1.5)], [["hari-hari", 0.7, 1.0, 1.5]]),
        ([piece(" air"), piece(" –"), piece(" mati.")], [["air", 0.5, 0.0, 1.0], ["mati.", 0.5, 0.0, 1.0]]),
        ([piece("Air")], [["Air", 0.5, 0.0, 1.0]]),
    ],
)
def test_pieces_become_words(pieces: list[SimpleNamespace], words: list[list[object]]) -> None:
    assert list(whole_words(pieces)) == words
