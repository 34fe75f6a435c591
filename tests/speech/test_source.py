"""The ears' door: who may come in, what is kept, and what ends it. Real sockets, no recogniser place free."""

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from speech import source
from speech.audiosocket import SILENCE, Frame, Kind, encode
from speech.ear import Ear
from speech.errors import EarRefused
from speech.recogniser import Gap, Hearing, Voice
from speech.source import EarServer
from tests.speech.conftest import FullRecogniser
from tests.speech.sounds import sentence, silence


@pytest.fixture
async def server(full_recogniser: FullRecogniser) -> AsyncIterator[EarServer]:
    server = EarServer(full_recogniser, "127.0.0.1", 0)
    await server.start()
    yield server
    await server.stop()


class Line:
    """The exchange's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def dial(cls, server: EarServer, ear_id: UUID | None = None) -> "Line":
        line = cls(*await asyncio.open_connection("127.0.0.1", server.port))
        if ear_id:
            line.send(Frame(Kind.UUID, ear_id.bytes))
        return line

    def send(self, *frames: Frame) -> None:
        self.writer.write(b"".join(map(encode, frames)))

    def speak(self, pcm: bytes, kind: Kind = Kind.SOUND_8K) -> None:
        size = 320 if kind is Kind.SOUND_8K else 640
        self.send(*[Frame(kind, pcm[start : start + size]) for start in range(0, len(pcm), size)])

    async def refused(self) -> bool:
        """True when the other side ends within two seconds."""
        try:
            await asyncio.wait_for(self.reader.read(), 2)
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        finally:
            self.hang_up()
        return True

    def hang_up(self) -> None:
        self.writer.close()


async def heard(ear: Ear) -> list[Hearing]:
    async with asyncio.timeout(10):
        return [hearing async for hearing in ear.hearings()]


def recorded(ear: Ear) -> bytes:
    with wave.open(str(ear.recording)) as sound:
        return sound.readframes(sound.getnframes())


async def test_without_a_place_the_ear_still_records_and_tells_voice(server: EarServer, tmp_path: Path) -> None:
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "calls" / "a.wav")
    said = silence(0.5) + sentence("Tolong, ada kebakaran.") + silence(0.5)
    line = await Line.dial(server, ear_id)
    line.speak(said)
    line.send(Frame(Kind.END))
    hearings = await heard(ear)
    await line.refused()
    await server.stop()
    assert ear.connected.is_set()
    assert ear.closed.is_set()
    assert isinstance(hearings[0], Gap)
    assert [hearing.speaking for hearing in hearings[1:] if isinstance(hearing, Voice)][:1] == [True]
    assert recorded(ear) == said


async def test_the_recording_grows_while_the_call_goes_on(server: EarServer, tmp_path: Path) -> None:
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    line = await Line.dial(server, ear_id)
    line.speak(silence(2))
    await asyncio.sleep(1.3)
    assert len(recorded(ear)) >= 2 * 16000
    line.hang_up()
    await heard(ear)


async def test_unknown_and_second_connections_are_refused(server: EarServer, tmp_path: Path) -> None:
    assert await (await Line.dial(server, uuid4())).refused()
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    first = await Line.dial(server, ear_id)
    await asyncio.wait_for(ear.connected.wait(), 2)
    assert await (await Line.dial(server, ear_id)).refused()
    assert not ear.closed.is_set()
    with pytest.raises(EarRefused, match="fresh id"):
        server.expect(ear_id, tmp_path / "b.wav")
    first.hang_up()
    await heard(ear)


@pytest.mark.parametrize("hostile", [b"GET / HTTP/1.1\r\n\r\n", b"\x10\xff\xff", b"\x10\x00\x02ab", bytes(3)])
async def test_hostile_beginnings_are_closed(server: EarServer, hostile: bytes) -> None:
    line = await Line.dial(server)
    line.writer.write(hostile)
    assert await line.refused()


async def test_hostile_bytes_in_the_middle_end_only_this_ear(server: EarServer, tmp_path: Path) -> None:
    ids = [uuid4(), uuid4()]
    ears = [server.expect(ear_id, tmp_path / f"{ear_id}.wav") for ear_id in ids]
    lines = [await Line.dial(server, ear_id) for ear_id in ids]
    lines[0].writer.write(b"\x77\x00\x00")
    assert await lines[0].refused()
    await asyncio.wait_for(ears[0].closed.wait(), 2)
    await asyncio.wait_for(ears[1].connected.wait(), 2)
    assert not ears[1].closed.is_set()
    lines[1].hang_up()
    await heard(ears[1])


async def test_a_caller_who_never_comes_and_one_who_says_nothing(
    server: EarServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "CONNECT_DEADLINE_S", 0.05)
    monkeypatch.setattr(source, "UUID_DEADLINE_S", 0.05)
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    assert await heard(ear) == []
    assert not ear.connected.is_set()
    assert await (await Line.dial(server, ear_id)).refused()
    assert await (await Line.dial(server)).refused()
    assert not (tmp_path / "a.wav").exists()


async def test_the_number_of_ears_is_bounded(
    server: EarServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_EARS", 2)
    for _ in range(2):
        server.expect(uuid4(), tmp_path / "a.wav")
    with pytest.raises(EarRefused, match="2 ears"):
        server.expect(uuid4(), tmp_path / "a.wav")


async def test_silence_is_sent_each_second(server: EarServer, tmp_path: Path) -> None:
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    line = await Line.dial(server, ear_id)
    assert await asyncio.wait_for(line.reader.readexactly(len(SILENCE)), 1.5) == SILENCE
    line.hang_up()
    await heard(ear)


async def test_wide_sound_is_narrowed(server: EarServer, tmp_path: Path) -> None:
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    line = await Line.dial(server, ear_id)
    line.speak(silence(4), Kind.SOUND_16K)
    line.hang_up()
    await heard(ear)
    await server.stop()
    assert len(recorded(ear)) / 16000 == pytest.approx(2.0, abs=0.1)


async def test_a_line_that_falls_silent_is_filled_with_silence(server: EarServer, tmp_path: Path) -> None:
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "a.wav")
    line = await Line.dial(server, ear_id)
    line.speak(sentence("Tolong.")[:8000])
    await asyncio.sleep(2.7)
    line.hang_up()
    hearings = await heard(ear)
    await server.stop()
    assert [hearing.speaking for hearing in hearings if isinstance(hearing, Voice)] == [True, False]
    assert len(recorded(ear)) / 16000 == pytest.approx(2.2, abs=0.7)
