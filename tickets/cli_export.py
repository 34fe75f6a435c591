"""`iceta export`: tickets go out as CSV, JSON lines, Open311 or a sheet like SP4N-LAPOR's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_common import command_line_actor, open_database

if TYPE_CHECKING:
    from tickets.channels.export_service import Wanted

app = typer.Typer(help="Keluarkan tiket untuk sistem lain.")


@app.command()
def export(
    context: typer.Context,
    format: Annotated[str, typer.Option(help="csv, json, open311, open311-services atau sp4n.")] = "csv",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Berkas; tanpa ini ke layar.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Dilaporkan sejak tanggal ini.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Dilaporkan sampai tanggal ini.")
    ] = None,
    agency: Annotated[str, typer.Option(help="Hanya instansi ini (kode).")] = "",
    status: Annotated[str, typer.Option(help="Hanya status ini.")] = "",
    masked: Annotated[
        bool, typer.Option("--masked", help="Samarkan nama, nomor dan NIK; buang isi kesehatan.")
    ] = False,
) -> None:
    """Tulis tiket ke berkas atau layar; pelapor anonim tetap tanpa nama. Pengeluaran data ini tercatat."""
    from tickets.channels.atomic_file import text_out
    from tickets.channels.export_service import export as write

    with open_database(context) as database:
        wanted = _wanted(since, until, agency, status)
        with text_out(output) as file, _progress() as step:
            written = write(database, file, format, wanted, command_line_actor(), masked=masked, progress=step)
    typer.echo(f"{written} baris ditulis ke {output or 'layar'}", err=True)


def _wanted(since: datetime | None, until: datetime | None, agency: str, status: str) -> Wanted:
    from tickets.channels.errors import StatusUnknown
    from tickets.channels.export_service import Wanted
    from tickets.checks import assignable_agency
    from tickets.local_time import JAKARTA
    from tickets.model import Status

    if status and status not in list(Status):
        raise StatusUnknown(status=status, known=", ".join(Status))
    return Wanted(
        since.replace(tzinfo=JAKARTA) if since else None,
        until.replace(tzinfo=JAKARTA) + timedelta(days=1) if until else None,
        assignable_agency(agency) if agency else None,
        Status(status) if status else None,
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("tiket", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
