"""The commands for adapting the acoustic model: gather a corpus, train on it."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from speech.adaptation.errors import TrainingExtraMissing
from speech.adaptation.recipe import EPOCHS
from speech.command_line import plain_errors, quiet_log

if TYPE_CHECKING:
    from speech.adaptation.report import WordErrors
    from speech.adaptation.training_run import Job, Outcome, Standing

LIBRARIES = ("torch", "numba", "kaldi_native_fbank")
PACKAGED = "base"
CUT_OFF = 130
MOST_TRIED = 60
MOST_WORKERS = 4


def gather_indspeech(
    folder: Annotated[Path, typer.Argument(help="Folder yang berisi korpus INDspeech (zip atau sudah dibuka).")],
    speakers: Annotated[Path, typer.Option("--speakers", help="Berkas JSON: {set: {bagian: [penutur, …]}}.")],
    part: Annotated[str, typer.Option("--part", help="Bagian daftar penutur yang dipakai.")] = "train",
) -> None:
    """Susun manifest.jsonl dari korpus INDspeech untuk `iceta model train`."""
    from speech.adaptation.indspeech import gather

    with plain_errors():
        lines = gather(folder, speakers, part)
    typer.echo(f"{folder}: {lines} kalimat")


def train_model(
    context: typer.Context,
    data: Annotated[Path, typer.Option("--data", help="Folder suara: manifest.jsonl, atau suara dengan .txt senama.")],
    start: Annotated[
        str, typer.Option("--from", help="Bobot awal (.mdl atau .mdl.xz), atau base: bobot paket asal.")
    ] = "",
    epochs: Annotated[int, typer.Option(min=1, max=1000, help="Berapa kali seluruh suara dilatih.")] = EPOCHS,
    out: Annotated[Path | None, typer.Option("--out", help="Berkas bobot yang ditulis (.mdl.xz atau .mdl).")] = None,
    minutes: Annotated[float, typer.Option(min=0, help="Berhenti setelah sekian menit; 0 = sampai selesai.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Latih model akustik pada suara Indonesia; Ctrl-C menyimpan, perintah yang sama melanjutkan."""
    quiet_log()
    with plain_errors():
        check_libraries()
        from speech.adaptation.recipe import Recipe
        from speech.adaptation.training_run import Job
        from speech.model.base_package import find_base_model

        base = find_base_model()
        target = out or context.obj.speech.home / "training" / "adapted.mdl.xz"
        job = Job(
            folder=data,
            weights=_starting_weights(start, base.acoustic),
            base=base,
            checkpoint=target.with_name(f"{target.name}.checkpoint"),
            recipe=Recipe(epochs=epochs),
            workers=min(MOST_WORKERS, max(1, (os.cpu_count() or 1) - 1)),
        )
        _train(job, target, context.obj.speech.model_folder, 60 * minutes, as_json=as_json)


def check_libraries() -> None:
    """Raises TrainingExtraMissing, with the cure, if a library for training is not installed."""
    for library in LIBRARIES:
        if find_spec(library) is None:
            raise TrainingExtraMissing(library)


def _starting_weights(start: str, packaged: Path) -> Path:
    from speech.model.build import WEIGHTS

    return packaged if start == PACKAGED else Path(start) if start else WEIGHTS


def _train(job: "Job", target: Path, built: Path, limit_s: float, *, as_json: bool) -> None:
    from speech.adaptation.training_run import train

    ends = time.monotonic() + limit_s if limit_s else float("inf")
    with _interrupted() as interrupted, _progress(quiet=as_json) as show:
        outcome = train(job, show, lambda _standing: interrupted() or time.monotonic() >= ends)
    if interrupted() and not outcome.complete:
        typer.echo(json.dumps(_steps(outcome)) if as_json else f"Dihentikan pada {_how_far(outcome)}")
        raise typer.Exit(CUT_OFF)
    errors = _write(job, outcome, target, built)
    typer.echo(_json_line(outcome, errors, target) if as_json else _readable(outcome, errors, target))


def _write(job: "Job", outcome: "Outcome", target: Path, built: Path) -> "WordErrors | None":
    """Write weights and card; a finished run's checkpoint has done its duty."""
    from datetime import UTC, datetime

    from speech.adaptation.card import CardFacts, licence_of, write_card
    from speech.adaptation.nnet3_file import write_weights

    write_weights(target, outcome.content)
    errors = _try(outcome, built)
    facts = CardFacts(
        weights=target,
        start=job.weights.name,
        licence=licence_of(job.folder),
        recipe=job.recipe,
        outcome=outcome,
        errors=errors,
        written_on=datetime.now(UTC).date().isoformat(),
    )
    write_card(target.with_name(f"{target.name.removesuffix('.xz').removesuffix('.mdl')}.md"), facts)
    if outcome.complete:
        job.checkpoint.unlink(missing_ok=True)
    return errors


def _try(outcome: "Outcome", built: Path) -> "WordErrors | None":
    """The word errors on held-out sound; None if no model was built, or nothing was held out."""
    from speech.adaptation.report import spread, word_errors
    from speech.adaptation.trial import recogniser_with
    from speech.errors import ModelMissing

    utterances = [one for group in outcome.corpus.held_out.values() for one in group]
    if not utterances:
        return None
    try:
        with recogniser_with(built, outcome.content) as recognise:
            return word_errors(spread(utterances, MOST_TRIED), recognise)
    except ModelMissing:
        return None


def _readable(outcome: "Outcome", errors: "WordErrors | None", target: Path) -> str:
    lines = [f"{target}: {_how_far(outcome)}"]
    for before, after in zip(outcome.before, outcome.after, strict=True):
        lines.append(f"{before.collection}, {before.part}: {before.objective:.3f} → {after.objective:.3f}")
    if errors:
        lines.append(f"kata salah: {errors.rate:.1%}")
    return "\n".join(lines)


def _json_line(outcome: "Outcome", errors: "WordErrors | None", target: Path) -> str:
    figures = [
        {"set": before.collection, "part": before.part, "before": before.objective, "after": after.objective}
        for before, after in zip(outcome.before, outcome.after, strict=True)
    ]
    rate = errors.rate if errors else None
    return json.dumps({"weights": str(target), **_steps(outcome), "held_out": figures, "word_error_rate": rate})


def _steps(outcome: "Outcome") -> dict[str, int]:
    return {"step": outcome.standing.step, "steps": outcome.standing.steps}


def _how_far(outcome: "Outcome") -> str:
    more = "" if outcome.complete else "; perintah yang sama melanjutkan"
    return f"langkah {outcome.standing.step} dari {outcome.standing.steps}{more}"


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; a second one ends the program at once."""
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(*, quiet: bool) -> "Iterator[Callable[[Standing], None]]":
    """A bar with the recent objective and the time left."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True, disable=quiet) as bar:
        task = bar.add_task("menyiapkan", total=None)

        def show(standing: "Standing") -> None:
            described = f"nilai {standing.objective:.3f}"
            bar.update(task, description=described, completed=standing.step, total=standing.steps)

        yield show
