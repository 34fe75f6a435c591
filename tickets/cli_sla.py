"""`iceta sla …`: the time limits, the working calendar, how tickets stand, and a sweep by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import clear_errors, open_database, print_json, print_table
from tickets.local_time import to_minute

if TYPE_CHECKING:
    from tickets.clocks.sla_table import Limits
    from tickets.model import Ticket
    from tickets.time_limits import TimeLimits

app = typer.Typer(help="Batas waktu tiket dan kalender kerja.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Cetak JSON.")]
HEADINGS = ("jenis", "teruskan", "jawab", "selesaikan", "tutup", "peringatan")


@app.command()
def show(context: typer.Context, json: Json = False) -> None:
    """Tampilkan semua batas waktu dan berkas asalnya."""
    limits: TimeLimits = context.obj.tickets.limits
    with clear_errors():
        rows = [_line(kind.value, found) for kind, found in limits.table.limits.items()]
        version = limits.version
    if json:
        known = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
        print_json({"sla": str(limits.sla_file), "kalender": str(limits.plan_file), "versi": version, "batas": known})
        return
    print_table(HEADINGS, rows)
    typer.echo(f"\n{limits.sla_file}\n{limits.plan_file}")


@app.command()
def holidays(
    context: typer.Context,
    year: Annotated[int, typer.Option(min=2021, max=2040, help="Tahun.")] = datetime.now(UTC).year,
    json: Json = False,
) -> None:
    """Daftar hari libur dan cuti bersama yang menghentikan batas waktu."""
    from tickets.clocks.office_calendar import remarks
    from tickets.clocks.office_plan import read_plan

    limits: TimeLimits = context.obj.tickets.limits
    with clear_errors():
        days = {day.isoformat(): name for day, name in limits.calendar.days_off.items() if day.year == year}
        notes = remarks(read_plan(limits.plan_file), year)
    if json:
        print_json({"libur": days, "catatan": list(notes)})
        return
    print_table(("tanggal", "libur"), sorted(days.items()))
    for note in notes:
        typer.echo(note, err=True)


@app.command("ticket")
def of_ticket(
    context: typer.Context, code: Annotated[str, typer.Argument(help="Kode tiket.")], json: Json = False
) -> None:
    """Semua batas waktu satu tiket: kapan, bagaimana keadaannya, berapa sisanya."""
    from tickets import queries

    with open_database(context) as database, database.reading() as tx:
        standings = _standings(queries.ticket_by_code(tx, code), context.obj.tickets.limits)
    if json:
        print_json({"batas": standings})
    else:
        print_table(("batas", "keadaan", "sampai", "sisa"), [tuple(map(str, one.values())) for one in standings])


@app.command()
def sweep(context: typer.Context) -> None:
    """Kerjakan sekarang semua yang jatuh tempo: peringatan, kenaikan tingkat, penutupan."""
    from tickets.sweep_service import sweep as sweep_now

    with open_database(context) as database:
        done = sweep_now(database)
    typer.echo(f"{done.told} diperingatkan, {done.escalated} dinaikkan, {done.closed} ditutup.")


def _line(kind: str, limits: Limits) -> tuple[str, ...]:
    times = (limits.forward, limits.answer, limits.solve, limits.close)
    return (kind, *map(str, times), f"{limits.warn_percent} %")


def _standings(ticket: Ticket, limits: TimeLimits) -> list[dict[str, Any]]:
    from tickets.clocks.deadlines import deadlines, standing
    from tickets.upkeep import clock_facts

    found, moment = deadlines(clock_facts(ticket), limits.table, limits.calendar), datetime.now(UTC)
    kept = [one for one in (found.forward, found.answer, found.solve, found.rung, found.close) if one is not None]
    states = [standing(limit, found, limits.calendar, moment) for limit in kept]
    return [
        {
            "batas": one.clock.value,
            "keadaan": "berhenti" if one.frozen else "dipenuhi" if one.done else one.state.value,
            "sampai": to_minute(one.due_at),
            "sisa": str(one.left).split(".")[0],
        }
        for one in states
    ]
