"""`iceta speech thresholds`: measures from which surety on answers to a kind of question can be believed."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speech.command_line import plain_errors, quiet_log
from speech.evaluation.band import Band
from speech.thresholds import QuestionKind

if TYPE_CHECKING:
    from speech.evaluation.phrases import Phrases
    from speech.threshold_trials import Measured

SHOWN = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)


def thresholds(
    context: typer.Context,
    manifest: Annotated[
        Path, typer.Argument(help='Satu baris JSON per rekaman: {"audio": …, "text": …, "speaker": …}.')
    ],
    kind: Annotated[QuestionKind, typer.Option(help="Jenis pertanyaan.")],
    grammar: Annotated[
        Path | None, typer.Option(help="Frasa yang diharapkan, pengganti frasa bawaan jenis itu.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Berkas TOML yang bagian jenis itu diganti.")] = None,
    least_words: Annotated[int, typer.Option(min=1, help="Jawaban tersingkat, dalam kata.")] = 1,
    most_words: Annotated[int, typer.Option(min=1, help="Jawaban terpanjang, dalam kata.")] = 999,
    band: Annotated[
        Band, typer.Option(help="8k: lewatkan suara ke G.711 A-law dulu, seperti telepon.")
    ] = Band.TELEPHONE,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Catat bahwa suaranya buatan mesin.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Satu baris JSON.")] = False,
) -> None:
    """Ukur mulai keyakinan berapa sebuah jawaban boleh dipercaya.

    Manifes berisi jawaban yang diharapkan dan ucapan lain; yang mencampur keduanya dilewati.
    """
    from speech.threshold_trials import put

    quiet_log()
    with plain_errors():
        model: Path = context.obj.speech.model_folder
        lengths = range(least_words, most_words + 1)
        measured = _measure(
            manifest, model, kind, _phrases(model, kind, grammar), lengths, band, real_voices=not synthetic
        )
        if out:
            put(out, kind, measured.threshold)
    typer.echo(_as_json(kind, measured) if as_json else _table(kind, measured))


def _phrases(model: Path, kind: QuestionKind, grammar: Path | None) -> "Phrases":
    from speech.evaluation.model_files import check_parts, known_words
    from speech.evaluation.phrases import Phrases, read_phrases
    from speech.threshold_trials import NothingToMeasure, kind_phrases

    check_parts(model)
    vocabulary = known_words(model)
    if grammar:
        return read_phrases(grammar, vocabulary)
    built_in = kind_phrases(kind)
    hearable = tuple(phrase for phrase in built_in if vocabulary.issuperset(phrase.split()))
    if not hearable:
        raise NothingToMeasure(f"the kind {kind} has no phrases of its own: give them with --grammar")
    return Phrases(hearable, tuple(phrase for phrase in built_in if phrase not in hearable))


def _measure(
    manifest: Path,
    model: Path,
    kind: QuestionKind,
    phrases: "Phrases",
    lengths: range,
    band: Band,
    *,
    real_voices: bool,
) -> "Measured":
    from functools import partial

    from speech.evaluation.evaluation import LEAD_IN_S
    from speech.evaluation.manifest import read_manifest
    from speech.evaluation.recognition import Task, recognise
    from speech.evaluation.telephone_pieces import telephone_pieces
    from speech.threshold_trials import measure, trials

    recordings = read_manifest(manifest)
    tasks = [Task(str(one.audio), partial(telephone_pieces, one.audio, band), LEAD_IN_S) for one in recordings]
    run = asyncio.run(recognise(tasks, model, phrases.hearable, lambda _: None))
    found = trials(recordings, run.heard, phrases.hearable, lengths)
    day = datetime.now(UTC).date().isoformat()
    return measure(found, len(recordings), day=day, real_voices=real_voices)


def _table(kind: QuestionKind, measured: "Measured") -> str:
    from speech.evaluation.curve import at_least
    from speech.threshold_trials import written

    rows = [f"{'keyakinan':>9} {'salah terima':>13} {'keliru':>7} {'salah tolak':>12}"]
    for point in (at_least(measured.points, level) for level in (*SHOWN, measured.threshold.accept)):
        shares = (point.false_accept, point.wrong, point.false_reject)
        wide = zip(shares, (13, 7, 12), strict=True)
        rows.append(
            f"{point.confidence:9.3f} " + " ".join(f"{(share or 0) * 100:{width - 1}.2f}%" for share, width in wide)
        )
    return "\n".join([*rows, f"dilewati: {measured.passed_over} rekaman", "", written(kind, measured.threshold)])


def _as_json(kind: QuestionKind, measured: "Measured") -> str:
    from dataclasses import asdict

    return json.dumps({"kind": kind, **asdict(measured)}, ensure_ascii=False)
