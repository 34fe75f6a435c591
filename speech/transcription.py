"""A recorded sound file to words, with the same listening as a live call."""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from speech.errors import RecogniserDown
from speech.listener import Listener
from speech.recogniser import SAMPLE_RATE, Final, Hearing, Word
from speech.telephone_sound import read_mono, to_pcm, to_rate
from speech.vosk_engine import VoskEngine, check_model

PIECE_BYTES = SAMPLE_RATE * 2 // 5
AHEAD_S = 1.0
PROGRESS_DEADLINE_S = 30.0


@dataclass(frozen=True)
class Transcript:
    """What was said in a file: its words, the file's length, and the mean confidence of the words (0 when none)."""

    text: str
    words: tuple[Word, ...]
    seconds: float
    confidence: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)


async def transcribe(file: Path, model: Path) -> Transcript:
    """Recognise a sound file of any rate and channels with one worker.

    Raises SoundUnreadable, SoundTooLong, ModelMissing or RecogniserDown.
    """
    check_model(model)
    pcm = to_pcm(to_rate(*await asyncio.to_thread(read_mono, file))).tobytes()
    engine = VoskEngine(model, workers=1, streams=1)
    await engine.start()
    try:
        hearings = await _hear(engine, pcm)
    except TimeoutError as error:
        raise RecogniserDown(f"{file}: the recogniser made no progress for {PROGRESS_DEADLINE_S:.0f} s") from error
    finally:
        await engine.stop()
    return _transcript(hearings, len(pcm) / (2 * SAMPLE_RATE))


async def _hear(engine: VoskEngine, pcm: bytes) -> list[Hearing]:
    """Feed the sound as fast as it is worked off, so that nothing is dropped as overdue."""
    hearings: list[Hearing] = []
    stream = engine.open(None, hearings.append)
    listener = Listener(stream, hearings.append)
    for start in range(0, len(pcm), PIECE_BYTES):
        listener.feed(pcm[start : start + PIECE_BYTES])
        async with asyncio.timeout(PROGRESS_DEADLINE_S):
            await stream.caught_up(AHEAD_S)
    await stream.last_words()
    return hearings


def _transcript(hearings: list[Hearing], seconds: float) -> Transcript:
    finals = [hearing for hearing in hearings if isinstance(hearing, Final)]
    words = tuple(word for final in finals for word in final.words)
    confidence = sum(word.confidence for word in words) / len(words) if words else 0.0
    return Transcript(" ".join(final.text for final in finals), words, round(seconds, 3), round(confidence, 3))
