"""A whole call's ear with the real recogniser: voice edges, partials, finals, and a recording, over a real socket."""

import asyncio
import time
from pathlib import Path
from uuid import uuid4

import pytest

from speech.audiosocket import Frame, Kind, encode
from speech.recogniser import Final, Hearing, Partial, Voice
from speech.source import EarServer
from speech.vosk_engine import VoskEngine
from tests.speech.sounds import read, sentence, silence

pytestmark = pytest.mark.speech

DIGITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


async def play(writer: asyncio.StreamWriter, pcm: bytes) -> None:
    due = time.monotonic()
    for start in range(0, len(pcm), 320):
        writer.write(encode(Frame(Kind.SOUND_8K, pcm[start : start + 320].ljust(320, b"\0"))))
        due += 0.02
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def test_a_call_is_heard_from_first_to_last_word(engine: VoskEngine, tmp_path: Path) -> None:
    server = EarServer(engine, "127.0.0.1", 0)
    await server.start()
    ear_id = uuid4()
    ear = server.expect(ear_id, tmp_path / "call.wav", DIGITS)
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(encode(Frame(Kind.UUID, ear_id.bytes)))
    heard: list[tuple[float, Hearing]] = []

    async def keep() -> None:
        async for hearing in ear.hearings():
            heard.append((time.monotonic(), hearing))

    keeper = asyncio.create_task(keep())
    began = time.monotonic()
    first = silence(0.6) + sentence("Tiga, dua.") + silence(1.2)
    await play(writer, first)
    ear.listen(("iya", "tidak"))
    await play(writer, silence(0.5) + sentence("Iya."))
    writer.close()
    await asyncio.wait_for(keeper, 5)
    await server.stop()
    texts = [hearing.text for _, hearing in heard if isinstance(hearing, Final)]
    assert texts == ["tiga dua", "iya"]
    assert [hearing.speaking for _, hearing in heard if isinstance(hearing, Voice)][:3] == [True, False, True]
    at, final = next((at, hearing) for at, hearing in heard if isinstance(hearing, Final))
    assert 0.25 < final.start_s < 1.0
    assert at - began - final.end_s < 1.3
    assert any(isinstance(hearing, Partial) for _, hearing in heard)
    assert engine.open_streams == 0
    assert read(ear.recording).startswith(first)
