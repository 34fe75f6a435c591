"""The bridge's commands: run it, replay a recorded stream, draw the menu."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, help="Jembatan antara sentral telepon dan tiket.")


@app.command()
def bridge(ctx: typer.Context) -> None:
    """Jalankan jembatan: menjawab panggilan sampai dihentikan (SIGTERM)."""
    from ivr.serving import ServingFailed, serve

    try:
        asyncio.run(_until_signal(serve(ctx.obj.ivr, ctx.obj.speech, ctx.obj.tickets)))
    except ServingFailed as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


async def _until_signal(work: Any) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="Rekaman aliran AMI (teks).")],
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON per panggilan.")] = False,
) -> None:
    """Putar ulang rekaman AMI: panggilan apa saja yang ada di dalamnya."""
    from ivr.errors import TelephoneError
    from ivr.replay import calls_in

    try:
        calls = calls_in(file)
    except TelephoneError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for call in calls:
        line = json.dumps(call, ensure_ascii=False, default=str)
        typer.echo(line if as_json else "  ".join(f"{key}={value}" for key, value in call.items()))
    if not calls:
        typer.echo(f"{file}: tidak ada panggilan di dalamnya", err=True)


@app.command()
def menu(ctx: typer.Context) -> None:
    """Gambar menu suara sebagai pohon."""
    from rich import print as draw
    from rich.markup import escape
    from rich.tree import Tree

    from ivr.menu import MenuInvalid, load

    try:
        conversation = load(ctx.obj.ivr.menu)
    except MenuInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    tree = Tree(f"[bold]{escape(str(ctx.obj.ivr.menu))}")
    for step in conversation.steps.values():
        branch = tree.add(f"[bold]{escape(step.name)}[/] {step.kind.value} → {escape(step.next or '…')}")
        for option in step.options:
            branch.add(f"{escape(option.key)}  {escape(', '.join(option.words))} → {escape(option.next)}")
    draw(tree, file=sys.stdout)


@app.command()
def doctor(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON per bagian.")] = False
) -> None:
    """Periksa apakah semua bagian ada, dengan obatnya bila tidak."""
    from dataclasses import asdict

    from ivr.doctor import examine

    findings = examine(ctx.obj)
    for finding in findings:
        mark = "✔" if finding.well else "✘"
        cure = f"  → {finding.cure}" if finding.cure else ""
        typer.echo(
            json.dumps(asdict(finding), ensure_ascii=False)
            if as_json
            else f"{mark} {finding.part:<16} {finding.seen}{cure}"
        )
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


@app.command()
def phone(
    ctx: typer.Context,
    extension: Annotated[str, typer.Argument(help="Pesawat petugas, misalnya op1.")],
    answer: Annotated[bool, typer.Option(help="Angkat sendiri setelah satu detik.")] = True,
) -> None:
    """Telepon petugas otomatis untuk mencoba: mendaftar, berdering, dan (bila diminta) mengangkat sendiri."""
    from ivr.phone import PhoneFailed, PhoneTimeout

    try:
        asyncio.run(_until_signal(_phone(ctx.obj, extension, answer)))
    except (PhoneFailed, PhoneTimeout, KeyError) as error:
        typer.echo(f"pesawat {extension}: {error}", err=True)
        raise typer.Exit(1) from error


async def _phone(settings: Any, extension: str, answer: bool) -> None:
    from ivr.phone import operator_phone

    secret = settings.ivr.phone_passwords[extension].get_secret_value()
    greeting = settings.speech.prompts_folder / "operator_greeting.wav"
    options = {"answer": 200, "answer_delay": 1.0, "play": greeting} if answer else {}
    async with operator_phone(extension, secret, settings.ivr.sip_host, settings.ivr.sip_port, **options) as desk:
        seen = 0
        while not any(event["event"] == "ended" for event in desk.events):
            for event in desk.events[seen:]:
                typer.echo(json.dumps(event))
            seen = len(desk.events)
            await asyncio.sleep(0.2)
