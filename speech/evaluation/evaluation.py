"""Measures recognition on recordings with known words: error rates, confidence, speed, and how late words are shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from speech.evaluation.band import Band
from speech.evaluation.calibration import Calibration, Judged, calibrate
from speech.evaluation.confidence_interval import Interval, interval
from speech.evaluation.manifest import Recording
from speech.evaluation.phrases import Phrases
from speech.evaluation.recognition import Heard, Progress, Run, Task, recognise
from speech.evaluation.scoring import Score, WordErrors, align, summarise
from speech.evaluation.telephone_pieces import telephone_pieces
from speech.evaluation.wording import words_of

LEAD_IN_S = 0.3


@dataclass(frozen=True)
class Speed:
    """Processor seconds of the workers, and seconds on the wall, for each second of sound."""

    sound_s: float
    processor: float
    wall: float


@dataclass(frozen=True)
class Lateness:
    """Half and 95 % of the words are shown at most so many seconds of sound after their end, plus the work on a chunk.

    `first_in_final` words were in no text shown before the final one; they have no part in the other figures.
    """

    words: int
    first_in_final: int
    behind_p50_s: float
    behind_p95_s: float
    processing_p50_s: float
    processing_p95_s: float


@dataclass(frozen=True)
class Invented:
    """Words heard where nothing was said."""

    recordings: int
    minutes: float
    words: int

    @property
    def per_minute(self) -> float:
        """Invented words for each minute of sound."""
        return self.words / self.minutes


@dataclass(frozen=True)
class Report:
    """Everything that was measured; None stands where there was nothing to measure it on."""

    recordings: int
    band: Band
    errors: WordErrors | None
    interval: Interval | None
    calibration: Calibration | None
    lateness: Lateness | None
    invented: Invented | None
    speed: Speed
    lost_s: float
    unknown_phrases: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON, with the rates worked out."""
        plain = asdict(self)
        if self.errors:
            plain["errors"] |= {"rate": self.errors.rate, "sentence_accuracy": self.errors.sentence_accuracy}
        if self.invented:
            plain["invented"] |= {"per_minute": self.invented.per_minute}
        return plain


async def evaluate(
    recordings: Sequence[Recording], model: Path, *, phrases: Phrases | None, band: Band, progress: Progress
) -> Report:
    """Recognise all recordings, of which there is at least one, and compare. Raises like `recognise`."""
    tasks = [
        Task(str(one.audio), partial(telephone_pieces, one.audio, band), LEAD_IN_S if one.words else 0.0)
        for one in recordings
    ]
    run = await recognise(tasks, model, phrases.hearable if phrases else None, progress)
    return report(recordings, run, band, phrases.unknown if phrases else ())


def report(recordings: Sequence[Recording], run: Run, band: Band, unknown_phrases: tuple[str, ...] = ()) -> Report:
    """Compare what was heard in each recording with what was said."""
    scores: list[Score] = []
    judged: list[Judged] = []
    wordless: list[Heard] = []
    for recording, heard in zip(recordings, run.heard, strict=True):
        words = list(comparable(heard))
        alignment = align(recording.words, [text for text, _ in words])
        right = {place for _, place in alignment.agreeing}
        judged += [Judged(confidence, place in right) for place, (_, confidence) in enumerate(words)]
        if recording.words:
            scores.append(Score(recording.speaker, len(recording.words), alignment))
        else:
            wordless.append(heard)
    return Report(
        recordings=len(recordings),
        band=band,
        errors=summarise(scores),
        interval=interval(scores),
        calibration=calibrate(judged),
        lateness=lateness(run.heard),
        invented=invented(wordless) if wordless else None,
        speed=Speed(run.sound_s, run.processor_s / run.sound_s, run.wall_s / run.sound_s),
        lost_s=sum(heard.lost_s for heard in run.heard),
        unknown_phrases=unknown_phrases,
    )


def comparable(heard: Heard) -> Iterator[tuple[str, float]]:
    """Give each word that was heard, in comparable form, with its confidence; what the model cannot name is no word."""
    for final in heard.finals:
        for word in final.words:
            yield from ((text, word.confidence) for text in words_of(word.text))


def invented(wordless: Sequence[Heard]) -> Invented:
    """Count the words heard in sounds without words."""
    words = sum(sum(1 for _ in comparable(heard)) for heard in wordless)
    return Invented(len(wordless), sum(heard.seconds for heard in wordless) / 60, words)


def lateness(results: Iterable[Heard]) -> Lateness | None:
    """Sum up when words were first shown; None when no word was shown before its final text."""
    words, behind, processing = 0, [], []
    for heard in results:
        words += sum(len(final.words) for final in heard.finals)
        behind += [shown.behind_s for shown in heard.shown]
        processing += [shown.processing_s for shown in heard.shown]
    if not behind:
        return None
    half, most = np.quantile([behind, processing], [0.5, 0.95], axis=1)
    return Lateness(len(behind), words - len(behind), float(half[0]), float(most[0]), float(half[1]), float(most[1]))
