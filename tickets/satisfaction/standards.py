"""The standards of the satisfaction index: elements, weights, grades, and what the telephone asks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tickets.reference.loader import FOLDER
from tickets.satisfaction.errors import TelephoneElementUnknown, UnknownStandard, UnknownWeights

FILE = FOLDER / "ikm.toml"
IN_FORCE = "14/2017"
"""The standard that holds if none is named (Permenpan RB 14/2017)."""
LOWEST, HIGHEST = 1, 4
"""The scale of an answer, in both standards."""
CONVERSION = 25
"""Converted value = index × this, in both standards: 25 to 100."""


class Weights(StrEnum):
    """Exactly one over the number of elements, or that number as the regulation prints it, rounded (about 1 % less)."""

    EXACT = "exact"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is asked about; `prompt` is what the telephone says, empty if it can't ask."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A mark and the converted value (two decimals) from which it holds."""

    mark: str
    least: Decimal
    performance: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A way of counting satisfaction; `grades` from the best to the worst, `telephone` the elements asked there."""

    code: str
    name: str
    elements: tuple[Element, ...]
    weight_printed: Fraction
    grades: tuple[Grade, ...]
    telephone: tuple[Element, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The elements' codes, in the standard's order."""
        return tuple(element.code for element in self.elements)

    def weight(self, weights: Weights, elements: int | None = None) -> Fraction:
        """The weight of each element; where only some `elements` are counted, exact means one over their number."""
        if weights is Weights.PRINTED:
            return self.weight_printed
        return Fraction(1, elements or len(self.elements))

    def grade(self, converted: Decimal) -> Grade:
        """The grade of a converted value that is rounded to two decimals, as the bands have gaps between them.

        Rule: what lies below the lowest band gets the lowest grade; with printed weights 24.75 is the least there is.
        """
        return next((grade for grade in self.grades if converted >= grade.least), self.grades[-1])


@cache
def standards() -> Mapping[str, Standard]:
    """The standards of the reference table, by code."""
    return read_standards(FILE)


def read_standards(file: Path) -> Mapping[str, Standard]:
    """The standards of a file laid out as reference/ikm.toml. Raises TelephoneElementUnknown."""
    with file.open("rb") as opened:
        entries = tomllib.load(opened)["standard"]
    return MappingProxyType({entry["code"]: _standard(entry, file) for entry in entries})


def known_standard(code: str) -> Standard:
    """The standard with this code. Raises UnknownStandard."""
    found = standards().get(code.strip())
    if found is None:
        raise UnknownStandard(standard=code[:40], known=", ".join(standards()))
    return found


def known_weights(name: str) -> Weights:
    """The weights of this name. Raises UnknownWeights."""
    if name not in list(Weights):
        raise UnknownWeights(weights=name[:40], known=", ".join(Weights))
    return Weights(name)


def plain_name(text: str) -> str:
    """A name without what doesn't tell elements apart: capitals, spaces, signs, the word "dan"."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(word for word in re.findall(r"[^\W_]+", folded) if word != "dan")


def _standard(entry: Mapping[str, Any], file: Path) -> Standard:
    elements = tuple(
        Element(e["code"], e["name"], tuple(e.get("also", ())), e.get("prompt", "")) for e in entry["element"]
    )
    return Standard(
        entry["code"],
        entry["name"],
        elements,
        Fraction(entry["weight_printed"]),
        tuple(Grade(g["mark"], Decimal(g["from"]), g["performance"]) for g in entry["grade"]),
        _asked(elements, entry["telephone"], file),
    )


def _asked(elements: tuple[Element, ...], codes: list[str], file: Path) -> tuple[Element, ...]:
    askable = {element.code: element for element in elements if element.prompt}
    for code in codes:
        if code not in askable:
            raise TelephoneElementUnknown(file=file, element=code, known=", ".join(askable) or "-")
    return tuple(askable[code] for code in codes)
