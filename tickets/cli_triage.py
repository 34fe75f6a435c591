"""`iceta triage TEXT`, and `iceta triage-train` and `iceta triage-evaluate` for the weights it uses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tickets.cli_common import clear_errors, open_database, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tickets.triage.examples import Example
    from tickets.triage.measuring import Outcome
    from tickets.triage.weights import Weights

LONGEST_INPUT = 2_000_000
"""Characters read from stdin; a complaint never has so many."""

app = typer.Typer(help="Usulan kategori, instansi, tempat, dan urgensi dari teks.")

Json = Annotated[bool, typer.Option("--json", help="Cetak satu dokumen JSON.")]


@app.command("triage")
def show_triage(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Kata-kata pelapor; “-” membaca dari masukan standar.")],
    kecamatan: Annotated[
        str | None, typer.Option(help="Kode kecamatan yang sudah diketahui, misalnya 32.12.13.")
    ] = None,
    json: Json = False,
) -> None:
    """Usulkan kategori, instansi, tempat, urgensi, dan jenis dari sebuah aduan; orang yang memutuskan."""
    from tickets.triage import triage
    from tickets.triage.document import document, lines

    said = sys.stdin.read(LONGEST_INPUT) if text == "-" else text
    with clear_errors():
        found = triage(said, kecamatan=kecamatan, weights=_weights(context))
    if json:
        print_json(document(found))
    else:
        typer.echo("\n".join(lines(said, found)))


@app.command("triage-train")
def train_weights(
    context: typer.Context,
    from_database: Annotated[
        bool, typer.Option("--from-database", help="Belajar juga dari tiket yang sudah dipastikan.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Berkas bobot; bawaan: di rumah I-Ceta.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Ganti bobot walau yang baru lebih buruk.")] = False,
) -> None:
    """Latih ulang bobot triase dan ganti berkasnya hanya bila tidak lebih buruk."""
    from rich.progress import Progress

    from tickets.triage.examples import read_examples
    from tickets.triage.training import train
    from tickets.triage.weights import LOCAL_NAME

    with clear_errors():
        examples = read_examples()
        confirmed = _confirmed(context) if from_database else []
        typer.echo(f"{len(examples)} contoh bawaan, {len(confirmed)} tiket yang sudah dipastikan")
        with Progress(transient=True) as progress:
            task = progress.add_task("melatih", total=None)
            trained = train([*examples, *confirmed], lambda step: progress.update(task, description=step))
        _print_summary(trained.outcomes)
        _replace(output or context.obj.tickets.home / LOCAL_NAME, trained.weights, trained.outcomes, force)


@app.command("triage-evaluate")
def evaluate_weights(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="CSV: text,category,agency,type,urgency; bawaan: contoh yang tak dilatih.")
    ] = None,
    json: Json = False,
) -> None:
    """Ukur triase pada contoh yang tidak dipakai melatih: ketepatan dan kejujuran keyakinannya."""
    from tickets.triage.examples import HELD_OUT, read_examples
    from tickets.triage.measuring import evaluate

    with clear_errors():
        examples = read_examples(file or HELD_OUT)
        results = evaluate(examples, _weights(context))
    if json:
        print_json(_figures(results))
        return
    _print_summary(results)
    _print_reliability(results)


def _weights(context: typer.Context) -> Weights:
    """The house's own weights, else the packaged ones; also before anything was set up."""
    from tickets.triage.weights import packaged_weights, weights_in

    return packaged_weights() if context.obj is None else weights_in(context.obj.tickets.home)


def _confirmed(context: typer.Context) -> list[Example]:
    from tickets.triage.corrections import confirmed_examples

    with open_database(context) as database, database.reading() as tx:
        return confirmed_examples(tx)


def _replace(file: Path, weights: Weights, results: Sequence[Outcome], force: bool) -> None:
    from tickets.triage.replacing import replace_weights

    old, new = replace_weights(file, weights, results, force=force)
    typer.echo(f"pada contoh yang sama: bobot lama {old:.1%}, baru {new:.1%}; ditulis ke {file}")


def _print_summary(results: Sequence[Outcome]) -> None:
    from tickets.triage.measuring import summary

    rows = [
        (line.target, f"{line.accuracy:.1%}", f"{line.among_three:.1%}", f"{line.commonest:.1%}", str(line.examples))
        for line in summary(results)
    ]
    print_table(("pertanyaan", "tepat", "di antara 3 usulan", "selalu yang tersering", "contoh"), rows)


def _print_reliability(results: Sequence[Outcome]) -> None:
    from tickets.triage.measuring import calibration_error, reliability
    from tickets.triage.tables import TARGETS

    for target in TARGETS:
        bins = reliability(results, target)
        typer.echo(f"\n{target}: selisih rata-rata keyakinan dan kenyataan {calibration_error(bins):.1%}")
        rows = [(f"{b.low:.0%}-{b.high:.0%}", str(b.proposals), f"{b.confidence:.1%}", f"{b.right:.1%}") for b in bins]
        print_table(("keyakinan", "usulan", "rata-rata", "tepat"), rows)


def _figures(results: Sequence[Outcome]) -> dict[str, Any]:
    from dataclasses import asdict

    from tickets.triage.measuring import calibration_error, reliability, summary

    found: dict[str, Any] = {}
    for line in summary(results):
        bins = reliability(results, line.target)
        found[line.target] = asdict(line) | {
            "calibration_error": calibration_error(bins),
            "reliability": [asdict(b) for b in bins],
        }
    return found
