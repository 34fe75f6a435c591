"""Measures, kind by kind, how many words the recogniser invents in sounds in which nothing is said."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from speech.evaluation.evaluation import Invented, invented
from speech.evaluation.phrases import Phrases
from speech.evaluation.recognition import Heard, Progress, Task, recognise
from speech.evaluation.sounds_without_words import Kind, sound_without_words
from speech.evaluation.telephone_pieces import PIECE_SAMPLES

CALL_S = 30.0
SHORTEST_CALL_S = 0.1
BELIEVED = 0.5
"""Confidence of an utterance from which on the hotline believes an answer."""


@dataclass(frozen=True)
class KindReport:
    """One kind of sound: what was invented in it, how many of those words stand in utterances that are believed, and
    the most certain utterance (empty, 0 when none was heard); `lost_s` seconds of the sound were not worked off."""

    kind: Kind
    invented: Invented
    believed_words: int
    most_certain: str
    confidence: float
    lost_s: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        plain = asdict(self)
        plain["invented"] |= {"per_minute": self.invented.per_minute}
        return plain


async def measure_kinds(
    minutes: float, model: Path, *, phrases: Phrases | None, progress: Progress, kinds: Sequence[Kind] = tuple(Kind)
) -> tuple[KindReport, ...]:
    """Let so many minutes of each kind be heard, in calls of CALL_S seconds that all differ. Raises like `recognise`.

    At least SHORTEST_CALL_S of each kind is made.
    """
    calls = list(_calls(max(minutes * 60, SHORTEST_CALL_S)))
    tasks = [Task(kind, partial(_pieces, kind, seconds, seed)) for kind in kinds for seed, seconds in calls]
    run = await recognise(tasks, model, phrases.hearable if phrases else None, progress)
    return tuple(
        _report(kind, run.heard[number * len(calls) : (number + 1) * len(calls)]) for number, kind in enumerate(kinds)
    )


def _calls(seconds: float) -> Iterator[tuple[int, float]]:
    """Cut into calls, each with its seed; a rest too short to be a call is left out."""
    seed = 0
    while seconds >= SHORTEST_CALL_S:
        yield seed, min(seconds, CALL_S)
        seed, seconds = seed + 1, seconds - CALL_S


def _pieces(kind: Kind, seconds: float, seed: int) -> Iterator[bytes]:
    sound = sound_without_words(kind, seconds, seed)
    yield from (sound[start : start + PIECE_SAMPLES].tobytes() for start in range(0, len(sound), PIECE_SAMPLES))


def _report(kind: Kind, heard: Sequence[Heard]) -> KindReport:
    finals = [final for one in heard for final in one.finals]
    best = max(finals, key=lambda final: final.confidence, default=None)
    believed = sum(len(final.words) for final in finals if final.confidence >= BELIEVED)
    text, confidence = (best.text, best.confidence) if best else ("", 0.0)
    return KindReport(kind, invented(heard), believed, text, confidence, sum(one.lost_s for one in heard))
