"""The exchange's part of the command line: `iceta dialplan …` and `iceta exchange …`."""

import asyncio
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dialplans.exchange import Exchange
    from dialplans.settings import ExchangeSettings

app = typer.Typer(no_args_is_help=True, help="The dialplan: write it, check it, install it into an existing Asterisk.")
exchange_app = typer.Typer(no_args_is_help=True, help="The telephone exchange: fetch it, start it, stop it.")

STOP_DEADLINE_S = 15.0
POLL_S = 0.1

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def render(ctx: typer.Context, to: Annotated[Path, typer.Option(help="Folder to write into.")]) -> None:
    """Write the hotline's own configuration files (iceta-*.conf) into a folder."""
    from dialplans.instance import write_private
    from dialplans.render import render_parts

    settings = _settings(ctx)
    to.mkdir(parents=True, exist_ok=True)
    for name, text in render_parts(settings, settings.folder / "music").items():
        write_private(to / name, text)
        typer.echo(to / name)


@app.command()
def lint(
    ctx: typer.Context, folder: Annotated[Path | None, typer.Argument(help="Default: the instance's.")] = None
) -> None:
    """Check a folder of configuration; exit status 1 if there are faults."""
    from dialplans.lint import lint as findings

    settings = _settings(ctx)
    found = findings(folder or settings.folder / "etc", settings.prompts_folder)
    for finding in found:
        typer.echo(finding)
    if found:
        raise typer.Exit(1)
    typer.echo("No faults found.")


@app.command()
def install(
    ctx: typer.Context,
    etc: Annotated[Path, typer.Option(help="The existing Asterisk's configuration folder.")] = Path("/etc/asterisk"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")] = False,
) -> None:
    """Add the hotline to an existing Asterisk: own files, one include line each, a backup of what changes."""
    from dialplans.errors import ExchangeError
    from dialplans.install import install as carry_out
    from dialplans.install import plan_install

    settings = _settings(ctx)
    try:
        plan = plan_install(settings, etc)
        backup = None if dry_run else carry_out(settings, plan, etc)
    except (ExchangeError, OSError) as failure:
        raise _refuse(failure) from None
    for change in plan.changes:
        typer.echo(f"{'would write' if dry_run else 'wrote'} {change.path}")
    if backup:
        typer.echo(f"The old versions are in {backup}")
    for note in plan.notes:
        typer.echo(f"- {note}")


@exchange_app.command()
def fetch(ctx: typer.Context) -> None:
    """Fetch the private Asterisk from this host's Debian archive."""
    from rich.progress import Progress

    from dialplans.errors import ExchangeError
    from dialplans.fetch import fetch_asterisk

    with Progress() as bars:
        bar = bars.add_task("Asterisk", total=None)
        try:
            found = fetch_asterisk(
                _settings(ctx).asterisk_folder, lambda done, total: bars.update(bar, completed=done, total=total)
            )
        except ExchangeError as failure:
            raise _refuse(failure) from None
    typer.echo(f"Asterisk {found.version} in {found.root}")


@exchange_app.command()
def start(ctx: typer.Context) -> None:
    """Start the exchange and keep it running until Ctrl+C or SIGTERM."""
    from dialplans.errors import ExchangeError
    from dialplans.exchange import Exchange

    try:
        asyncio.run(_keep(Exchange(_settings(ctx))))
    except ExchangeError as failure:
        raise _refuse(failure) from None


@exchange_app.command()
def stop(ctx: typer.Context) -> None:
    """Stop the exchange and whatever keeps it running. Calls are hung up."""
    from dialplans.process import running_pid, send, supervisor_pid

    folder = _settings(ctx).folder
    target = supervisor_pid(folder) or running_pid(folder)
    if target is None:
        typer.echo("The exchange is not running.")
        return
    send(target, signal.SIGTERM)
    give_up = time.monotonic() + STOP_DEADLINE_S
    while supervisor_pid(folder) or running_pid(folder):
        if time.monotonic() > give_up:
            raise _refuse(f"Process {target} did not end within {STOP_DEADLINE_S:.0f} s.")
        time.sleep(POLL_S)
    typer.echo("The exchange has stopped.")


@exchange_app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Say whether the exchange is running; exit status 1 if it is not."""
    import json

    from dialplans.process import running_pid, supervisor_pid

    settings = _settings(ctx)
    pid = running_pid(settings.folder)
    facts = {"running": pid is not None, "pid": pid, "supervisor": supervisor_pid(settings.folder),
             "sip": f"{settings.sip_address}:{settings.sip_port}", "ami_port": settings.ami_port}  # fmt: skip
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        typer.echo(
            f"The exchange runs as process {pid}, SIP on {facts['sip']}." if pid else "The exchange is not running."
        )
    if pid is None:
        raise typer.Exit(1)


async def _keep(exchange: "Exchange") -> None:
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    await exchange.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(exchange.supervise())
        await end.wait()
        await exchange.stop()


def _settings(ctx: typer.Context) -> "ExchangeSettings":
    composed: Any = ctx.obj
    settings: ExchangeSettings = composed.exchange
    return settings


def _refuse(failure: object) -> typer.Exit:
    typer.secho(str(failure), fg="red", err=True)
    return typer.Exit(1)
