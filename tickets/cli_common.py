"""What the commands of this room share: opening the database, who acts, printing errors and JSON."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from tickets.database import Database
    from tickets.model import Actor


@contextmanager
def clear_errors() -> Iterator[None]:
    """Print this room's errors as one sentence on stderr and leave with exit code 1."""
    from sqlalchemy.exc import ArgumentError

    from tickets.errors import TicketsError

    try:
        yield
    except TicketsError as error:
        _fail(error.english)
    except ArgumentError:
        _fail(
            "[tickets] url in iceta.toml is no database URL; use postgresql://user:password@host/name or leave it out."
        )


@contextmanager
def open_database(context: typer.Context) -> Iterator[Database]:
    """The checked database of the settings; errors inside end the program with a sentence."""
    from tickets.database import Database

    with clear_errors():
        settings = context.obj.tickets
        database = Database(settings.database_url, limits=settings.limits)
        try:
            database.check()
            yield database
        finally:
            database.close()


def command_line_actor() -> Actor:
    """The person at the command line: whoever can reach the database may do what Diskominfo may."""
    from tickets.model import Actor, Role

    return Actor(f"{_user()} (command line)", Role.DISKOMINFO)


def read_password(prompt: str) -> str:
    """A password, asked for twice without echo, or the first line of stdin when that isn't a terminal."""
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def print_json(rows: Sequence[Any] | dict[str, Any]) -> None:
    """Print dataclasses, or a dictionary, as JSON."""
    content = rows if isinstance(rows, dict) else [asdict(row) for row in rows]
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; the last one runs on."""
    widths = [max(len(line[i]) for line in (headings, *rows)) for i in range(len(headings))]
    for line in (headings, *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return f"user {os.getuid()}"


def _fail(sentence: str) -> None:
    typer.echo(f"iceta: {sentence}", err=True)
    raise typer.Exit(1)
