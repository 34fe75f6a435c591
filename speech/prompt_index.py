"""The prompts' index: which text or recording each finished sound file was made from."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

INDEX = "prompts.json"

Index = Mapping[str, str]


def fingerprint(content: bytes) -> str:
    """Return 32 hexadecimal digits that stand for the content."""
    return hashlib.sha256(content).hexdigest()[:32]


def read_index(folder: Path) -> dict[str, str]:
    """Return origin by prompt name; a missing or damaged index is an empty one: everything is then made anew."""
    try:
        found = json.loads((folder / INDEX).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: origin for name, origin in found.items() if isinstance(origin, str)}


def write_index(folder: Path, index: Index) -> None:
    """Write the index whole or not at all."""
    part = folder / f"{INDEX}.part"
    part.write_text(json.dumps(dict(sorted(index.items())), indent=1), "utf-8")
    part.replace(folder / INDEX)
