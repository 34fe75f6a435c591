"""How near two reports are to each other: by their places, or else by the places that their texts name."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from tickets.duplicates.tables import weights
from tickets.duplicates.topic import Topic
from tickets.reference import loader


class Placed(Protocol):
    """Something with a place: what is known of it, and what its text says."""

    @property
    def kecamatan(self) -> str | None:
        """The code of the kecamatan, if known."""

    @property
    def desa(self) -> str | None:
        """The code of the desa, if known."""

    @property
    def topic(self) -> Topic:
        """What its text is about."""


class Nearness(Enum):
    """How near two places are; the values are the names of their weights."""

    SAME_DESA = "same_desa"
    SAME_KECAMATAN = "same_kecamatan"
    OTHER_DESA = "other_desa"
    UNKNOWN = "unknown"
    OTHER = "other"

    def said(self, one: Placed, other: Placed) -> str:
        """The nearness in Indonesian; empty when it is no reason to take the two for the same."""
        if self is Nearness.SAME_DESA:
            return f"desa sama: {_names(desa_of(one) & desa_of(other))}"
        if self in (Nearness.SAME_KECAMATAN, Nearness.OTHER_DESA):
            return f"kecamatan sama: {_names(kecamatan_of(one) & kecamatan_of(other))}"
        return ""


def nearness(one: Placed, other: Placed) -> Nearness:
    """How near the places are; a name that several villages bear may mean each of them."""
    if desa_of(one) & desa_of(other):
        return Nearness.SAME_DESA
    first, second = kecamatan_of(one), kecamatan_of(other)
    if not (first and second):
        return Nearness.UNKNOWN
    if not first & second:
        return Nearness.OTHER
    return Nearness.OTHER_DESA if desa_of(one) and desa_of(other) else Nearness.SAME_KECAMATAN


def of_place(place: Nearness, *, wide: bool) -> float:
    """The weight of a nearness, 0 to 1; `wide` for matters that many villages have at once."""
    weight: float = getattr(weights().wide if wide else weights().local, place.value)
    return weight


def desa_of(report: Placed) -> frozenset[str]:
    """The villages that may be meant: the known one, else those that the text names within the known kecamatan."""
    if report.desa is not None:
        return frozenset({report.desa})
    named = report.topic.desa
    if report.kecamatan is None:
        return named
    return frozenset(code for code in named if loader.desa()[code].kecamatan_code == report.kecamatan)


def kecamatan_of(report: Placed) -> frozenset[str]:
    """The kecamatan that may be meant: the known one, else that of the village, else those that the text names."""
    if report.kecamatan is not None:
        return frozenset({report.kecamatan})
    around = frozenset(_kecamatan_around(desa_of(report)))
    if report.desa is not None:
        return around
    return (around & report.topic.kecamatan) or (around | report.topic.kecamatan)


def _kecamatan_around(desa: Iterable[str]) -> Iterable[str]:
    places = (loader.desa().get(code) for code in desa)
    return (place.kecamatan_code for place in places if place is not None and place.kecamatan_code is not None)


def _names(codes: frozenset[str]) -> str:
    places = dict(loader.desa()) | dict(loader.kecamatan())
    return ", ".join(sorted({places[code].name for code in codes if code in places}))
