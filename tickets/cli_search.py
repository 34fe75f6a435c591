"""`iceta search WORDS`, and `iceta search rebuild` that reads the whole index anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_common import open_database, print_json, print_table

if TYPE_CHECKING:
    from tickets.model import Ticket

SHOWN_DESCRIPTION = 60
"""Characters of a description in a list."""
REBUILD = "rebuild"

app = typer.Typer(help="Mencari tiket.")


@app.command()
def search(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            help="Kata, nama, nomor telepon, NIK, kode, atau kec: desa: status: instansi: telp: nik: nama: kode:. "
            f"“{REBUILD}” saja: menyusun ulang indeks pencarian."
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, max=500, help="Paling banyak sekian tiket.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Cetak sebagai JSON.")] = False,
) -> None:
    """Cari tiket; salah ketik sedikit dimaafkan. `iceta search rebuild` menyusun ulang indeksnya."""
    if words == [REBUILD]:
        _rebuild(context)
        return
    from tickets.search import search_service

    with open_database(context) as database, database.reading() as tx:
        found = search_service.search(tx, " ".join(words), limit=limit)
    if json:
        print_json(found)
    else:
        print_table(("kode", "status", "prioritas", "instansi", "pelapor", "uraian"), [_line(t) for t in found])


def _rebuild(context: typer.Context) -> None:
    from rich.progress import Progress

    from tickets.search.index_service import rebuild

    done = 0
    with open_database(context) as database, Progress(transient=True) as progress:
        task = progress.add_task("menyusun indeks pencarian", total=None)
        for done, total in rebuild(database):
            progress.update(task, completed=done, total=total)
    typer.echo(f"{done} tiket bisa dicari")


def _line(ticket: Ticket) -> tuple[str, ...]:
    from tickets.codes import grouped
    from tickets.phone_numbers import mask

    description = " ".join(ticket.description.split())[:SHOWN_DESCRIPTION]
    reporter = f"{ticket.reporter_name} {mask(ticket.reporter_number)}".strip()
    agency = ticket.agency or "-"
    return grouped(ticket.code), ticket.status.value, ticket.priority.value, agency, reporter, description
