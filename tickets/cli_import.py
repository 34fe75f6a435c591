"""`iceta import` and `iceta import-mail`: reports of other channels become tickets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import clear_errors, command_line_actor, open_database, print_json

if TYPE_CHECKING:
    from tickets.channels.import_service import ImportReport
    from tickets.channels.mapping import FieldMap
    from tickets.channels.source_rows import Source

app = typer.Typer(help="Laporan dari kanal lain menjadi tiket.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Periksa saja, jangan menulis.")]
MOST_TOLD = 20
"""Faults and repeats that are printed; all of them are in the rejects file and in --json."""


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="Berkas laporan; - untuk masukan standar.")],
    format: Annotated[str, typer.Option(help="csv, json atau jsonl; tanpa ini ditebak dari nama berkas.")] = "",
    mapping: Annotated[str, typer.Option(help="Pemetaan kolom: umum, sp4n, atau berkas TOML.")] = "umum",
    channel: Annotated[str, typer.Option(help="Kanal semua laporan di berkas ini, misalnya instagram.")] = "",
    rejects: Annotated[Path | None, typer.Option(help="Tulis baris yang ditolak ke berkas ini.")] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Masukkan laporan dari berkas; yang sudah pernah masuk dilewati, baris yang salah dilaporkan."""
    from tickets.channels.mapping import find_mapping
    from tickets.channels.rejects import rejects_path, write_rejects

    with clear_errors():
        found = _on_channel(find_mapping(mapping), channel)
        source = _opened(file, format, found)
        report = _imported(context, source, found, dry_run=dry_run)
        place = rejects or rejects_path(source.name, source.format)
        if report.rejected and not dry_run:
            write_rejects(place, source, report.rejected, report.faults)
    _print(report, source, None if dry_run or not report.rejected else place, json=json, dry_run=dry_run)


@app.command("import-mail")
def import_mail(context: typer.Context, dry_run: DryRun = False, json: Json = False) -> None:
    """Ambil surel yang belum dibaca dari kotak pengaduan (mail.toml); surel tidak pernah dihapus."""
    from tickets.channels.mail_import import import_mail as bring_in
    from tickets.channels.mail_settings import read_mail_settings

    home = context.obj.tickets.home
    with open_database(context) as database, _progress("surel") as step:
        report = bring_in(
            database, read_mail_settings(home), home, command_line_actor(), dry_run=dry_run, progress=step
        )
    if json:
        print_json(report.as_json())
        return
    would = "akan menjadi" if dry_run else "menjadi"
    typer.echo(f"{len(report.created)} surel {would} tiket baru, {report.known} sudah ada, {len(report.skipped)} lewat")
    for skipped in report.skipped:
        typer.echo(f"  dilewati: {skipped}")


def _on_channel(mapping: FieldMap, channel: str) -> FieldMap:
    from dataclasses import replace

    from tickets.checks import known_channel

    if not channel:
        return mapping
    columns = {name: names for name, names in mapping.columns.items() if name != "channel"}
    constants = dict(mapping.constants) | {"channel": known_channel(channel)}
    source = mapping.source if mapping.source != "impor" else known_channel(channel)
    return replace(mapping, columns=columns, constants=constants, source=source)


def _opened(file: str, format: str, mapping: FieldMap) -> Source:
    from tickets.channels.errors import SourceUnreadable
    from tickets.channels.source_rows import read_source

    name = "stdin" if file == "-" else file
    try:
        if file == "-":
            source = read_source(sys.stdin.buffer, name, format, mapping.entries)
        else:
            with Path(file).open("rb") as stream:
                source = read_source(stream, name, format, mapping.entries)
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise SourceUnreadable(file=name, reason=getattr(error, "strerror", None) or error) from error
    if source.format == "csv":
        mapping.check_columns(source.columns, name)
    return source


def _imported(context: typer.Context, source: Source, mapping: FieldMap, *, dry_run: bool) -> ImportReport:
    from tickets.channels.import_service import import_rows

    actor = command_line_actor()
    with open_database(context) as database, _progress("laporan") as step:
        return import_rows(
            database, source.rows, mapping, actor, dry_run=dry_run, progress=lambda done: step(done, None)
        )


@contextmanager
def _progress(what: str) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _print(report: ImportReport, source: Source, place: Path | None, *, json: bool, dry_run: bool) -> None:
    from tickets.channels.import_service import as_json

    if json:
        remarks = {"dry_run": dry_run, "remarks": list(source.remarks), "rejects": str(place) if place else None}
        print_json(as_json(report) | remarks)
        return
    would = "akan masuk" if dry_run else "masuk"
    nothing = "; tidak ada yang baru" if not report.created and not report.faults else ""
    typer.echo(
        f"{len(report.created)} tiket baru {would}, {report.known} sudah ada, {len(report.rejected)} ditolak{nothing}"
    )
    for remark in source.remarks:
        typer.echo(f"  catatan: {remark}")
    for line in report.cut:
        typer.echo(f"  baris {line}: uraian terlalu panjang, dipotong")
    for fault in report.faults[:MOST_TOLD]:
        column = f", {fault.column}" if fault.column else ""
        typer.echo(f"  baris {fault.line}{column}: {fault.why}; {fault.cure}")
    for repeat in report.repeats[:MOST_TOLD]:
        first = repeat.likely[0]
        typer.echo(
            f"  baris {repeat.line} {repeat.code}: mungkin sama dengan {first.kind.value} {first.code} "
            f"({round(first.score * 100)}%: {'; '.join(first.reasons)})"
        )
    if place is not None:
        typer.echo(f"Baris yang ditolak: {place}; perbaiki, lalu masukkan berkas itu.")
