"""`iceta database …`: bringing the tables up to date and checking them."""

from __future__ import annotations

import typer

from tickets.cli_common import clear_errors, open_database

database_app = typer.Typer(help="The tickets' database.", no_args_is_help=True)


@database_app.command()
def upgrade(context: typer.Context) -> None:
    """Create the tables, or bring them to the form this program needs."""
    from tickets import migrate

    with clear_errors():
        url = context.obj.tickets.database_url
        migrate.upgrade(url)
        typer.echo(f"database is at version {migrate.current(url)}")


@database_app.command()
def check(context: typer.Context) -> None:
    """Say whether the database can be reached and fits this program."""
    from tickets.engine import without_password

    with open_database(context) as database:
        typer.echo(f"{without_password(database.url)} is ready")
