"""What is wrong in the conversation's files: menu, prompts, and the sounds that say them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ivr.catalogue import TEXTS, CatalogueWrong, all_prompts
from ivr.menu import MenuInvalid, load
from speech.prompts import check
from tickets.reference.loader import categories


def problems(settings: Any) -> list[str]:
    """One sentence for each fault, with file and line if there is one. `settings` has the sections ivr and speech."""
    try:
        texts = all_prompts()
    except CatalogueWrong as error:
        return [str(error)]
    return _menu(settings.ivr.menu, texts) + _sounds(texts, settings.speech.prompts_folder)


def _menu(path: Path, texts: dict[str, str]) -> list[str]:
    try:
        menu = load(path)
    except MenuInvalid as error:
        return str(error).splitlines()
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        f"{path}:{_line(lines, name)}: prompt {name!r} has no text in {TEXTS}"
        for name in sorted(menu.prompt_names() - set(texts))
    ]
    chosen = {option.category for step in menu.steps.values() for option in step.options if option.category}
    unknown = sorted(chosen - set(categories()))
    return found + [f"{path}:{_line(lines, name)}: category {name!r} does not exist" for name in unknown]


def _line(lines: list[str], word: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if f'"{word}"' in line), 1)


def _sounds(texts: dict[str, str], folder: Path) -> list[str]:
    return [f"{problem.reason}; {problem.cure}" for problem in check(texts, folder)]
