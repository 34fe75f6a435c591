"""The command line of the console: `iceta console`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tickets.database import Database
    from tickets.settings import TicketSettings

PASSWORD_VARIABLE = "ICETA_CONSOLE_PASSWORD"  # noqa: S105 - the name of a variable, not a password
LOG_FILE = "console.log"

app = typer.Typer(help="Konsol petugas: antrean, transkrip langsung dan tiket.")


@app.command()
def console(
    ctx: typer.Context,
    login: Annotated[str, typer.Option(help="Nama masuk; kata sandi tetap ditanyakan.")] = "",
    readonly: Annotated[bool, typer.Option("--readonly", help="Hanya melihat, tidak mengubah apa pun.")] = False,
    lang: Annotated[str, typer.Option(help="Bahasa: id atau en.")] = "",
) -> None:
    """Buka konsol petugas. ICETA_CONSOLE_PASSWORD dipakai bila ada dan --login diberikan."""
    from agent_console.app import ConsoleApp
    from agent_console.catalogue import LANGUAGES

    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang}: pilih {' atau '.join(LANGUAGES)}", param_hint="--lang")
    changes: dict[str, Any] = {"readonly": True} if readonly else {}
    settings = ctx.obj.console.model_copy(update=changes | ({"language": lang} if lang else {}))
    tickets = ctx.obj.tickets
    password = os.environ.pop(PASSWORD_VARIABLE, "") if login else ""
    with _logging_to(settings.home / "log"):
        ConsoleApp(settings, lambda: _database(tickets), login=login, password=password).run()


def _database(tickets: TicketSettings) -> Database:
    from tickets.database import Database

    return Database(tickets.database_url, keep_corrections=tickets.keep_corrections, limits=tickets.limits)


@contextmanager
def _logging_to(folder: Path) -> Iterator[None]:
    # A line printed to the terminal would tear the picture.
    import structlog

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOG_FILE).open("a", encoding="utf-8") as file:
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
            logger_factory=structlog.WriteLoggerFactory(file=file),
        )
        yield
    structlog.reset_defaults()
