"""`iceta incident …`: alike reports, joined into incidents, merged and solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_common import command_line_actor, open_database, print_json, print_table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from tickets.incidents import Incident, Reporter

incident_app = typer.Typer(help="Insiden: satu kejadian, banyak pelapor.", no_args_is_help=True)

IncidentCode = Annotated[str, typer.Argument(help="Kode insiden, misalnya I-0012 atau 12.")]
TicketCode = Annotated[str, typer.Argument(help="Kode tiket, misalnya 1234 5678.")]
Json = Annotated[bool, typer.Option("--json", help="Cetak sebagai JSON.")]

HEADINGS = ("kode", "status", "tiket", "terbuka", "pelapor", "laporan terakhir", "judul")
SHOWN_TEXT = 60
"""Characters of a description in a list."""


@incident_app.command("list")
def list_incidents(
    context: typer.Context,
    status: Annotated[str, typer.Option(help="Hanya status ini: open, solved, merged atau empty.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="Paling banyak sekian.")] = 50,
    json: Json = False,
) -> None:
    """Daftar insiden, yang terbaru dulu."""
    from tickets import incident_queries
    from tickets.incidents import IncidentStatus

    if status and status not in list(IncidentStatus):
        raise typer.BadParameter(f"tidak ada status {status!r}; yang ada: {', '.join(IncidentStatus)}")
    with open_database(context) as database, database.reading() as tx:
        found = incident_queries.incidents(tx, status=IncidentStatus(status) if status else None, limit=limit)
    if json:
        print_json(found)
    else:
        print_table(HEADINGS, [_line(incident) for incident in found])


@incident_app.command()
def show(context: typer.Context, code: IncidentCode, json: Json = False) -> None:
    """Satu insiden dengan tiket-tiketnya."""
    from dataclasses import asdict

    from tickets import incident_queries

    with open_database(context) as database, database.reading() as tx:
        incident = incident_queries.incident_by_code(tx, code)
        tickets = incident_queries.all_members(tx, incident.id)
    if json:
        print_json(asdict(incident) | {"members": [asdict(ticket) for ticket in tickets]})
        return
    print_table(HEADINGS, [_line(incident)])
    rows = [(_grouped(t.code), t.status.value, _local(t.created_at), _short(t.description)) for t in tickets]
    print_table(("tiket", "status", "dibuka", "isi"), rows)


@incident_app.command()
def likely(context: typer.Context, code: TicketCode, json: Json = False) -> None:
    """Tiket dan insiden yang mungkin sama dengan tiket ini: usulan, bukan keputusan."""
    from dataclasses import asdict

    from tickets import duplicate_queries, queries

    with open_database(context) as database, database.reading() as tx:
        found = duplicate_queries.suggestions(tx, queries.ticket_by_code(tx, code).id)
    if json:
        print_json(asdict(found))
        return
    rows = [(f"{one.score:.0%}", one.kind.value, one.code, "; ".join(one.reasons)) for one in found.likely]
    print_table(("mirip", "jenis", "kode", "alasan"), rows)
    if found.burst is not None:
        typer.echo(found.burst.text)


@incident_app.command()
def join(
    context: typer.Context,
    code: TicketCode,
    into: Annotated[str, typer.Option("--into", help="Kode insiden tujuan.")] = "",
    other: Annotated[str, typer.Option("--with", help="Kode tiket lain yang sama; insiden dibuat bila perlu.")] = "",
    title: Annotated[str, typer.Option(help="Judul insiden baru.")] = "",
    json: Json = False,
) -> None:
    """Masukkan tiket ke insiden, atau satukan dengan tiket lain."""
    from tickets import incident_queries, incident_service, queries

    with open_database(context) as database, database.transaction() as tx:
        incident = incident_service.join_incident(
            tx,
            queries.ticket_by_code(tx, code).id,
            command_line_actor(),
            incident_queries.incident_by_code(tx, into).id if into else None,
            other_ticket_id=queries.ticket_by_code(tx, other).id if other else None,
            title=title,
        )
    _print(incident, json)


@incident_app.command()
def leave(context: typer.Context, code: TicketCode, json: Json = False) -> None:
    """Keluarkan tiket dari insidennya."""
    from tickets import incident_queries, incident_service, queries

    with open_database(context) as database, database.transaction() as tx:
        ticket = queries.ticket_by_code(tx, code)
        incident_service.leave_incident(tx, ticket.id, command_line_actor())
        incident = incident_queries.incident(tx, ticket.incident_id or 0)
    _print(incident, json)


@incident_app.command()
def merge(
    context: typer.Context,
    code: IncidentCode,
    into: Annotated[str, typer.Argument(help="Kode insiden tujuan.")],
    undo: Annotated[
        bool, typer.Option("--undo", help="Batalkan: kembalikan tiket yang berasal dari insiden pertama.")
    ] = False,
    json: Json = False,
) -> None:
    """Gabungkan insiden pertama ke insiden kedua."""
    from tickets import incident_service

    verb = incident_service.unmerge_incident if undo else incident_service.merge_incidents
    with open_database(context) as database, database.transaction() as tx:
        incident = verb(tx, _id(tx, code), _id(tx, into), command_line_actor())
    _print(incident, json)


@incident_app.command()
def solve(
    context: typer.Context,
    code: IncidentCode,
    answer: Annotated[str, typer.Argument(help="Jawaban publik untuk semua pelapor.")],
    json: Json = False,
) -> None:
    """Selesaikan insiden: semua tiketnya selesai dengan jawaban yang sama."""
    from dataclasses import asdict

    from tickets import incident_service

    with open_database(context) as database:
        with database.reading() as tx:
            incident_id = _id(tx, code)
        solved = incident_service.solve_in_steps(database, incident_id, command_line_actor(), answer)
    if json:
        print_json(asdict(solved))
        return
    _print(solved.incident, json=False)
    typer.echo(f"{len(solved.tickets)} tiket selesai, {len(solved.to_tell)} pelapor perlu diberi tahu:")
    print_table(("nomor", "saluran", "tiket"), [_told(reporter) for reporter in solved.to_tell])


@incident_app.command()
def reopen(
    context: typer.Context,
    code: IncidentCode,
    reason: Annotated[str, typer.Argument(help="Mengapa belum selesai.")],
    json: Json = False,
) -> None:
    """Buka ulang insiden yang ternyata belum selesai, dengan tiket-tiketnya."""
    from tickets import incident_service

    with open_database(context) as database, database.transaction() as tx:
        incident = incident_service.reopen_incident(tx, _id(tx, code), command_line_actor(), reason)
    _print(incident, json)


def _id(tx: Session, code: str) -> int:
    from tickets import incident_queries

    return incident_queries.incident_by_code(tx, code).id


def _print(incident: Incident, json: bool) -> None:
    from dataclasses import asdict

    if json:
        print_json(asdict(incident))
    else:
        print_table(HEADINGS, [_line(incident)])


def _line(incident: Incident) -> tuple[str, ...]:
    counts = (str(incident.tickets), str(incident.open_tickets), str(incident.reporters))
    return incident.code, incident.status.indonesian, *counts, _local(incident.last_report_at), incident.title


def _told(reporter: Reporter) -> tuple[str, ...]:
    from tickets.phone_numbers import mask

    return mask(reporter.number) or "-", reporter.channel, str(len(reporter.tickets))


def _grouped(code: str) -> str:
    from tickets.codes import grouped

    return grouped(code)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_TEXT else f"{line[: SHOWN_TEXT - 1]}…"


def _local(moment: datetime | None) -> str:
    from tickets.local_time import to_minute

    return to_minute(moment) if moment is not None else "-"
