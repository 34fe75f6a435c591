"""Finding likely duplicates among many tickets: how long it takes, and how often the proposals are right.

`python -m bench.duplicates [--rows 1000000] [--checks 300]` fills a SQLite database of its own and removes it again.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.tickets.test_duplicates_labelled import PAIRS, precision_and_recall
from tests.tickets.test_duplicates_unseen import UNSEEN
from tickets.database import Database
from tickets.duplicate_queries import suggestions
from tickets.duplicates.tables import weights
from tickets.migrate import upgrade
from tickets.reference import loader

NOW = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
BATCH = 20_000
OUTAGE = 500
"""Calls about one thing within the last two hours, in one kecamatan: the worst case of a check."""
TEXTS = tuple({report.text for pair in (*PAIRS, *UNSEEN) for report in (pair.one, pair.other)})
PLACES = tuple(loader.desa().values())
STATUSES = ("baru", "ditugaskan", "selesai", "ditutup")
COLUMNS = (
    "id, code, status, priority, level, category, kecamatan, desa, landmark, description, reporter_name,"
    " reporter_number, anonymous, confidential, channel, version, created_at, updated_at"
)
MARKS = ", ".join("?" * len(COLUMNS.split(",")))


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """As many tickets, spread over the last year, at the end an outage; the same ones every time."""
    dice = random.Random(7)
    categories = tuple(loader.categories())
    for number in range(1, count + 1):
        if number > count - OUTAGE:
            place, category, text = PLACES[number % 10], "air", ("banyune mati", "air ora metu")[number % 2]
            at, status = NOW - timedelta(hours=2) * ((count - number) / OUTAGE), "baru"
        else:
            place, category, text = dice.choice(PLACES), dice.choice(categories), dice.choice(TEXTS)
            at, status = NOW - YEAR * ((count - number) / count), dice.choice(STATUSES)
        moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
        where = (place.kecamatan_code, place.code if dice.random() < 0.7 else None)
        caller = f"08{dice.randrange(10**9, 10**10)}"
        fixed = ("", text, "", caller, False, False, "telepon", 1, moment, moment)
        yield number, f"c{number}", status, "biasa", "opd", category, *where, *fixed


def fill(file: Path, count: int, console: Console) -> float:
    """Write the tickets straight into the file; seconds that it took."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    started = time.monotonic()
    source = rows(count)
    with sqlite3.connect(file) as connection, Progress(*columns, console=console) as progress:
        task = progress.add_task("tickets", total=count)
        connection.execute("PRAGMA synchronous=OFF")
        while batch := [row for _, row in zip(range(BATCH), source, strict=False)]:
            connection.executemany(f"INSERT INTO ticket ({COLUMNS}) VALUES ({MARKS})", batch)
            progress.advance(task, len(batch))
        connection.commit()
        connection.execute("ANALYZE")
    connection.close()
    return time.monotonic() - started


def times(file: Path, chosen: list[int]) -> list[float]:
    """Milliseconds of one check each, with its own transaction, as the console makes it."""
    database = Database(f"sqlite:///{file}", clock=lambda: NOW)
    found = []
    for ticket_id in chosen:
        started = time.perf_counter()
        with database.reading() as tx:
            suggestions(tx, ticket_id)
        found.append((time.perf_counter() - started) * 1000)
    database.close()
    return found


def shown(found: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{median(found):.1f} ms, p95 {quantiles(found, n=20)[-1]:.1f} ms (n {len(found)})"


def measure(count: int, checks: int, console: Console) -> list[tuple[str, str, str]]:
    """All rows of the table."""
    dice = random.Random(11)
    with tempfile.TemporaryDirectory(prefix="iceta-bench-") as folder:
        file = Path(folder) / "iceta.db"
        upgrade(f"sqlite:///{file}")
        took = fill(file, count, console)
        usual = [dice.randint(count - count // 12, count - OUTAGE) for _ in range(checks)]
        outage = [dice.randint(count - OUTAGE + 1, count) for _ in range(checks)]
        times(file, usual[:20])
        return [
            (f"tickets written, {count:,}", f"{took:.0f} s", ""),
            ("check of a ticket of the last month", shown(times(file, usual)), "≤ 50 ms"),
            (f"check during an outage of {OUTAGE} calls", shown(times(file, outage)), "≤ 50 ms"),
        ]


def judged() -> Iterator[tuple[str, str, str]]:
    """How right the proposals are, on the pairs that the weights were chosen by and on pairs that they were not."""
    for name, pairs in (("pairs that the words were chosen by", PAIRS), ("pairs not seen before", UNSEEN)):
        for least in (weights().least, weights().alike):
            precision, recall = precision_and_recall(pairs, least)
            value = f"precision {precision:.2f}, recall {recall:.2f} (n {len(pairs)})"
            yield f"{name}, score ≥ {least:.2f}", value, "≥ 0.90 both" if least == weights().least else ""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="tickets in the database")
    parser.add_argument("--checks", type=int, default=300, help="checks of each kind")
    options = parser.parse_args()
    console = Console(width=120)
    table = Table("measured", "value", "should reach", title="Likely duplicates")
    for row in (*measure(max(options.rows, 10 * OUTAGE), options.checks, console), *judged()):
        table.add_row(*row)
    console.print(table)


if __name__ == "__main__":
    main()
