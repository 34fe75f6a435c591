"""The fixed words of a home visit in the console's language, shown and read back from what people type. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from agent_console.catalogue import Texts
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.nik import Sex

FAMILY: dict[type[StrEnum], str] = {
    Sex: "sex",
    Mobility: "mobility",
    Insurance: "insurance",
    RedFlag: "redflag",
    VisitStatus: "vstatus",
}
"""Where the catalogue keeps the words of each kind."""

W = TypeVar("W", bound=StrEnum)


def word_text(word: StrEnum, texts: Texts) -> str:
    """Return a fixed word as people read it: "sesak napas"."""
    return texts(f"{FAMILY[type(word)]}.{word.value}")


def words_text(words: tuple[W, ...], texts: Texts) -> str:
    """Return several words with commas between them."""
    return ", ".join(word_text(word, texts) for word in words)


def read_word(kind: type[W], typed: str, texts: Texts) -> W | None:
    """Return the word that was typed: as it is shown, as it is stored, or the beginning of one word only."""
    wanted = typed.strip().casefold()
    known = {word: {word_text(word, texts).casefold(), word.value.casefold()} for word in kind}
    for word, names in known.items():
        if wanted in names:
            return word
    near = [word for word, names in known.items() if wanted and any(name.startswith(wanted) for name in names)]
    return near[0] if len(near) == 1 else None
