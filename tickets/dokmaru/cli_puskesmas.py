"""The command line of the list of puskesmas: `iceta puskesmas …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_common import clear_errors, command_line_actor, open_database, print_json, print_table

if TYPE_CHECKING:
    from tickets.dokmaru.model import Puskesmas

puskesmas_app = typer.Typer(help="Daftar puskesmas dan wilayah kerjanya.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Cetak JSON.")]


@puskesmas_app.command("import")
def import_list(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="CSV: code,name,kecamatan,phone,address,desa (desa dipisah titik koma).")
    ],
    json: Json = False,
) -> None:
    """Jadikan daftar persis seperti isi berkas; bila ada satu kesalahan pun, tidak ada yang berubah."""
    from dataclasses import asdict

    from tickets.dokmaru.puskesmas_service import import_puskesmas

    entries = _read(file)
    with open_database(context) as database, database.transaction() as tx:
        counts = asdict(import_puskesmas(tx, entries, command_line_actor()))
    if json:
        print_json(counts)
    else:
        typer.echo(", ".join(f"{number} {name}" for name, number in counts.items()))


@puskesmas_app.command("list")
def list_all(context: typer.Context, json: Json = False) -> None:
    """Daftar semua puskesmas."""
    from tickets.dokmaru import printing
    from tickets.dokmaru.puskesmas_service import puskesmas_list

    with open_database(context) as database, database.reading() as tx:
        entries = puskesmas_list(tx)
    if json:
        print_json(entries)
    else:
        print_table(printing.PUSKESMAS_HEADINGS, [printing.puskesmas_row(entry) for entry in entries])


def _read(file: Path) -> tuple[Puskesmas, ...]:
    from tickets.dokmaru.errors import InvalidPuskesmasFile, UnusableFile
    from tickets.dokmaru.puskesmas_file import read_puskesmas

    with clear_errors():
        try:
            return read_puskesmas(file.read_bytes(), file.name)
        except OSError as error:
            raise UnusableFile(file=file, reason=error.strerror) from error
        except InvalidPuskesmasFile as invalid:
            for fault in invalid.faults:
                typer.echo(f"{file.name}: {fault.english}", err=True)
            raise
