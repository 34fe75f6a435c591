"""The speech room's commands: transcribe a file, say a text, build and describe the model, measure recognition."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speech.adaptation.cli import gather_indspeech, train_model
from speech.command_line import plain_errors, quiet_log
from speech.evaluation.band import Band
from speech.threshold_command import thresholds

if TYPE_CHECKING:
    from speech.settings import SpeechSettings
    from speech.transcription import Transcript

app = typer.Typer(help="Suara menjadi kata, kata menjadi suara.", no_args_is_help=True)
model_app = typer.Typer(help="Model pengenal suara.", no_args_is_help=True)
app.add_typer(model_app, name="model")
speech_app = typer.Typer(help="Mutu pengenalan suara.", no_args_is_help=True)
speech_app.command("thresholds")(thresholds)
model_app.command("train")(train_model)
model_app.command("indspeech")(gather_indspeech)


def _settings(context: typer.Context) -> "SpeechSettings":
    settings: SpeechSettings = context.obj.speech
    return settings


@app.command()
def transcribe(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Berkas suara, laju dan kanal apa pun.")],
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Tuliskan isi sebuah rekaman."""
    from speech.transcription import transcribe as recognise

    quiet_log()
    with plain_errors():
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
    with plain_errors():
        seconds = speak(text, output, voice=settings.voice, rate=settings.rate)
    typer.echo(f"{output}: {seconds:.1f} detik")


@model_app.command("build")
def build_model(context: typer.Context) -> None:
    """Bangun model pengenal suara (sekitar sepuluh detik)."""
    from rich.progress import Progress

    from speech.model.build import build

    settings = _settings(context)
    with plain_errors(), Progress(transient=True) as bar:
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

    with plain_errors():
        card = asdict(describe(_settings(context).model_folder))
    typer.echo(json.dumps(card, ensure_ascii=False) if as_json else "\n".join(f"{k}: {v}" for k, v in card.items()))


@speech_app.callback()
def speech_group() -> None:
    """Mutu pengenalan suara."""


@speech_app.command()
def evaluate(
    context: typer.Context,
    manifest: Annotated[
        Path | None, typer.Argument(help='Satu baris JSON per rekaman: {"audio": …, "text": …, "speaker": …}.')
    ] = None,
    grammar: Annotated[
        Path | None, typer.Option(help="Frasa yang diharapkan: satu per baris (# komentar), atau daftar JSON.")
    ] = None,
    band: Annotated[Band, typer.Option(help="8k: lewatkan suara ke G.711 A-law dulu, seperti telepon.")] = Band.PLAIN,
    invented: Annotated[bool, typer.Option("--invented", help="Hitung kata karangan di rekaman tanpa teks.")] = False,
    sounds_without_words: Annotated[
        float | None,
        typer.Option(min=0.01, max=600, metavar="MENIT", help="Ganti manifest: sekian menit bunyi per jenis."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Ukur seberapa tepat rekaman dikenali, atau kata apa yang dikarang dari bunyi tanpa kata."""
    from speech.evaluation.command import Request, answer

    quiet_log()
    with plain_errors():
        model = _settings(context).model_folder
        text = answer(Request(model, manifest, sounds_without_words, grammar, band, invented, as_json))
    typer.echo(text)


def _readable(transcript: "Transcript") -> str:
    if not transcript.words:
        return "(tidak ada kata yang dikenali)"
    return f"{transcript.text}\n(keyakinan {transcript.confidence:.0%}, {transcript.seconds:.1f} detik)"
