"""`iceta database …`: bringing the tables up to date and checking them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from tickets.cli_common import clear_errors, open_database

if TYPE_CHECKING:
    from tickets.database import Database

database_app = typer.Typer(help="Basis data tiket.", no_args_is_help=True)


@database_app.command()
def upgrade(context: typer.Context) -> None:
    """Buat tabelnya, atau bawa ke bentuk yang diperlukan program ini."""
    from tickets import migrate
    from tickets.database import Database

    with clear_errors():
        settings = context.obj.tickets
        before = migrate.current(settings.database_url)
        migrate.upgrade(settings.database_url)
        after = migrate.current(settings.database_url)
        if before not in (None, after):
            _fill_search(Database(settings.database_url, limits=settings.limits))
        typer.echo(f"basis data kini versi {after}")


def _fill_search(database: Database) -> None:
    """Tickets of before the upgrade are found too."""
    from rich.progress import track

    from tickets.search.index_service import rebuild

    try:
        for _ in track(rebuild(database), "Menyusun indeks pencarian", disable=not sys.stderr.isatty(), transient=True):
            pass
    finally:
        database.close()


@database_app.command()
def check(context: typer.Context) -> None:
    """Apakah basis data terjangkau dan cocok dengan program ini."""
    from tickets.engine import without_password

    with open_database(context) as database:
        typer.echo(f"{without_password(database.url)} siap")
