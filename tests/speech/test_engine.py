"""The recogniser with the real model: what it hears, what it survives, and what it does when there is too much."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from speech import vosk_engine, worker_process
from speech.errors import ModelMissing, Overloaded, RecogniserDown
from speech.listener import Listener
from speech.patience import PATIENT
from speech.recogniser import Final, Gap, Hear, Hearing, Partial
from speech.stream_line import MEMORY_BYTES, SECOND, StreamLine
from speech.vosk_engine import GROWN_HANDICAP, MOST_REPLAYS, VoskEngine, VoskStream
from speech.worker_process import LOAD_DEADLINE_S
from tests.speech.sounds import noise, sentence, silence, tones

pytestmark = pytest.mark.speech

DIGITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
YES_NO = ("iya", "tidak")
FRAME_BYTES, FRAME_S = 320, 0.02


async def talk(feed: Callable[[bytes], None], pcm: bytes) -> None:
    """Feed sound at the pace of a telephone."""
    due = time.monotonic()
    for start in range(0, len(pcm), FRAME_BYTES):
        feed(pcm[start : start + FRAME_BYTES])
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - time.monotonic()))


async def hurry(stream: VoskStream, pcm: bytes, hear: Hear = print) -> None:
    """Let the stream hear a call's sound as an ear does, as fast as it is worked off."""
    listener = Listener(stream, hear)
    for start in range(0, len(pcm), 1600):
        listener.feed(pcm[start : start + 1600])
        await asyncio.wait_for(stream.caught_up(1.0), 10)
    await stream.last_words()


def finals(heard: list[Hearing]) -> list[str]:
    return [hearing.text for hearing in heard if isinstance(hearing, Final)]


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def test_digits_are_heard_with_times_and_confidence(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    await hurry(stream, silence(1) + sentence("Tiga, dua, lima.") + silence(0.3))
    assert finals(heard) == ["tiga dua lima"]
    final = next(hearing for hearing in heard if isinstance(hearing, Final))
    assert 0.6 < final.start_s < 1.3
    assert final.end_s < 1.3 + len(sentence("Tiga, dua, lima.")) / 16000
    assert 0.5 < final.confidence <= 1
    assert [word.text for word in final.words] == ["tiga", "dua", "lima"]
    assert any(isinstance(hearing, Partial) for hearing in heard)
    assert engine.health == "ok"


async def test_the_grammar_switches_and_unfinished_words_are_dropped(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    stream.feed(silence(0.4) + sentence("Tiga."))
    stream.listen(YES_NO)
    stream.feed(silence(0.4) + sentence("Iya.") + silence(0.3))
    await stream.last_words()
    assert finals(heard) == ["iya"]
    final = next(hearing for hearing in heard if isinstance(hearing, Final))
    assert final.start_s > len(sentence("Tiga.")) / 16000


async def test_finish_before_a_switch_keeps_the_words(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    stream.feed(silence(0.4) + sentence("Tiga.") + silence(0.2))
    stream.finish()
    stream.listen(YES_NO)
    await stream.last_words()
    assert finals(heard) == ["tiga"]


@pytest.mark.parametrize("grammar", [("iya", "xyzzy qq", "tidak"), ("xyzzy",), (), ("", "  ", "IYA")])
async def test_unknown_phrases_are_passed_over(engine: VoskEngine, grammar: tuple[str, ...]) -> None:
    heard: list[Hearing] = []
    stream = engine.open(grammar, heard.append)
    stream.feed(silence(0.4) + sentence("Iya.") + silence(0.3))
    await stream.last_words()
    assert finals(heard) == (["iya"] if "iya" in " ".join(grammar).lower().split() else [])
    assert len(engine.worker_pids) == 2


async def heard_of(engine: VoskEngine, grammar: tuple[str, ...] | None, text: str) -> list[Final]:
    heard: list[Hearing] = []
    stream = engine.open(grammar, heard.append)
    stream.feed(silence(0.4) + sentence(text) + silence(0.4))
    await stream.last_words()
    stream.close()
    return [hearing for hearing in heard if isinstance(hearing, Final)]


async def test_an_answer_in_the_grammar_is_sure_and_comes_with_what_else_it_may_be(engine: VoskEngine) -> None:
    [final] = await heard_of(engine, DIGITS, "Tiga, dua, lima.")
    assert final.alternatives[0].text == final.text == "tiga dua lima"
    assert final.alternatives[0].surety > 0.7
    assert final.confidence > 0.7
    assert sum(one.surety for one in final.alternatives) <= 1.01


async def test_a_sentence_that_has_nothing_to_do_with_the_grammar_is_no_sure_answer(engine: VoskEngine) -> None:
    for text in ("Jalan di depan rumah saya rusak parah.", "Ada tempat pembuangan sampah."):
        assert all(final.alternatives[0].surety < 0.3 for final in await heard_of(engine, DIGITS, text))


async def test_free_speech_has_no_alternatives(engine: VoskEngine) -> None:
    assert [final.alternatives for final in await heard_of(engine, None, "Tiga, dua, lima.")] == [()]


async def test_a_killed_worker_costs_no_word(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    pcm = silence(0.4) + sentence("Tiga, dua, lima, dua.") + silence(0.4)
    middle = len(pcm) // 2 // FRAME_BYTES * FRAME_BYTES
    before = engine.worker_pids
    await talk(stream.feed, pcm[:middle])
    assert stream.worker
    assert stream.worker.pid
    os.kill(stream.worker.pid, signal.SIGKILL)
    await talk(stream.feed, pcm[middle:])
    await stream.last_words()
    assert finals(heard) == ["tiga dua lima dua"]
    await until(lambda: engine.health == "ok" and len(engine.worker_pids) == 2)
    assert set(engine.worker_pids) != set(before)


async def told(engine: VoskEngine, pcm: bytes, kill_at_s: float | None = None) -> list[Final]:
    """What is heard of a patient caller's digits; one worker is killed after so many seconds of his sound."""
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    listener = Listener(stream, heard.append, PATIENT)
    for start in range(0, len(pcm), 1600):
        listener.feed(pcm[start : start + 1600])
        if kill_at_s is not None and start >= 16000 * kill_at_s and stream.worker and stream.worker.pid:
            os.kill(stream.worker.pid, signal.SIGKILL)
            kill_at_s = None
        await asyncio.wait_for(stream.caught_up(0.2), 20)
    await asyncio.wait_for(stream.caught_up(0), 20)
    await stream.last_words()
    stream.close()
    return [hearing for hearing in heard if isinstance(hearing, Final)]


async def test_a_worker_killed_late_in_a_long_talk_costs_at_most_a_second_of_it(engine: VoskEngine) -> None:
    pcm = silence(0.5) + (sentence("Tiga, dua, lima, dua.") + silence(0.6)) * 5 + silence(2)
    [whole] = await told(engine, pcm)
    [mended] = await told(engine, pcm, kill_at_s=0.8 * len(pcm) / 16000)
    assert whole.end_s - whole.start_s > 11
    assert mended.text == whole.text == " ".join(["tiga dua lima dua"] * 5)
    assert mended.start_s == pytest.approx(whole.start_s, abs=0.2)


async def test_endless_talk_is_cut_at_a_breath_before_it_outgrows_the_memory(engine: VoskEngine) -> None:
    pcm = silence(0.5) + (sentence("Tiga, dua, lima, dua.") + silence(0.7)) * 12 + silence(2)
    finals = await told(engine, pcm)
    assert len(finals) > 1
    assert all(final.end_s - final.start_s < MEMORY_BYTES / SECOND for final in finals)
    assert " ".join(final.text for final in finals) == " ".join(["tiga dua lima dua"] * 12)


async def test_a_grown_worker_is_renewed_between_calls_and_never_in_one(
    engine: VoskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vosk_engine, "GROWN_BYTES", 0)
    before = engine.worker_pids
    heard: list[list[Hearing]] = [[], []]
    streams = [engine.open(DIGITS, heard[n].append) for n in range(2)]
    assert streams[0].worker is not streams[1].worker
    pcm = silence(0.4) + sentence("Tiga, dua, lima.") + silence(0.3)
    for stream in streams:
        stream.feed(pcm)
        await stream.last_words()
    assert all(stream.worker and stream.worker.grown_bytes > 0 for stream in streams)
    assert engine.worker_pids == before
    gone = streams[0].worker.pid
    streams[0].close()
    await until(lambda: gone not in engine.worker_pids and engine.health == "ok", LOAD_DEADLINE_S)
    assert streams[1].worker.pid in before
    streams[1].feed(pcm)
    await streams[1].last_words()
    assert finals(heard[1]) == ["tiga dua lima"] * 2
    assert [worker.losses for worker in engine._workers] == [0, 0]


async def test_a_call_that_comes_while_the_only_worker_is_renewed_loses_nothing(model: Path) -> None:
    engine = VoskEngine(model, workers=1, streams=2)
    await engine.start()
    try:
        [worker] = engine._workers
        worker.renew()
        heard: list[Hearing] = []
        stream = engine.open(DIGITS, heard.append)
        await talk(stream.feed, silence(0.4) + sentence("Tiga, dua, lima.") + silence(0.4))
        await until(worker.ready.is_set, LOAD_DEADLINE_S)
        await asyncio.wait_for(stream.caught_up(0), 10)
        await stream.last_words()
        assert finals(heard) == ["tiga dua lima"]
    finally:
        await engine.stop()


async def test_a_grown_worker_gets_a_new_stream_only_when_the_others_are_far_busier(
    engine: VoskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown, fresh = engine._workers
    monkeypatch.setattr(type(grown), "grown_bytes", property(lambda worker: 1 << 40 if worker is grown else 0))
    keeper = StreamLine(0, None)
    engine._streams[0] = VoskStream(engine, keeper, print)
    engine._streams[0].worker = grown
    placed = [engine.open(None, print).worker for _ in range(GROWN_HANDICAP + 3)]
    assert placed.count(grown) == 1
    assert placed[: GROWN_HANDICAP + 1] == [fresh] * (GROWN_HANDICAP + 1)


async def test_all_workers_killed_the_stream_waits_and_goes_on(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    pcm = silence(0.4) + sentence("Tiga, dua, lima.") + silence(0.4)
    await talk(stream.feed, pcm[:16000])
    for pid in engine.worker_pids:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: engine.health.startswith("degraded: 0 of 2"), 2)
    await talk(stream.feed, pcm[16000:])
    await stream.last_words()
    assert finals(heard) == ["tiga dua lima"]


async def test_a_stream_that_keeps_losing_workers_gives_its_sound_up(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    stream.feed(silence(0.5))
    for _ in range(MOST_REPLAYS + 1):
        await until(lambda: stream.worker is not None)
        stream.lost()
    assert [type(hearing) for hearing in heard] == [Gap]


async def test_a_worker_that_hangs_is_replaced(engine: VoskEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "ANSWER_DEADLINE_S", 0.5)
    monkeypatch.setattr(worker_process, "STOP_DEADLINE_S", 0.2)
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    assert stream.worker
    hung = stream.worker.pid
    assert hung
    os.kill(hung, signal.SIGSTOP)
    await talk(stream.feed, silence(0.4) + sentence("Tiga, dua.") + silence(0.4))
    await until(lambda: hung not in engine.worker_pids)
    await stream.last_words()
    assert finals(heard) == ["tiga dua"]


async def test_too_much_waiting_sound_becomes_a_gap_and_blocks_nobody(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    pids = engine.worker_pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        for _ in range(400):
            stream.feed(silence(0.02))
        assert time.monotonic() - started < 0.5
        assert engine.health.startswith("degraded: sound waits")
        gaps = [hearing for hearing in heard if isinstance(hearing, Gap)]
        assert sum(gap.end_s - gap.start_s for gap in gaps) == pytest.approx(8 - 4.5, abs=0.2)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    await asyncio.wait_for(stream.caught_up(0), 10)
    assert engine.health == "ok"


async def test_places_are_limited_and_freed(engine: VoskEngine) -> None:
    streams = [engine.open(None, print) for _ in range(engine.places)]
    with pytest.raises(Overloaded, match="24"):
        engine.open(None, print)
    streams[0].close()
    streams[0].close()
    engine.open(YES_NO, print).close()
    assert engine.open_streams == engine.places - 1


async def test_twenty_callers_at_once(engine: VoskEngine) -> None:
    heard: list[list[Hearing]] = [[] for _ in range(20)]
    streams = [engine.open(DIGITS if n % 2 else None, heard[n].append) for n in range(20)]
    pcm = silence(0.4) + sentence("Tiga, dua, lima.") + silence(0.4)
    await asyncio.gather(*(talk(stream.feed, pcm) for stream in streams))
    started = time.monotonic()
    await asyncio.gather(*(stream.last_words() for stream in streams))
    assert time.monotonic() - started < 1.5
    assert [finals(heard[n]) for n in range(1, 20, 2)] == [["tiga dua lima"]] * 10
    assert all(finals(heard[n]) for n in range(0, 20, 2))


@pytest.mark.parametrize(
    "sound",
    [silence(6), noise(6, 0.005), noise(6, 0.02)],
    ids=["silence", "faint noise", "noise"],
)
async def test_where_nobody_speaks_nothing_is_heard(engine: VoskEngine, sound: bytes) -> None:
    heard: list[Hearing] = []
    stream = engine.open(DIGITS, heard.append)
    await hurry(stream, sound, heard.append)
    assert finals(heard) == []


async def test_keys_pressed_are_no_words(engine: VoskEngine) -> None:
    heard: list[Hearing] = []
    stream = engine.open(None, heard.append)
    keys = b"".join(tones(0.15, *pair) + silence(0.5) for pair in [(697, 1209), (770, 1336), (852, 1477), (941, 1336)])
    await hurry(stream, silence(0.5) + keys + silence(1), heard.append)
    assert heard == []


async def test_a_missing_and_a_broken_model_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="iceta model build"):
        await VoskEngine(tmp_path, 1, 1).start()
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"no model")
    with pytest.raises(RecogniserDown, match=tmp_path.name):
        await VoskEngine(tmp_path, 1, 1).start()


PARENT = """
import asyncio, sys
from pathlib import Path
from speech.vosk_engine import VoskEngine
async def main():
    engine = VoskEngine(Path(sys.argv[1]), 2, 4)
    await engine.start()
    print("pids", *engine.worker_pids, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def test_workers_end_when_their_parent_is_killed(model: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(model)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    line = next(line for line in parent.stdout if line.startswith("pids"))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}/cmdline").exists() and _alive(pid) for pid in line.split()[1:]):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(pid: str) -> bool:
    return b"vosk_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
