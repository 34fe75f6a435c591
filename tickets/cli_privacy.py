"""`iceta privacy …`: purge what is too old, hand out or erase one person's data, and show who looked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tickets.cli_common import clear_errors, command_line_actor, open_database, print_json, print_table

if TYPE_CHECKING:
    from tickets.privacy.erase_service import Erased
    from tickets.privacy.subject import Asked

app = typer.Typer(help="Data pribadi: masa simpan, salinan, penghapusan, jejak akses.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON.")]
Number = Annotated[str, typer.Option(help="Nomor telepon orangnya.")]
Nik = Annotated[str, typer.Option(help="NIK orangnya.")]
TicketCode = Annotated[str, typer.Option(help="Satu laporan saja, dengan panggilannya.")]


@app.command()
def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hitung saja, jangan menghapus.")] = False,
    json: Json = False,
) -> None:
    """Hapus data yang melewati masa simpannya (retention.toml); tiket yang terbuka tidak disentuh."""
    from rich.console import Console
    from rich.progress import Progress

    from tickets.privacy.purge_service import purge as remove
    from tickets.privacy.retention import retention_in

    home = context.obj.tickets.home
    with open_database(context) as database, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("menghapus", total=None)
        retention = retention_in(home)
        purged = remove(
            database,
            home,
            retention,
            command_line_actor(),
            dry_run=dry_run,
            progress=lambda kind: progress.update(task, description=f"menghapus {kind}"),
        )
    if json:
        print_json(
            {"dry_run": dry_run, "counts": purged.counts, "hashes": purged.hashes, "compacted": purged.compacted}
        )
        return
    print_table(
        ("jenis", "masa simpan (hari)", "akan dihapus" if dry_run else "dihapus"),
        [(kind.value, str(time.days), str(purged.counts[kind.value])) for kind, time in retention.items()],
    )
    _tell_compacted(purged.compacted)


@app.command("export")
def export_person(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas ZIP yang ditulis.")],
    number: Number = "",
    nik: Nik = "",
    ticket: TicketCode = "",
) -> None:
    """Salinan semua data satu orang: laporan, panggilan, suara, transkrip, dan siapa yang pernah melihatnya."""
    from tickets.privacy.person_export import export_person as write

    home = context.obj.tickets.home
    with open_database(context) as database:
        handed = write(database, home, _asked(number, nik, ticket), output, command_line_actor())
    for table, count in handed.counts.items():
        typer.echo(f"{table:<20} {count}")
    typer.echo(f"{output}: {handed.files} berkas suara dan lampiran")


@app.command()
def erase(
    context: typer.Context,
    number: Number = "",
    nik: Nik = "",
    ticket: TicketCode = "",
    also_open: Annotated[bool, typer.Option("--also-open", help="Juga laporan yang belum selesai.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Jangan bertanya dulu.")] = False,
    json: Json = False,
) -> None:
    """Hapus data pribadi satu orang dari basis data dan berkas; angka statistik tetap. Tidak bisa dibatalkan."""
    from tickets.privacy.erase_service import erase as remove
    from tickets.privacy.erase_service import extent

    settings = context.obj.tickets
    asked = _asked(number, nik, ticket)
    with open_database(context) as database:
        if not yes:
            with database.reading() as tx:
                reach = extent(tx, asked)
            typer.confirm(f"Hapus {reach.tickets} laporan dan {reach.calls} panggilan orang ini?", abort=True)
        spool = settings.spool_folder
        erased = remove(database, settings.home, asked, command_line_actor(), also_open=also_open, spool=spool)
    _print_erased(erased, json=json)


@app.command("trail")
def show_trail(context: typer.Context, ticket: TicketCode, json: Json = False) -> None:
    """Siapa yang pernah melihat, mendengar, atau mengeluarkan data sebuah tiket."""
    from tickets.local_time import to_minute
    from tickets.privacy.trail_service import trail
    from tickets.queries import ticket_by_code

    with open_database(context) as database, database.reading() as tx:
        looks = trail(tx, ticket_by_code(tx, ticket).id)
    if json:
        print_json(looks)
        return
    rows = [(to_minute(look.at), look.actor, look.role or "-", look.what, look.subject) for look in looks]
    print_table(("waktu", "siapa", "peran", "apa", "keterangan"), rows)


def _asked(number: str, nik: str, ticket: str) -> Asked:
    from tickets.privacy.subject import Asked

    asked = Asked(number.strip(), nik.strip(), ticket.strip())
    with clear_errors():
        asked.check()
    return asked


def _print_erased(erased: Erased, *, json: bool) -> None:
    if json:
        print_json({
            "subject": erased.subject_hash,
            "counts": erased.counts,
            "left": [str(file) for file in erased.left],
            "compacted": erased.compacted,
        })  # fmt: skip
        return
    if erased.nothing:
        typer.echo("Tidak ada lagi yang perlu dihapus.")
    for kind, count in sorted(erased.counts.items()):
        typer.echo(f"{kind:<16} {count}")
    for file in erased.left:
        typer.echo(f"Masih ada jejak di {file}; periksa dan hapus sendiri.", err=True)
    _tell_compacted(erased.compacted)


def _tell_compacted(compacted: bool) -> None:
    if not compacted:
        typer.echo("Berkas basis data sedang dipakai dan belum dipadatkan; ulangi saat sepi.", err=True)
