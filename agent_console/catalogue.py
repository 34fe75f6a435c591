"""Every word the console says, read from texts/<language>.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("id", "en")


class TextMissingError(KeyError):
    """The catalogue has no such text: add the key to agent_console/texts/id.toml and en.toml."""


class Texts:
    """The catalogue of one language; call it with a key to get the sentence."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = texts_of(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence with its values filled in. Raises TextMissingError."""
        try:
            text = self._texts[key]
        except KeyError:
            raise TextMissingError(f"{key} ({self.language}.toml)") from None
        return text.format(**values) if values else text

    def get(self, key: str, otherwise: str) -> str:
        """Return the sentence, or `otherwise` for words that come from outside (a menu step, a new event kind)."""
        return self._texts.get(key, otherwise)


@cache
def texts_of(language: str) -> Mapping[str, str]:
    """Read one language's catalogue as dotted key → text."""
    content = resources.files("agent_console").joinpath("texts", f"{language}.toml").read_text("utf-8")
    return dict(_flatten("", tomllib.loads(content)))


def _flatten(prefix: str, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.extend(_flatten(f"{name}.", value))
        else:
            flat.append((name, str(value)))
    return flat
