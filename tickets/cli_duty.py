"""`iceta duty …` and `iceta outbound …`: who is rung for which agency, and the calls that the hotline made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import command_line_actor, open_database, print_json, print_table
from tickets.local_time import to_minute

if TYPE_CHECKING:
    from tickets.duty.model import Officer, OutboundCall

duty_app = typer.Typer(help="Petugas piket: siapa yang ditelepon untuk instansi mana.", no_args_is_help=True)
outbound_app = typer.Typer(help="Panggilan keluar hotline.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Cetak sebagai JSON.")]
OFFICER_HEADINGS = ("id", "instansi", "urutan", "jam", "nomor", "nama")
CALL_HEADINGS = ("id", "tiket", "untuk", "tingkat", "putaran", "status", "hasil", "paling cepat", "nomor", "alasan")
SHOWN_TEXT = 40
"""Characters of a spoken reason in a list."""


@duty_app.command("import")
def import_list(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Kolom: instansi, nama, nomor, urutan, dari, sampai.")
    ],
) -> None:
    """Jadikan berkas ini daftar piket lengkap dari setiap instansi yang disebutnya."""
    from tickets.duty.duty_file import read_duty_file
    from tickets.duty.officer_service import replace_lists

    extensions = _extensions(context)
    with open_database(context) as database:
        listed = read_duty_file(file, extensions)
        with database.transaction() as tx:
            kept, removed = replace_lists(tx, listed, command_line_actor(), extensions=extensions)
    typer.echo(f"{kept} petugas piket tercatat, {removed} dikeluarkan.")


@duty_app.command("list")
def list_officers(
    context: typer.Context,
    body: Annotated[str, typer.Option("--agency", help="Hanya instansi ini, misalnya DPUPR, DISKOMINFO, BUPATI.")] = "",
    json: Json = False,
) -> None:
    """Daftar petugas piket menurut urutan ditelepon."""
    from tickets.duty.officer_service import known_body
    from tickets.duty.queries import officers

    with open_database(context) as database, database.reading() as tx:
        found = officers(tx, known_body(body) if body else None)
    if json:
        print_json(found)
    else:
        print_table(OFFICER_HEADINGS, [_officer_line(one) for one in found])


@duty_app.command()
def add(
    context: typer.Context,
    body: Annotated[str, typer.Argument(metavar="INSTANSI", help="Kode instansi, DISKOMINFO atau BUPATI.")],
    name: Annotated[str, typer.Argument(metavar="NAMA")],
    number: Annotated[str, typer.Argument(metavar="NOMOR", help="08…, 0234…, +62…, atau pesawat op1, op2, ….")],
    place: Annotated[int | None, typer.Option("--place", min=1, help="Urutan ditelepon; tanpa ini: terakhir.")] = None,
    since: Annotated[int | None, typer.Option("--from", min=0, max=23, help="Piket mulai jam ini (WIB).")] = None,
    until: Annotated[int | None, typer.Option("--until", min=0, max=23, help="Piket sampai jam ini (WIB).")] = None,
) -> None:
    """Tambahkan petugas piket, atau ubah yang bernomor sama."""
    from tickets.duty.officer_service import NewOfficer, add_officer

    new = NewOfficer(body, name, number, place, since, until)
    with open_database(context) as database, database.transaction() as tx:
        added = add_officer(tx, new, command_line_actor(), extensions=_extensions(context))
    typer.echo(f"{added.id}: {added.name} ({added.body}, urutan {added.place})")


@duty_app.command()
def remove(
    context: typer.Context, officer: Annotated[int, typer.Argument(metavar="ID", help="Lihat `iceta duty list`.")]
) -> None:
    """Keluarkan petugas dari piket; panggilannya yang lama tetap tercatat."""
    from tickets.duty.officer_service import remove_officer

    with open_database(context) as database, database.transaction() as tx:
        gone = remove_officer(tx, officer, command_line_actor())
    typer.echo(f"{gone.name} ({gone.body}) tidak ditelepon lagi.")


@outbound_app.callback()
def outbound() -> None:
    """Panggilan keluar hotline: kepada petugas piket, dan kepada warga yang laporannya selesai."""


@outbound_app.command("list")
def list_calls(
    context: typer.Context,
    ticket: Annotated[str, typer.Option(help="Hanya tentang tiket ini, misalnya 1234 5678.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="Paling banyak sekian.")] = 50,
    json: Json = False,
) -> None:
    """Panggilan keluar, yang terbaru dulu."""
    from tickets import queries
    from tickets.duty.queries import newest_calls

    with open_database(context) as database, database.reading() as tx:
        about = queries.ticket_by_code(tx, ticket).id if ticket else None
        calls = newest_calls(tx, ticket_id=about, limit=limit)
        codes = {one: queries.ticket(tx, one).code for one in {call.ticket_id for call in calls}}
    if json:
        print_json(calls)
    else:
        print_table(CALL_HEADINGS, [_call_line(call, codes[call.ticket_id]) for call in calls])


def _extensions(context: typer.Context) -> frozenset[str]:
    settings: Any = context.obj
    return frozenset(settings.ivr.outbound.extensions)


def _officer_line(one: Officer) -> tuple[str, ...]:
    hours = "selalu" if one.from_hour is None else f"{one.from_hour:02}–{one.until_hour:02}"
    return (str(one.id), one.body, str(one.place), hours, one.number, one.name)


def _call_line(call: OutboundCall, code: str) -> tuple[str, ...]:
    from tickets.phone_numbers import mask

    facts = (str(call.id), code, call.purpose.value, call.rung, str(call.round), call.state.value)
    number = call.number if call.number.startswith("op") else mask(call.number)
    return (*facts, call.outcome or "-", to_minute(call.not_before), number, call.said[:SHOWN_TEXT] or "-")
