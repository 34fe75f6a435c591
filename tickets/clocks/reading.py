"""Reading the administrator's TOML files section by section, so that every fault names its place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tickets.clocks.errors import ClockFileUnreadable, KeyMissing, KeyUnknown, ValueWrong


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file; `place` is how people find it, as "[limits.informasi]" or "[[add]] nomor 3"."""

    file: Path
    place: str
    content: Mapping[str, Any]

    def only(self, *known: str) -> None:
        """Raise KeyUnknown if there is any other key."""
        for key in self.content:
            if key not in known:
                raise KeyUnknown(file=self.file, place=self.place, key=key, known=", ".join(known))

    def need(self, key: str, example: str) -> Any:
        """The value of a key that must be there. Raises KeyMissing."""
        if key not in self.content:
            raise KeyMissing(file=self.file, place=self.place, key=key, example=example)
        return self.content[key]

    def wrong(self, key: str, example: str) -> ValueWrong:
        """The error that says that this key's value won't do."""
        return ValueWrong(
            file=self.file, place=self.place, key=key, value=shown(self.content.get(key)), example=example
        )

    def text(self, key: str, example: str) -> str:
        """A text of one line that isn't empty. Raises KeyMissing or ValueWrong."""
        value = self.need(key, example)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.wrong(key, example)
        return value.strip()

    def choice(self, key: str, choices: Collection[str]) -> str:
        """One of the `choices`. Raises KeyMissing or ValueWrong."""
        value = self.need(key, example := f'{key} = "{next(iter(choices))}"')
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(key, example)
        return value

    def number(self, key: str, least: int, most: int, example: str) -> int:
        """A whole number from `least` to `most`. Raises KeyMissing or ValueWrong."""
        value = self.need(key, example)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, example)
        return value

    def section(self, key: str) -> Section:
        """The table under `key`. Raises KeyMissing or ValueWrong."""
        name = f"{self.place[1:-1]}.{key}" if self.place.startswith("[") else key
        value = self.need(key, f"[{name}]")
        if not isinstance(value, dict):
            raise self.wrong(key, f"[{name}]")
        return Section(self.file, f"[{name}]", value)

    def entries(self, key: str) -> list[Section]:
        """The tables of a list under `key`, numbered from 1; none if there is no such list. Raises ValueWrong."""
        found = self.content.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            raise self.wrong(key, f"[[{key}]]")
        return [Section(self.file, f"[[{key}]] nomor {number}", entry) for number, entry in enumerate(found, 1)]


def read_file(path: Path) -> Section:
    """The whole file as one section. Raises ClockFileUnreadable."""
    try:
        with path.open("rb") as file:
            return Section(path, "awal berkas", tomllib.load(file))
    except OSError as error:
        raise ClockFileUnreadable(file=path, reason=error.strerror or type(error).__name__) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ClockFileUnreadable(file=path, reason=" ".join(str(error).split())) from error


def shown(value: object) -> str:
    """A value as people would write it, shortened."""
    return (repr(value) if isinstance(value, str) else str(value))[:60]
