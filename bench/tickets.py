"""How fast a hotline of many years is: a million tickets on SQLite and PostgreSQL; `python -m bench.tickets --help`."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import insert, text

from bench.citizens import ticket_rows
from tests.tickets import server
from tickets import migrate, queries, service
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.model import Actor, NewTicket, Role
from tickets.schema import TicketTable
from tickets.search.index_service import rebuild
from tickets.search.search_service import search
from tickets.view_service import view_tickets
from tickets.views import BUILT_IN, ViewFilter

BATCH = 5_000
ROUNDS = 7
WRITERS = 8
TICKETS_EACH = 25

SEARCHES = (
    "jalan berlubang", "jal", "karsinah", "sukarno", "soekarno", "rasto widodo", "0812345", "+62 812-34", "0234 27",
    "kedokanbunder", "kedokan bunder", "loh bener banjir", "321215", '"pohon tumbang"', "pohon tumbng", "ktp hilang",
    "kec:sliyeg banjir", "status:baru jalan", "instansi:dpupr jembatan", "telp:0895", "ular masuk rumah", "tidakada",
)  # fmt: skip
VIEWS = {
    **BUILT_IN,
    "semua": ViewFilter(),
    "kecamatan": ViewFilter(kecamatan=("32.12.12",)),
    "selesai, DPUPR": ViewFilter(statuses=("selesai",), agencies=("DPUPR",)),
    "air keruh": ViewFilter(text="air keruh"),
}

Row = tuple[str, str, str]


def main(rows: Annotated[int, typer.Option(min=1_000, help="How many tickets.")] = 1_000_000) -> None:
    """Fill both databases and print what takes how long."""
    table = Table("measured", *(name for name, _ in DATABASES), "should reach", title=f"{rows:,} tickets")
    columns = []
    for name, opened in DATABASES:
        with opened() as url:
            columns.append(measure(name, url, rows))
    for found in zip(*columns, strict=True):
        table.add_row(found[0][0], *(value for _, value, _ in found), found[0][2])
    Console(width=120).print(table)


def measure(name: str, url: str, rows: int) -> list[Row]:
    """All rows of one database's column: what, how long, what it should reach."""
    migrate.upgrade(url)
    database = Database(url)
    with database.transaction() as tx:
        actor = service.create_account(tx, "sari", "Sari", Role.OPERATOR, "sawah hijau di tepi laut").actor
    fill_s = fill(database, name, rows, actor)
    index_s = index(database, name)
    with database.transaction() as tx:
        tx.execute(text("ANALYZE"))
    measured = [
        ("filling with tickets", f"{fill_s:.0f} s", ""),
        ("iceta search rebuild", f"{index_s:.0f} s ({index_s / rows * 1e6:.0f} µs a ticket)", ""),
        *reading(database, actor, rows),
        ("a new ticket, searchable", figures(write(database, actor, ROUNDS * 5)), "≤ 10 ms"),
        (f"{WRITERS} writers at once, {TICKETS_EACH} tickets each", crowd(url, actor), "none refused"),
    ]
    database.close()
    return measured


def fill(database: Database, name: str, rows: int, actor: Actor) -> float:
    """Insert the tickets; seconds."""
    started = time.monotonic()
    with Progress(transient=True) as progress:
        task = progress.add_task(f"{name}: tickets", total=rows)
        for first in range(1, rows + 1, BATCH):
            batch = list(ticket_rows(first, min(first + BATCH, rows + 1), rows, actor))
            with database.transaction() as tx:
                tx.execute(insert(TicketTable), batch)
            progress.advance(task, len(batch))
    if not database.is_sqlite:
        with database.transaction() as tx:
            tx.execute(text(f"SELECT setval('ticket_id_seq', {rows})"))
    return time.monotonic() - started


def index(database: Database, name: str) -> float:
    """Build the search index; seconds."""
    started = time.monotonic()
    with Progress(transient=True) as progress:
        task = progress.add_task(f"{name}: index", total=None)
        for done, total in rebuild(database):
            progress.update(task, completed=done, total=total)
    return time.monotonic() - started


def reading(database: Database, actor: Actor, rows: int) -> Iterator[Row]:
    """What a console asks for."""
    with database.reading() as tx:
        codes = [queries.ticket(tx, 1 + number * (rows - 1) // 50).code for number in range(50)]
        yield "a ticket by its code, with history", figures([timed(lambda c=c: look(tx, c)) for c in codes]), "≤ 10 ms"
        yield from each("view", VIEWS, lambda wanted: view_tickets(tx, wanted, actor, 200), "≤ 50 ms")
        yield from each("search", {s: s for s in SEARCHES}, lambda typed: search(tx, typed), "≤ 100 ms")


def look(tx: Any, code: str) -> None:
    """Open one ticket as the console does."""
    queries.history(tx, queries.ticket_by_code(tx, code).id)


def each(kind: str, asked: dict[str, Any], ask: Callable[[Any], Sequence[Any]], goal: str) -> Iterator[Row]:
    """One row over all questions of a kind, and one for the slowest of them."""
    medians = {name: statistics.median(timed(lambda q=q: ask(q)) for _ in range(ROUNDS)) for name, q in asked.items()}
    slowest = max(medians, key=lambda name: medians[name])
    yield f"{kind}, median of {len(medians)}", f"{statistics.median(medians.values()):.1f} ms", goal
    yield f"{kind}, the slowest of them", f"{medians[slowest]:.1f} ms ({slowest})", ""


def write(database: Database, actor: Actor, tickets: int) -> list[float]:
    """Milliseconds of each new ticket, written and searchable."""

    def one() -> None:
        with database.transaction() as tx:
            new = NewTicket("air", "air mati sejak kemarin malam", reporter_number="081234567890")
            service.open_ticket(tx, new, actor)

    return [timed(one) for _ in range(tickets)]


def crowd(url: str, actor: Actor) -> str:
    """What happens to WRITERS people, each on a connection of their own, who write as fast as they can."""

    def person(_: int) -> tuple[list[float], int]:
        own = Database(url)
        try:
            return write(own, actor, TICKETS_EACH), 0
        except DatabaseUnreachable:
            return [], 1
        finally:
            own.close()

    with ThreadPoolExecutor(WRITERS) as people:
        results = list(people.map(person, range(WRITERS)))
    return f"{sum(refused for _, refused in results)} refused, {figures([t for times, _ in results for t in times])}"


def timed(job: Callable[[], object]) -> float:
    """Milliseconds that a job takes."""
    started = time.perf_counter()
    job()
    return (time.perf_counter() - started) * 1_000


def figures(times: Sequence[float]) -> str:
    """The median and the 95th percentile of milliseconds."""
    return f"{statistics.median(times):.1f} ms (p95 {sorted(times)[int(len(times) * 0.95)]:.1f})"


@contextmanager
def sqlite() -> Iterator[str]:
    """A SQLite file that goes at the end."""
    with tempfile.TemporaryDirectory(prefix="iceta-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'iceta.db'}"


@contextmanager
def postgres() -> Iterator[str]:
    """A private PostgreSQL server that goes at the end."""
    with server.running_server() as folder:
        with server.connect(folder) as connection:
            connection.execute("CREATE DATABASE iceta")
        yield server.url(folder, "iceta")


DATABASES = (("SQLite", sqlite), ("PostgreSQL", postgres))

if __name__ == "__main__":
    typer.run(main)
