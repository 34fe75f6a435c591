"""Says whether a model folder was built from exactly the inputs of today."""

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

SOURCE_KINDS = (".py", ".toml", ".txt", ".csv", ".conf", ".xz")


def source_files() -> list[Path]:
    """Our rules, texts, weights and programs, in a stable order."""
    folder = Path(str(files("speech.model")))
    return sorted(file for file in folder.rglob("*") if file.suffix in SOURCE_KINDS and file.is_file())


def content_hash(inputs: Iterable[Path]) -> str:
    """A hash over names and contents of the files, in the given order."""
    total = hashlib.sha256()
    for file in inputs:
        with file.open("rb") as content:
            total.update(f"{file.name} {hashlib.file_digest(content, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()
