"""The command line of this room: `iceta ticket …`, and the apps for accounts and the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_accounts import accounts_app
from tickets.cli_common import command_line_actor, open_database, print_json, print_table
from tickets.cli_database import database_app

if TYPE_CHECKING:
    from tickets.model import Event, Ticket

__all__ = ["accounts_app", "app", "database_app"]

app = typer.Typer(help="Read and work on tickets.", no_args_is_help=True)

SHOWN_DESCRIPTION = 60
"""Characters of a description in a list."""

Code = Annotated[str, typer.Argument(help="The ticket's code, as 1234 5678 or 12345678.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_tickets(
    context: typer.Context,
    text: Annotated[str, typer.Option(help="Words to search for.")] = "",
    status: Annotated[str, typer.Option(help="Only this status, as baru or ditugaskan.")] = "",
    agency: Annotated[str, typer.Option(help="Only this agency's.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many at most.")] = 50,
    json: Json = False,
) -> None:
    """List tickets: open emergencies first, then the newest."""
    from tickets import queries
    from tickets.model import Status

    wanted = _status(status, [s.value for s in Status])
    with open_database(context) as database, database.reading() as tx:
        found = queries.tickets(
            tx, text=text, status=Status(wanted) if wanted else None, agency=agency or None, limit=limit
        )
    if json:
        print_json(found)
    else:
        print_table(("code", "status", "priority", "agency", "opened", "description"), [_line(t) for t in found])


@app.command()
def show(context: typer.Context, code: Code, json: Json = False) -> None:
    """Show one ticket with its history."""
    from dataclasses import asdict

    from tickets import queries

    with open_database(context) as database, database.reading() as tx:
        ticket = queries.ticket_by_code(tx, code)
        events = queries.history(tx, ticket.id)
    if json:
        print_json(asdict(ticket) | {"history": [asdict(event) for event in events]})
    else:
        _print_ticket(ticket, events)


@app.command("open")
def open_ticket(
    context: typer.Context,
    description: Annotated[str, typer.Argument(help="What the complaint is.")],
    category: Annotated[str, typer.Option(help="Code of the category, as kesehatan or air.")] = "",
    kecamatan: Annotated[str, typer.Option(help="Official code of the kecamatan, as 32.12.15.")] = "",
    desa: Annotated[str, typer.Option(help="Official code of the desa.")] = "",
    name: Annotated[str, typer.Option(help="The reporter's name.")] = "",
    number: Annotated[str, typer.Option(help="The reporter's telephone number.")] = "",
    channel: Annotated[str, typer.Option(help="How the complaint came in.")] = "telepon",
) -> None:
    """Open a ticket and print its code."""
    from tickets import service
    from tickets.codes import grouped
    from tickets.model import NewTicket

    new = NewTicket(
        category or None,
        description,
        kecamatan or None,
        desa or None,
        reporter_name=name,
        reporter_number=number,
        channel=channel,
    )
    with open_database(context) as database, database.transaction() as tx:
        ticket = service.open_ticket(tx, new, command_line_actor())
    typer.echo(grouped(ticket.code))


@app.command()
def note(context: typer.Context, code: Code, text: Annotated[str, typer.Argument(help="The note.")]) -> None:
    """Add a note to a ticket."""
    _do(context, "note", code, text)


@app.command()
def assign(context: typer.Context, code: Code, agency: Annotated[str, typer.Argument(help="As DPUPR.")]) -> None:
    """Hand a ticket to an agency."""
    _do(context, "assign", code, agency)


@app.command()
def escalate(context: typer.Context, code: Code, reason: Annotated[str, typer.Argument(help="Why.")]) -> None:
    """Lift a ticket one rung: agency, Diskominfo, Bupati."""
    _do(context, "escalate", code, reason)


@app.command()
def resolve(context: typer.Context, code: Code, text: Annotated[str, typer.Argument(help="What was done.")]) -> None:
    """Resolve a ticket."""
    _do(context, "resolve", code, text)


def _do(context: typer.Context, verb: str, code: str, said: str) -> None:
    from tickets import queries, service

    actor = command_line_actor()
    with open_database(context) as database, database.transaction() as tx:
        ticket_id = queries.ticket_by_code(tx, code).id
        if verb == "assign":
            ticket = service.assign(tx, ticket_id, said, actor)
        else:
            ticket = getattr(service, verb)(tx, ticket_id, actor, said)
    print_table(("code", "status", "priority", "agency", "opened", "description"), [_line(ticket)])


def _status(given: str, known: list[str]) -> str:
    if given and given not in known:
        raise typer.BadParameter(f"no status {given!r}; there are: {', '.join(known)}", param_hint="--status")
    return given


def _line(ticket: Ticket) -> tuple[str, ...]:
    from tickets.codes import grouped

    text = " ".join(ticket.description.split())
    shown = text if len(text) <= SHOWN_DESCRIPTION else f"{text[: SHOWN_DESCRIPTION - 1]}…"
    opened = local(ticket.created_at)
    return grouped(ticket.code), ticket.status.value, ticket.priority.value, ticket.agency or "-", opened, shown


def _print_ticket(ticket: Ticket, events: list[Event]) -> None:
    from dataclasses import asdict

    from tickets.codes import grouped

    facts = asdict(ticket) | {"code": grouped(ticket.code), "created_at": local(ticket.created_at)}
    for name, value in (facts | {"updated_at": local(ticket.updated_at)}).items():
        if value not in (None, "", False):
            typer.echo(f"{name:>16}  {value}")
    for event in events:
        typer.echo(f"{local(event.at)}  {event.kind}  {event.actor}  {event.detail or ''}".rstrip())


def local(moment: object) -> str:
    """A moment in Indramayu's time, to the minute."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return (
        moment.astimezone(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%d %H:%M") if isinstance(moment, datetime) else ""
    )
