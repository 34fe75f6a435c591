"""An index as people read it on the terminal, and as one JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.bar import Bar
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tickets.satisfaction.index import Satisfaction, rounded
from tickets.satisfaction.sample import needed_sample
from tickets.satisfaction.standards import HIGHEST, Weights

BAR_WIDTH = 20
"""Columns of the bar of an answer of 4."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How many were served (None: not known), and so how many must have answered, and whether they have."""

    population: int | None
    reached: int

    @property
    def needed(self) -> int | None:
        """How many must answer (Krejcie and Morgan)."""
        return None if self.population is None else needed_sample(self.population)

    @property
    def enough(self) -> bool | None:
        """Whether that many have answered."""
        return None if self.needed is None else self.reached >= self.needed


def document(found: Satisfaction, sample: Sample, source: Mapping[str, Any]) -> dict[str, Any]:
    """All facts with the names of JSON; `per_element` are unrounded means, `source` is added as it is."""
    return {
        "index": float(found.index),
        "ikm": float(found.ikm),
        "grade": found.grade.mark,
        "kinerja": found.grade.performance,
        "per_element": {code: float(mean) for code, mean in found.per_element.items()},
        "respondents": found.respondents,
        "missing_answers": found.missing,
        "rows_without_answers": found.silent,
        "unanswered_elements": list(found.unanswered),
        "standard": found.standard.code,
        "weights": found.weights.value,
        "weight": float(found.standard.weight(found.weights, len(found.per_element))),
        "population": sample.population,
        "needed_sample": sample.needed,
        "sample_reached": sample.enough,
        **source,
    }


def notes(found: Satisfaction) -> list[str]:
    """What a reader of the index must know about its answers, in sentences."""
    said = []
    if found.unanswered:
        missing, asked = ", ".join(found.unanswered), len(found.per_element)
        said.append(f"tidak ada jawaban untuk {missing}; nilai ini hanya atas {asked} unsur, bukan IKM lengkap.")
    if found.missing:
        said.append(f"{found.missing} jawaban kosong; rata-rata tiap unsur dihitung dari yang menjawabnya.")
    if found.silent:
        said.append(f"{found.silent} baris tanpa jawaban tidak dihitung sebagai responden.")
    return said


def print_report(found: Satisfaction, sample: Sample, title: str) -> None:
    """Print the elements with bars, the index, its grade, the weights and the sample."""
    console = Console(highlight=False)
    console.print(Text(f"IKM {title}, {found.standard.name}", style="bold"))
    console.print(_elements(found))
    for name, value in _facts(found, sample):
        console.print(Text(f"{name:<10} {value}"))


def _elements(found: Satisfaction) -> Table:
    table = Table("Kode", "Unsur", box=None, pad_edge=False)
    table.add_column("Rata-rata", justify="right")
    table.add_column("1 sampai 4", min_width=BAR_WIDTH)
    for element in found.standard.elements:
        mean = found.per_element.get(element.code)
        bar = "" if mean is None else Bar(HIGHEST, 0, float(mean), width=BAR_WIDTH)
        shown = "-" if mean is None else comma(rounded(mean))
        table.add_row(element.code, Text(element.name), shown, bar)
    return table


def _facts(found: Satisfaction, sample: Sample) -> list[tuple[str, str]]:
    lowest = min(found.standard.elements, key=lambda e: found.per_element.get(e.code, HIGHEST + 1))
    return [
        ("Indeks", comma(found.index)),
        ("IKM", comma(found.ikm)),
        ("Mutu", f"{found.grade.mark} ({found.grade.performance})"),
        ("Bobot", _weight(found)),
        ("Terendah", f"{lowest.code} {lowest.name}"),
        ("Responden", _reached(sample)),
    ]


def _weight(found: Satisfaction) -> str:
    if found.weights is Weights.PRINTED:
        return f"tercetak, {float(found.standard.weight_printed):g} per unsur".replace(".", ",")
    return f"eksak, 1/{len(found.per_element)} per unsur"


def _reached(sample: Sample) -> str:
    if sample.needed is None:
        return f"{sample.reached} (beri --population untuk sampel yang diperlukan)"
    verdict = "cukup" if sample.enough else f"kurang {sample.needed - sample.reached}"
    return f"{sample.reached} dari {sample.needed} yang diperlukan untuk {sample.population} yang dilayani: {verdict}"


def comma(value: Decimal) -> str:
    """A number with the decimal comma of Indonesian."""
    return str(value).replace(".", ",")
