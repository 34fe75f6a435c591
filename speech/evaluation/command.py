"""What `iceta speech evaluate` does: reads what it was given, shows how far it is, and returns the text to print."""

import asyncio
import io
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from speech.evaluation import recognition
from speech.evaluation.band import Band
from speech.evaluation.display import histogram, kinds_table, report_table, unknown_phrases
from speech.evaluation.errors import ChoiceUnclear
from speech.evaluation.evaluation import evaluate
from speech.evaluation.invented_words import measure_kinds
from speech.evaluation.manifest import read_manifest
from speech.evaluation.model_files import check_parts, known_words
from speech.evaluation.phrases import Phrases, read_phrases
from speech.evaluation.sounds_without_words import Kind

WIDTH = (100, 24)


@dataclass(frozen=True)
class Request:
    """What the user asked for: a manifest or so many minutes of sounds without words, and how to go about it."""

    model: Path
    manifest: Path | None
    minutes_without_words: float | None
    grammar: Path | None
    band: Band
    wordless: bool
    as_json: bool


def answer(request: Request) -> str:
    """Measure what was asked for and return the report. Raises a SpeechError before anything is printed."""
    if (request.manifest is None) == (request.minutes_without_words is None):
        raise ChoiceUnclear("give either a manifest or --sounds-without-words MINUTES")
    check_parts(request.model)
    phrases = read_phrases(request.grammar, known_words(request.model)) if request.grammar else None
    if request.manifest:
        return _recordings(request, request.manifest, phrases)
    return _kinds(request, request.minutes_without_words or 0.0, phrases)


def _recordings(request: Request, manifest: Path, phrases: Phrases | None) -> str:
    recordings = read_manifest(manifest, wordless=request.wordless)
    with _bar("rekaman", sum(one.seconds for one in recordings)) as progress:
        report = asyncio.run(evaluate(recordings, request.model, phrases=phrases, band=request.band, progress=progress))
    if request.as_json:
        return _line(report.as_dict())
    parts = [_drawn(report_table(report)), histogram(report.calibration) if report.calibration else ""]
    return "\n".join(part for part in parts if part)


def _kinds(request: Request, minutes: float, phrases: Phrases | None) -> str:
    with _bar("bunyi", minutes * 60 * len(Kind)) as progress:
        reports = asyncio.run(measure_kinds(minutes, request.model, phrases=phrases, progress=progress))
    unknown = phrases.unknown if phrases else ()
    if request.as_json:
        return _line({"kinds": [one.as_dict() for one in reports], "unknown_phrases": unknown})
    return _drawn(kinds_table(reports)) + (unknown_phrases(unknown) if unknown else "")


@contextmanager
def _bar(what: str, seconds: float) -> Iterator[recognition.Progress]:
    """Show on stderr, where a person watches, how much of the sound is worked off."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    console = Console(stderr=True)
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(what, total=seconds)
        yield lambda done: bar.advance(task, done)


def _drawn(table: Table) -> str:
    paper = io.StringIO()
    Console(file=paper, width=shutil.get_terminal_size(WIDTH).columns).print(table)
    return paper.getvalue()


def _line(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False)
