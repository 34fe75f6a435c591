"""`iceta speech corrections export`: what operators mended, with its sound, for those who train the recogniser.

Only callers who consented are in it, and only if the house keeps corrections at all. The manifest names speakers by
numbers that mean nothing outside it: same caller, same number; no telephone number leaves the house.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from ivr.second_opinion import own_recording
from speech.errors import SpeechError
from speech.second_opinion.stretch import cut
from tickets.texts_model import Correction

MANIFEST = "manifest.jsonl"
SOUNDS = "sound"

corrections_app = typer.Typer(help="Perbaikan transkrip oleh petugas.", no_args_is_help=True)
log = structlog.get_logger()


class FolderInUse(Exception):
    """The folder of an export has something in it already; the text says which one and what to do."""


@dataclass(frozen=True)
class Exported:
    """How many corrections were written, how many seconds of sound, and how many could not be."""

    written: int
    seconds: float
    skipped: int


@corrections_app.callback()
def corrections_group() -> None:
    """Perbaikan transkrip oleh petugas."""


@corrections_app.command("export")
def export_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder baru untuk suara dan manifest.jsonl.")],
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Kumpulkan perbaikan yang penelepon izinkan sebagai suara dan manifest.jsonl."""
    from dataclasses import asdict

    from tickets import stretches
    from tickets.database import Database
    from tickets.errors import TicketsError

    settings: Any = context.obj
    if not settings.tickets.keep_corrections:
        _fail("perbaikan tidak disimpan: setelan [tickets] keep_corrections = false")
    try:
        database = Database(settings.tickets.database_url)
        try:
            database.check()
            with database.reading() as tx:
                found = stretches.corrections(tx)
        finally:
            database.close()
        done = _with_progress(found, folder, settings.speech.recordings_folder)
    except (TicketsError, FolderInUse, OSError) as error:
        _fail(str(error))
    typer.echo(
        json.dumps(asdict(done))
        if as_json
        else f"{folder}: {done.written} perbaikan, {done.seconds:.0f} detik suara, {done.skipped} tanpa suara"
    )


def export(
    corrections: Iterable[Correction],
    folder: Path,
    recordings: Path,
    progress: Callable[[], None] = lambda: None,
) -> Exported:
    """Write sounds and manifest; the manifest comes last, so that a folder with one is whole.

    What has lost its recording is skipped with a log line. Raises FolderInUse for a folder that is not empty, OSError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(f"{folder}: sudah berisi; pilih folder baru atau kosongkan dulu")
    (folder / SOUNDS).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    lines, seconds, skipped = [], 0.0, 0
    speakers: dict[str, str] = {}
    try:
        for number, correction in enumerate(corrections, 1):
            name = f"{SOUNDS}/{number:06d}.wav"
            try:
                seconds += _sound(correction, folder / name, recordings)
            except (SpeechError, ValueError) as error:
                skipped += 1
                log.warning("correction_without_sound", call=correction.stretch.call_id, reason=str(error))
            else:
                line = {"audio": name, "text": correction.text, "speaker": _speaker(correction, speakers)}
                lines.append(json.dumps(line, ensure_ascii=False))
            progress()
        (folder / MANIFEST).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError:
        shutil.rmtree(folder / SOUNDS, ignore_errors=True)
        raise
    return Exported(len(lines), round(seconds, 3), skipped)


def _sound(correction: Correction, file: Path, recordings: Path) -> float:
    stretch = correction.stretch
    return cut(own_recording(stretch, recordings), stretch.started_s, stretch.ended_s, file)


def _speaker(correction: Correction, speakers: dict[str, str]) -> str:
    """Callers are numbered as they come; one who withheld his number is somebody new each time."""
    caller = correction.caller_number or f"call {correction.stretch.call_id}"
    return speakers.setdefault(caller, f"speaker-{len(speakers) + 1:04d}")


def _with_progress(found: list[Correction], folder: Path, recordings: Path) -> Exported:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("perbaikan", total=len(found))
        return export(found, folder, recordings, lambda: bar.advance(task))


def _fail(reason: str) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
