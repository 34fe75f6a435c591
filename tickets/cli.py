"""The command line of this room: `iceta ticket …`, and the apps for accounts and the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_accounts import accounts_app
from tickets.cli_common import clear_errors, command_line_actor, open_database, print_json, print_table
from tickets.cli_database import database_app
from tickets.local_time import to_minute

if TYPE_CHECKING:
    from tickets.database import Transaction
    from tickets.model import Actor, Event, Ticket

__all__ = ["accounts_app", "app", "database_app"]

app = typer.Typer(help="Baca dan kerjakan tiket.", no_args_is_help=True)

SHOWN_DESCRIPTION = 60
"""Characters of a description in a list."""

Code = Annotated[str, typer.Argument(help="Kode tiket, misalnya 1234 5678 atau 12345678.")]
Json = Annotated[bool, typer.Option("--json", help="Cetak JSON.")]


@app.command("list")
def list_tickets(
    context: typer.Context,
    text: Annotated[str, typer.Option(help="Kata yang dicari.")] = "",
    status: Annotated[str, typer.Option(help="Hanya status ini, misalnya baru atau ditugaskan.")] = "",
    agency: Annotated[str, typer.Option(help="Hanya milik instansi ini.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="Paling banyak sekian.")] = 50,
    json: Json = False,
) -> None:
    """Daftar tiket: darurat yang terbuka dulu, lalu yang terbaru."""
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
    """Tampilkan satu tiket dengan riwayatnya."""
    from dataclasses import asdict

    from tickets import queries

    with open_database(context) as database, database.reading() as tx:
        ticket = queries.ticket_by_code(tx, code)
        events = queries.history(tx, ticket.id)
        attached = queries.attachments(tx, ticket.id)
    if json:
        print_json(asdict(ticket) | {"history": [asdict(event) for event in events], "attachments": attached})
    else:
        _print_ticket(ticket, events)


@app.command("open")
def open_ticket(
    context: typer.Context,
    description: Annotated[str, typer.Argument(help="Isi laporan.")],
    category: Annotated[str, typer.Option(help="Kode kategori, misalnya kesehatan atau air.")] = "",
    kecamatan: Annotated[str, typer.Option(help="Kode resmi kecamatan, misalnya 32.12.15.")] = "",
    desa: Annotated[str, typer.Option(help="Kode resmi desa.")] = "",
    name: Annotated[str, typer.Option(help="Nama pelapor.")] = "",
    number: Annotated[str, typer.Option(help="Nomor telepon pelapor.")] = "",
    channel: Annotated[str, typer.Option(help="Kanal masuknya laporan, misalnya whatsapp.")] = "telepon",
    complaint_type: Annotated[str, typer.Option("--type", help="informasi, tidak_berkadar, berkadar, …")] = "",
) -> None:
    """Buka tiket dan cetak kodenya."""
    from tickets import service
    from tickets.checks import known_type
    from tickets.codes import grouped
    from tickets.model import NewTicket

    with clear_errors():
        kind = known_type(complaint_type)
    new = NewTicket(
        category or None,
        description,
        kecamatan or None,
        desa or None,
        reporter_name=name,
        reporter_number=number,
        channel=channel,
        complaint_type=kind,
    )
    with open_database(context) as database, database.transaction() as tx:
        ticket = service.open_ticket(tx, new, command_line_actor())
    typer.echo(grouped(ticket.code))


TEXT_VERBS = {
    "note": ("note", "Tambah catatan internal."),
    "answer": ("answer", "Jawaban yang boleh dibaca pelapor."),
    "escalate": ("escalate", "Naikkan satu tingkat: instansi, Diskominfo, Bupati; dengan alasan."),
    "resolve": ("resolve", "Nyatakan selesai, dengan apa yang dikerjakan."),
    "refuse": ("refuse", "Kembalikan ke meja I-Ceta: bukan urusan instansi itu; dengan alasan."),
    "wait": ("wait_for_citizen", "Tanya pelapor; semua batas waktu berhenti."),
    "reopen": ("reopen", "Buka lagi tiket yang sudah berakhir, dengan alasan."),
    "reject": ("reject", "Tolak laporan, dengan alasan."),
}
"""Verbs that need a text: the command, the service's verb, the help."""
PLAIN_VERBS = {
    "confirm": ("confirm_ticket", "Sahkan draf."),
    "verify": ("verify", "Laporan sudah diperiksa."),
    "claim": ("claim", "Pegang sendiri tiket ini."),
    "release": ("release", "Lepaskan tiket yang dipegang."),
    "acknowledge": ("acknowledge", "Tiket diterima oleh tingkat yang sekarang."),
    "resume": ("resume", "Pelapor sudah menjawab; batas waktu berjalan lagi."),
    "close": ("close_ticket", "Tutup tiket yang selesai."),
    "undo": ("undo", "Batalkan perubahan terakhir; sekali lagi mengulanginya."),
}
"""Verbs that need nothing more."""


@app.command()
def assign(
    context: typer.Context, code: Code, agency: Annotated[str, typer.Argument(help="Kode instansi, misalnya DPUPR.")]
) -> None:
    """Tugaskan tiket ke instansi."""
    from tickets import service

    _do(context, code, lambda tx, ticket, actor: service.assign(tx, ticket, agency, actor))


@app.command()
def refer(
    context: typer.Context,
    code: Code,
    body: Annotated[str, typer.Argument(help="Badan di luar kabupaten, misalnya PLN.")],
    text: Annotated[str, typer.Argument(help="Catatan rujukan.")],
) -> None:
    """Rujuk pelapor ke badan di luar pemerintah kabupaten."""
    from tickets import service

    _do(context, code, lambda tx, ticket, actor: service.refer(tx, ticket, actor, body, text))


@app.command()
def duplicate(
    context: typer.Context, code: Code, of: Annotated[str, typer.Argument(help="Kode laporan yang pertama.")]
) -> None:
    """Tandai sebagai laporan yang sama dengan tiket lain."""
    from tickets import queries, service

    def mark(tx: Transaction, ticket: int, actor: Actor) -> Ticket:
        return service.mark_duplicate(tx, ticket, actor, queries.ticket_by_code(tx, of).id)

    _do(context, code, mark)


@app.command()
def attach(
    context: typer.Context,
    code: Code,
    reference: Annotated[str, typer.Argument(help="Letak berkas atau alamatnya.")],
    kind: Annotated[str, typer.Option(help="foto, surat, rekaman, …")] = "berkas",
) -> None:
    """Tambah rujukan ke foto, surat atau rekaman."""
    from tickets import queries, service

    with open_database(context) as database, database.transaction() as tx:
        service.attach(tx, queries.ticket_by_code(tx, code).id, command_line_actor(), kind, reference)


def _mount_verbs() -> None:
    for command, (verb, help_text) in TEXT_VERBS.items():
        app.command(command, help=help_text)(_text_command(verb))
    for command, (verb, help_text) in PLAIN_VERBS.items():
        app.command(command, help=help_text)(_plain_command(verb))


def _text_command(verb: str) -> Callable[..., None]:
    def command(context: typer.Context, code: Code, text: Annotated[str, typer.Argument(help="Teksnya.")]) -> None:
        from tickets import service

        _do(context, code, lambda tx, ticket, actor: getattr(service, verb)(tx, ticket, actor, text))

    return command


def _plain_command(verb: str) -> Callable[..., None]:
    def command(context: typer.Context, code: Code) -> None:
        from tickets import service

        _do(context, code, getattr(service, verb))

    return command


def _do(context: typer.Context, code: str, verb: Callable[[Transaction, int, Actor], Ticket]) -> None:
    from tickets import queries

    with open_database(context) as database, database.transaction() as tx:
        ticket = verb(tx, queries.ticket_by_code(tx, code).id, command_line_actor())
    print_table(("code", "status", "priority", "agency", "opened", "description"), [_line(ticket)])


def _status(given: str, known: list[str]) -> str:
    if given and given not in known:
        raise typer.BadParameter(f"no status {given!r}; there are: {', '.join(known)}", param_hint="--status")
    return given


def _line(ticket: Ticket) -> tuple[str, ...]:
    from tickets.codes import grouped

    text = " ".join(ticket.description.split())
    shown = text if len(text) <= SHOWN_DESCRIPTION else f"{text[: SHOWN_DESCRIPTION - 1]}…"
    opened = to_minute(ticket.created_at)
    return grouped(ticket.code), ticket.status.value, ticket.priority.value, ticket.agency or "-", opened, shown


def _print_ticket(ticket: Ticket, events: list[Event]) -> None:
    from dataclasses import asdict

    from tickets.codes import grouped

    facts = asdict(ticket) | {"code": grouped(ticket.code), "created_at": to_minute(ticket.created_at)}
    for name, value in (facts | {"updated_at": to_minute(ticket.updated_at)}).items():
        if value not in (None, "", False):
            typer.echo(f"{name:>16}  {value}")
    for event in events:
        typer.echo(f"{to_minute(event.at)}  {event.kind}  {event.actor}  {event.detail or ''}".rstrip())


_mount_verbs()
