"""What somebody said into a recording: is there a voice in it, and which words the recogniser hears."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from speech.errors import Overloaded, SpeechError
from speech.prompting.recording import Fault, fault_of
from speech.recogniser import SAMPLE_BYTES, SAMPLE_RATE, Final, Hearing
from speech.telephone_sound import read_mono, to_pcm, to_rate
from speech.vosk_engine import VoskEngine

log = structlog.get_logger()

PIECE_BYTES = SAMPLE_RATE * SAMPLE_BYTES // 5
AHEAD_S = 1.0
PROGRESS_DEADLINE_S = 30.0
LONGEST_S = 120.0
OVERLOAD_TRIES = 10
OVERLOAD_PAUSE_S = 3.0
"""Callers come first: a recording waits until a place is free, and after OVERLOAD_TRIES stays without words."""


def has_voice(file: Path) -> bool:
    """Whether somebody speaks in the recording; False for one that is missing or unreadable. Blocks on the disk."""
    try:
        return fault_of(*read_mono(file, LONGEST_S)) not in (Fault.SILENT, Fault.TOO_SHORT)
    except SpeechError:
        return False


async def words_of(file: Path, engine: VoskEngine) -> str:
    """The words in a recording, "" if none are understood or the recogniser can't be had; raises nothing."""
    for _ in range(OVERLOAD_TRIES):
        try:
            return await _hear(file, engine)
        except Overloaded:
            await asyncio.sleep(OVERLOAD_PAUSE_S)
        except (SpeechError, TimeoutError) as error:
            log.warning("recording_not_heard", file=str(file), reason=str(error) or "no progress")
            return ""
    log.warning("recording_not_heard", file=str(file), reason="every place of the recogniser is taken")
    return ""


async def _hear(file: Path, engine: VoskEngine) -> str:
    """Feed the sound as fast as it is worked off. Raises SpeechError or TimeoutError."""
    sound, rate = await asyncio.to_thread(read_mono, file, LONGEST_S)
    pcm = to_pcm(to_rate(sound, rate)).tobytes()
    heard: list[Hearing] = []
    stream = engine.open(None, heard.append)
    try:
        for start in range(0, len(pcm), PIECE_BYTES):
            stream.feed(pcm[start : start + PIECE_BYTES])
            async with asyncio.timeout(PROGRESS_DEADLINE_S):
                await stream.caught_up(AHEAD_S)
        await stream.last_words()
    finally:
        stream.close()
    return " ".join(hearing.text for hearing in heard if isinstance(hearing, Final))
