"""Descriptions are heard again when nobody calls: a real database, a real process that stands in."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.second_opinion import IDLE_LOAD, MOST_TRIES, SecondOpinions, is_idle, own_recording
from speech.second_opinion.errors import OpinionMissing
from speech.second_opinion.kind import Kind
from speech.second_opinion.opinion import SecondOpinion, second_opinion
from speech.second_opinion.whisper_opinion import WhisperOpinion
from speech.wav import write_wav
from tests.speech.sounds import sentence, silence
from tickets import migrate, service, stretches
from tickets.database import Database
from tickets.model import NewCall, Segment
from tickets.texts_model import Source, Stretch

STAND_IN = """
import json, sys, time, wave
print(json.dumps({{"ready": True}}), flush=True)
for line in sys.stdin:
    with wave.open(json.loads(line)["wav"]) as sound:
        seconds = sound.getnframes() / 8000
    {before}
    words = [["air", 0.6, 0, 1]]
    print(json.dumps({{"text": f"{{seconds:.1f}} detik", "words": words, "seconds": seconds}}), flush=True)
"""


def stand_in(tmp_path: Path, before: str = "") -> WhisperOpinion:
    """A process that answers with the length of what it got."""
    return WhisperOpinion(tmp_path, ("-c", STAND_IN.format(before=before)))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("opinions") / "iceta.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(tmp_path: Path, migrated: Path):
    shutil.copy(migrated, tmp_path / "iceta.db")
    opened = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    yield opened
    opened.close()


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    (tmp_path / "recordings").mkdir()
    return tmp_path / "recordings"


@pytest.fixture
def call(database: Database, recordings: Path) -> Callable[..., SimpleNamespace]:
    """Note a call that is over, with a description from 1 s to 3 s of its sound, and its draft ticket."""

    def call(linkedid: str = "1.1", sound: bytes = silence(5), path: Path | None = None) -> SimpleNamespace:
        file = path or recordings / f"{linkedid}.wav"
        if path is None:
            write_wav(file, sound)
        now = datetime.now(UTC) - timedelta(minutes=5)
        with database.transaction() as tx:
            key = service.start_call(tx, NewCall(linkedid, "PJSIP/x", "0812", "", "112", now))
            service.attach_recording(tx, key, str(file))
            service.add_segment(tx, key, Segment("description", "air mati", (), 1.0, 3.0, 0.5))
            ticket = service.end_call(tx, key, at=now, reason="hangup")
        return SimpleNamespace(id=key, ticket=ticket.id)

    return call


@asynccontextmanager
async def running(
    database: Database, opinion: SecondOpinion, recordings: Path, **more
) -> AsyncIterator[SecondOpinions]:
    opinions = SecondOpinions(
        opinion, database, more.pop("calls", lambda: 0), recordings, more.pop("load", lambda: 0.0), look_every_s=0.05
    )
    task = asyncio.create_task(opinions.run())
    try:
        yield opinions
    finally:
        task.cancel()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 10)


def texts(database: Database, ticket: int) -> list[tuple[Source, str]]:
    with database.reading() as tx:
        return [(text.source, text.text) for text in stretches.transcripts(tx, ticket)]


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.03)


def note_each(opinions: SecondOpinions, done: list[int]) -> None:
    """Note which call is heard, each time one is."""
    hear = opinions._hear

    async def noted(stretch: Stretch) -> None:
        done.append(stretch.call_id)
        await hear(stretch)

    opinions._hear = noted


@given(st.integers(0, 5), st.floats(0, 20), st.integers(0, 64))
def test_idle_means_no_call_and_little_load(calls: int, load: float, processors: int) -> None:
    assert is_idle(calls, load, processors) == (calls == 0 and load <= IDLE_LOAD * max(1, processors))


async def test_each_description_is_heard_again_and_both_texts_are_kept(database, recordings, call, tmp_path) -> None:
    over = [call(f"1.{number}") for number in range(3)]
    opinion = stand_in(tmp_path)
    done: list[int] = []
    async with running(database, opinion, recordings) as opinions:
        note_each(opinions, done)
        await until(lambda: all(len(texts(database, one.ticket)) == 2 for one in over))
        assert texts(database, over[0].ticket) == [(Source.LIVE, "air mati"), (Source.WHISPER, "2.8 detik")]
        await asyncio.sleep(0.3)
    assert opinion.pid is None
    assert done == [one.id for one in over]


async def test_nothing_is_heard_while_somebody_calls_or_the_machine_is_busy(
    database, recordings, call, tmp_path
) -> None:
    one = call()
    state = {"calls": 1, "load": 0.0}
    async with running(
        database, stand_in(tmp_path), recordings, calls=lambda: state["calls"], load=lambda: state["load"]
    ):
        await asyncio.sleep(0.5)
        state.update(calls=0, load=1000.0)
        await asyncio.sleep(0.5)
        assert texts(database, one.ticket) == []
        state.update(load=0.0)
        await until(lambda: len(texts(database, one.ticket)) == 2)


async def test_a_call_that_comes_in_stops_the_work_which_is_done_later(database, recordings, call, tmp_path) -> None:
    one = call()
    state = {"calls": 0}
    opinion = stand_in(tmp_path, "time.sleep(1.0)")
    async with running(database, opinion, recordings, calls=lambda: state["calls"]) as opinions:
        await until(lambda: opinion.pid is not None)
        state["calls"] = 1
        await until(lambda: opinion.pid is None)
        await asyncio.sleep(0.3)
        assert texts(database, one.ticket) == []
        assert not opinions.failures
        state["calls"] = 0
        await until(lambda: len(texts(database, one.ticket)) == 2)


async def test_what_keeps_failing_is_left_alone_and_holds_nobody_up(database, recordings, call, tmp_path) -> None:
    lost, elsewhere = call("1.1", path=recordings / "lost.wav"), call("1.2", path=Path("/etc/hostname"))
    good = call("1.3")
    async with running(database, stand_in(tmp_path), recordings) as opinions:
        await until(lambda: len(texts(database, good.ticket)) == 2)
        assert (opinions.failures[lost.id], opinions.failures[elsewhere.id]) == (MOST_TRIES, MOST_TRIES)
        assert texts(database, lost.ticket) == texts(database, elsewhere.ticket) == []


async def test_a_recogniser_that_dies_is_tried_again_a_few_times(database, recordings, call, tmp_path) -> None:
    one = call()
    async with running(database, stand_in(tmp_path, "sys.exit(1)"), recordings) as opinions:
        await until(lambda: opinions.failures[one.id] == MOST_TRIES)
        await asyncio.sleep(0.3)
        assert opinions.failures[one.id] == MOST_TRIES


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "/recordings/../etc/passwd", ""])
def test_only_our_own_recordings_are_read(path: str, recordings: Path) -> None:
    with pytest.raises(ValueError, match="recording"):
        own_recording(Stretch(1, path, 0.0, 1.0), recordings)
    assert own_recording(Stretch(1, str(recordings / "a.wav"), 0.0, 1.0), recordings).name == "a.wav"


@pytest.mark.timeout(300)
async def test_whisper_itself_gives_a_second_text(database, recordings, call, tmp_path) -> None:
    try:
        opinion = second_opinion(Kind.WHISPER, tmp_path / "whisper")
    except OpinionMissing as error:
        pytest.skip(str(error))
    said = silence(1) + sentence("Tolong segera, tolong, ada kebakaran.") + silence(2)
    one = call(sound=said)
    async with running(database, opinion, recordings):
        await until(lambda: len(texts(database, one.ticket)) == 2, 240)
    assert texts(database, one.ticket)[1][0] is Source.WHISPER
    assert "tolong" in texts(database, one.ticket)[1][1].lower()
