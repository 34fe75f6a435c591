"""Pure: reads the outline of an Asterisk configuration file: its sections, options and includes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_INCLUDE = re.compile(r"\s*#(?:try)?include\s+[\"<]?([^\">\s]+)", re.IGNORECASE)
_SECTION = re.compile(r"\s*\[([^]]+)]")
_OPTION = re.compile(r"\s*([\w-]+)\s*=>?\s*([^;]*)")


@dataclass(frozen=True)
class Option:
    """One `name = value` line and where it stands."""

    file: str
    line: int
    section: str
    name: str
    value: str


def sections(text: str) -> set[str]:
    """The names of the sections."""
    return {match[1] for line in text.splitlines() if (match := _SECTION.match(line))}


def includes(text: str) -> list[str]:
    """The files it includes, as written."""
    return [match[1] for line in text.splitlines() if (match := _INCLUDE.match(line))]


def options(file: str, text: str) -> Iterator[Option]:
    """All its options in order."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        head, option = _SECTION.match(line), _OPTION.match(line)
        if head:
            section = head[1]
        elif option:
            yield Option(file, number, section, option[1], option[2].strip())
