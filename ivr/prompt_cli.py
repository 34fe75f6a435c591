"""The prompts' commands: list them, render them, find what is wrong with them, print their pronunciation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ivr.catalogue import Prompt
    from speech.prompting.levels import PromptState
    from speech.settings import SpeechSettings

app = typer.Typer(help="Suara menu: daftar, pembuatan, pemeriksaan, ucapan.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Satu baris JSON.")]
SPEAKERS = {"voice": "mesin", "human": "rekaman", None: "belum ada"}


@contextmanager
def _plain_errors() -> Iterator[None]:
    """End with one clear sentence instead of a traceback when an expected thing went wrong."""
    from ivr.catalogue import CatalogueWrong
    from speech.errors import SpeechError
    from speech.indonesian.pronunciation import PronunciationTableWrong

    try:
        yield
    except (CatalogueWrong, PronunciationTableWrong, SpeechError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command("list")
def list_prompts(ctx: typer.Context, as_json: Json = False) -> None:
    """Daftar semua suara: nomor untuk studio, nama, teks, siapa yang berbicara, lamanya."""
    with _plain_errors():
        rows = [(prompt.number, state) for prompt, state in _with_states(_settings(ctx))]
    if as_json:
        typer.echo(json.dumps([_facts(number, state) for number, state in rows], ensure_ascii=False))
        return
    for number, state in rows:
        speaker = SPEAKERS[state.source]
        typer.echo(f"{number}  {state.name:<28} {speaker:<9} {state.seconds:5.1f} d  {state.text}")


@app.command()
def render(ctx: typer.Context, as_json: Json = False) -> None:
    """Buat suara yang belum ada atau yang teks, suara, atau rekamannya berubah."""
    from rich.console import Console
    from rich.progress import Progress

    from ivr.catalogue import all_prompts
    from speech.prompts import render as make

    speech = _settings(ctx)
    with _plain_errors(), Progress(transient=True, console=Console(file=sys.stderr)) as bar:
        task = bar.add_task("suara", total=None)
        done = make(
            all_prompts(), speech.prompts_folder, speech.recorded_folder, voice=speech.voice, rate=speech.rate,
            progress=lambda made, total: bar.update(task, completed=made, total=total),
        )  # fmt: skip
    counts = {"spoken": len(done.spoken), "human": len(done.human), "kept": len(done.kept)}
    counts |= {"removed": len(done.removed)}
    if as_json:
        typer.echo(json.dumps({**counts, "seconds": round(done.seconds, 2)}))
        return
    typer.echo(
        f"{speech.prompts_folder}: {counts['spoken']} dibuat, {counts['human']} dari rekaman, {counts['kept']} tetap, "
        f"{counts['removed']} dihapus ({done.seconds:.1f} detik)"
    )


@app.command()
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Periksa semua suara: berkas, kerasnya, rekaman, dan kata yang ucapannya belum diketahui."""
    from ivr.catalogue import all_prompts
    from speech.prompting.report import faults

    speech = _settings(ctx)
    with _plain_errors():
        texts = all_prompts()
        found = faults(texts, speech.prompts_folder, speech.recorded_folder)
    if as_json:
        typer.echo(json.dumps([{"name": each.name, "reason": each.reason, "cure": each.cure} for each in found]))
    else:
        for each in found:
            typer.echo(f"{each.reason}; {each.cure}")
        if not found:
            typer.echo(f"{len(texts)} suara baik.")
    raise typer.Exit(1 if found else 0)


@app.command()
def pronunciation(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="Berkas .html yang ditulis.")],
) -> None:
    """Tulis halaman berisi setiap kata dan suara dengan ucapannya, untuk diperiksa penutur asli."""
    from speech.prompting.phonemes import ask_phonemes
    from speech.prompting.report import soundings
    from speech.prompting.sheet import sheet

    with _plain_errors():
        rows = list(_with_states(_settings(ctx)))
        texts = {prompt.name: prompt.text for prompt, _ in rows}
        phonemes = dict(zip(texts, ask_phonemes(_speakable(texts)), strict=True))
        numbers = {prompt.name: prompt.number for prompt, _ in rows}
        page = sheet(soundings(texts), [state for _, state in rows], phonemes, numbers)
        part = output.with_name(f".{output.name}.part")
        part.write_text(page, encoding="utf-8")
        part.replace(output)
    typer.echo(f"{output}: {len(texts)} suara")


def _settings(ctx: typer.Context) -> SpeechSettings:
    composed: Any = ctx.obj
    speech: SpeechSettings = composed.speech
    return speech


def _with_states(speech: SpeechSettings) -> Iterator[tuple[Prompt, PromptState]]:
    from ivr.catalogue import catalogue
    from speech.prompting.levels import states

    prompts = catalogue()
    return zip(prompts, states({each.name: each.text for each in prompts}, speech.prompts_folder), strict=True)


def _speakable(texts: dict[str, str]) -> list[str]:
    from speech.indonesian.normaliser import speakable

    return [speakable(text) for text in texts.values()]


def _facts(number: int, state: PromptState) -> dict[str, object]:
    return {
        "number": number,
        "name": state.name,
        "text": state.text,
        "source": str(state.source) if state.source else None,
        "seconds": round(state.seconds, 2),
        "loudness_lufs": round(state.loudness_lufs, 1) if state.source else None,
    }
