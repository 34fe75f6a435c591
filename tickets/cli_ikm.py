"""`iceta ikm`: the satisfaction index of a table of answers, or of what the database holds."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import clear_errors, open_database, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tickets.satisfaction.columns import Columns
    from tickets.satisfaction.index import Satisfaction
    from tickets.satisfaction.report import Sample
    from tickets.satisfaction.standards import Weights
    from tickets.survey_service import Surveyed

app = typer.Typer()

SHOWN_COLUMNS = 10
"""Names of columns in a note."""


@app.command()
def ikm(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="Tabel jawaban (CSV), - untuk stdin; tanpa ini: basis data.")] = "",
    standard: Annotated[str, typer.Option(help="14/2017 (9 unsur) atau 25/2004 (14 unsur).")] = "14/2017",
    weights: Annotated[str, typer.Option(help="Bobot: exact (1/n) atau printed (0,11 atau 0,071).")] = "exact",
    population: Annotated[
        int | None, typer.Option(min=0, help="Banyaknya yang dilayani, untuk sampel yang diperlukan.")
    ] = None,
    agency: Annotated[str, typer.Option(help="Basis data: hanya instansi ini, misalnya DINKES.")] = "",
    begin: Annotated[str, typer.Option("--from", help="Basis data: sejak tanggal ini, misalnya 2026-10-01.")] = "",
    end: Annotated[str, typer.Option("--to", help="Basis data: sampai dengan tanggal ini.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON.")] = False,
) -> None:
    """Hitung Indeks Kepuasan Masyarakat dari tabel jawaban, atau dari basis data bila tanpa FILE."""
    from tickets.satisfaction.report import Sample
    from tickets.satisfaction.standards import known_weights

    if file and (agency or begin or end):
        raise typer.BadParameter("--agency, --from dan --to hanya untuk basis data; hapus itu atau FILE")
    with clear_errors():
        wanted = known_weights(weights)
        if file:
            found, columns, name = _of_file(file, standard, wanted)
            _note(_about_columns(columns))
            _show(found, Sample(population, found.respondents), name, {"ignored_columns": list(columns.ignored)}, json)
        else:
            _of_database(context, _surveyed(agency, begin, end, standard), wanted, population, json)


def _of_file(path: str, code: str, weights: Weights) -> tuple[Satisfaction, Columns, str]:
    from tickets.answers_file import open_answers
    from tickets.satisfaction.index import Tally, satisfaction
    from tickets.satisfaction.standards import known_standard

    tally = Tally(known_standard(code))
    with open_answers(path, tally.standard, getattr(sys.stdin, "buffer", io.BytesIO())) as table:
        for answers in table.rows:
            tally.add(answers)
    return satisfaction(tally, weights, table.name), table.columns, table.name


def _of_database(
    context: typer.Context, wanted: Surveyed, weights: Weights, population: int | None, json: bool
) -> None:
    from tickets.satisfaction.errors import SettingsMissing
    from tickets.satisfaction.report import Sample
    from tickets.survey_service import agency_satisfaction

    if context.obj is None:
        raise SettingsMissing
    with open_database(context) as database, database.reading() as tx:
        counted = agency_satisfaction(tx, wanted, weights)
    found = counted.satisfaction
    sample = Sample(counted.population if population is None else population, found.respondents)
    source = {"agency": wanted.agency, "from": wanted.since, "before": wanted.until}
    _show(found, sample, wanted.agency or "semua instansi", source, json)


def _surveyed(agency: str, begin: str, end: str, standard: str) -> Surveyed:
    from tickets.checks import assignable_agency
    from tickets.survey_service import Surveyed, period

    since, until = period(begin, end)
    return Surveyed(assignable_agency(agency.upper()) if agency else None, since, until, standard)


def _about_columns(columns: Columns) -> Iterable[str]:
    if columns.ignored:
        more = len(columns.ignored) - SHOWN_COLUMNS
        names = ", ".join(f"“{name}”" for name in columns.ignored[:SHOWN_COLUMNS])
        yield f"kolom diabaikan: {names}{f' dan {more} lainnya' if more > 0 else ''}."
    for name in columns.contradictory:
        yield f"kolom “{name}” dibaca menurut kodenya, padahal namanya milik unsur lain; periksa kuesionernya."


def _show(found: Satisfaction, sample: Sample, title: str, source: Mapping[str, Any], json: bool) -> None:
    from tickets.satisfaction.report import document, notes, print_report

    _note(notes(found))
    if json:
        print_json(document(found, sample, source))
    else:
        print_report(found, sample, title)


def _note(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        typer.echo(f"catatan: {sentence}", err=True)
