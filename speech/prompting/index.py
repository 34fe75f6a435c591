"""The prompts' index: which text and which voice or recording each finished sound file was made from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

INDEX = "prompts.json"


class Source(StrEnum):
    """Who speaks a prompt."""

    VOICE = "voice"
    HUMAN = "human"


@dataclass(frozen=True)
class Origin:
    """Where a sound comes from: fingerprint of its text, who speaks, and which voice or recording (and its form)."""

    text: str
    source: Source
    sound: str
    form: str

    def __str__(self) -> str:
        return f"{self.text} {self.source} {self.sound} {self.form}"


Index = Mapping[str, Origin]


def fingerprint(content: bytes) -> str:
    """Return 32 hexadecimal digits that stand for the content."""
    return hashlib.sha256(content).hexdigest()[:32]


def read_index(folder: Path) -> dict[str, Origin]:
    """Return origin by prompt name; a missing or damaged index is an empty one: everything is then made anew."""
    try:
        found = json.loads((folder / INDEX).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    origins = {name: _origin(text) for name, text in found.items()}
    return {name: origin for name, origin in origins.items() if origin is not None}


def write_index(folder: Path, index: Index) -> None:
    """Write the index whole or not at all."""
    part = folder / f"{INDEX}.part"
    part.write_text(json.dumps({name: str(index[name]) for name in sorted(index)}, indent=1), "utf-8")
    part.replace(folder / INDEX)


def _origin(text: object) -> Origin | None:
    parts = text.split(" ") if isinstance(text, str) else []
    if len(parts) != 4 or parts[1] not in tuple(Source):
        return None
    return Origin(parts[0], Source(parts[1]), parts[2], parts[3])
