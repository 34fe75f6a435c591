"""What is wrong in the administrator's files: menu, prompts, the sounds that say them, time limits and calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ivr.catalogue import TEXTS, CatalogueWrong, all_prompts
from ivr.menu import MenuInvalid, load
from speech.prompts import check
from tickets.clocks.errors import ClockFileError
from tickets.duplicates import tables as likeness
from tickets.duplicates_errors import BrokenLikenessTable
from tickets.reference.loader import categories
from tickets.time_limits import TimeLimits


def problems(settings: Any) -> list[str]:
    """One sentence for each fault, with file and line if there is one. `settings`: ivr, speech, tickets."""
    try:
        texts = all_prompts()
    except CatalogueWrong as error:
        return [str(error)]
    conversation = _menu(settings.ivr.menu, texts) + _sounds(texts, settings.speech.prompts_folder)
    return conversation + _tables(settings.tickets.limits)


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


def _tables(limits: TimeLimits) -> list[str]:
    found = []
    for read in (lambda: limits.table, lambda: limits.calendar, likeness.words, likeness.weights):
        try:
            read()
        except (ClockFileError, BrokenLikenessTable) as error:
            found.append(error.english)
    return found


def _line(lines: list[str], word: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if f'"{word}"' in line), 1)


def _sounds(texts: dict[str, str], folder: Path) -> list[str]:
    return [f"{problem.reason}; {problem.cure}" for problem in check(texts, folder)]
