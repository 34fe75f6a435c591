"""The catalogue: every prompt the hotline can say, with the number under which an operator calls it up to record it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.outbound_talk import survey_prompt
from ivr.wording import STATUS_WORDS, agency_prompt, place_prompt
from speech.indonesian.numbers import DIGITS
from tickets.reference.loader import agencies, categories, desa, kecamatan
from tickets.satisfaction.standards import IN_FORCE, known_standard

FOLDER = Path(__file__).parent / "prompts"
TEXTS = FOLDER / "id.toml"
STUDIO_TEXTS = FOLDER / "studio.toml"
OUTBOUND_TEXTS = FOLDER / "outbound.toml"


class CatalogueWrong(Exception):
    """The texts of the prompts can't be used; the text says which file, which prompt and why."""


@dataclass(frozen=True)
class Prompt:
    """One thing the hotline can say. `number` is stable as long as new texts go to the end of their file."""

    number: int
    name: str
    text: str


def catalogue(texts: Path = TEXTS, studio: Path = STUDIO_TEXTS) -> tuple[Prompt, ...]:
    """All prompts in the order of their numbers. Raises CatalogueWrong."""
    found: list[Prompt] = []
    for first, last, spoken in _groups(texts, studio):
        if len(spoken) > last - first + 1:
            raise CatalogueWrong(f"{len(spoken)} prompts do not fit between the numbers {first} and {last}")
        found += [Prompt(number, name, text) for number, (name, text) in enumerate(spoken.items(), first)]
    names = [prompt.name for prompt in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CatalogueWrong(f"{texts}, {studio}: the prompt {twice[0]!r} has two texts; keep one of them")
    return tuple(found)


def all_prompts() -> dict[str, str]:
    """Name → text of everything the hotline can say. Raises CatalogueWrong."""
    return {prompt.name: prompt.text for prompt in catalogue()}


def _groups(texts: Path, studio: Path) -> Iterator[tuple[int, int, Mapping[str, str]]]:
    """First number, last number and texts of each group."""
    yield 100, 169, _read(texts)
    yield 170, 199, _read(studio)
    yield 200, 209, {f"digit_{n}": word for n, word in enumerate(DIGITS)}
    yield 210, 239, {f"category_{code}": category.name for code, category in categories().items()}
    yield 240, 259, {f"status_{status.value}": words for status, words in STATUS_WORDS.items()}
    yield 260, 399, {agency_prompt(code): agency.name for code, agency in agencies().items()}
    yield 400, 499, {place_prompt(code): place.name for code, place in kecamatan().items()}
    yield 500, 899, {place_prompt(code): place.name for code, place in desa().items()}
    yield 900, 949, _read(OUTBOUND_TEXTS)
    yield 950, 979, {survey_prompt(one.code): one.prompt for one in known_standard(IN_FORCE).elements if one.prompt}


def _read(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueWrong(f"{path}: {error}") from error
    wrong = [name for name, text in found.items() if not isinstance(text, str)]
    if wrong:
        raise CatalogueWrong(f'{path}: {wrong[0]} must be name = "text"')
    return found
