"""The speech room's commands: transcribe a file, say a text, build and describe the model."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speech.errors import SpeechError

if TYPE_CHECKING:
    from speech.settings import SpeechSettings
    from speech.transcription import Transcript

app = typer.Typer(help="Suara menjadi kata, kata menjadi suara.", no_args_is_help=True)
model_app = typer.Typer(help="Model pengenal suara.", no_args_is_help=True)
app.add_typer(model_app, name="model")


def _settings(context: typer.Context) -> "SpeechSettings":
    settings: SpeechSettings = context.obj.speech
    return settings


@contextmanager
def _plain_errors() -> Iterator[None]:
    """End with one clear sentence instead of a traceback when an expected thing went wrong."""
    from speech.model.errors import ModelBuildFailed

    try:
        yield
    except (SpeechError, ModelBuildFailed, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def transcribe(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Berkas suara, laju dan kanal apa pun.")],
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Tuliskan isi sebuah rekaman."""
    from speech.transcription import transcribe as recognise

    _quiet_log()
    with _plain_errors():
        transcript = asyncio.run(recognise(file, _settings(context).model_folder))
    typer.echo(json.dumps(transcript.as_dict(), ensure_ascii=False) if as_json else _readable(transcript))


@app.command()
def say(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Teks yang dibacakan.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Berkas .wav yang ditulis.")],
) -> None:
    """Bacakan sebuah teks menjadi berkas suara telepon."""
    from speech.prompts import say as speak

    settings = _settings(context)
    with _plain_errors():
        seconds = speak(text, output, voice=settings.voice, rate=settings.rate)
    typer.echo(f"{output}: {seconds:.1f} detik")


@model_app.command("build")
def build_model(context: typer.Context) -> None:
    """Bangun model pengenal suara (sekitar sepuluh detik)."""
    from rich.progress import Progress

    from speech.model.build import build

    settings = _settings(context)
    with _plain_errors(), Progress(transient=True) as bar:
        task = bar.add_task("model")
        build(
            settings.model_folder,
            extra_words=settings.extra_words,
            progress=lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    typer.echo(f"{settings.model_folder}: siap")


@model_app.command("info")
def model_info(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False
) -> None:
    """Tunjukkan dari apa model dibangun."""
    from dataclasses import asdict

    from speech.model.info import describe

    with _plain_errors():
        card = asdict(describe(_settings(context).model_folder))
    typer.echo(json.dumps(card, ensure_ascii=False) if as_json else "\n".join(f"{k}: {v}" for k, v in card.items()))


def _readable(transcript: "Transcript") -> str:
    if not transcript.words:
        return "(tidak ada kata yang dikenali)"
    return f"{transcript.text}\n(keyakinan {transcript.confidence:.0%}, {transcript.seconds:.1f} detik)"


def _quiet_log() -> None:
    """Keep the workers' everyday log lines out of the output, which may be read by a program."""
    import logging
    import sys

    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
