"""Reading the reference tables, once per process."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that answers complaints; those not `inside` the regency government are referred to, never assigned."""

    code: str
    name: str
    remit: str
    inside: bool
    complaints: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A kecamatan, desa or kelurahan under its official (Kemendagri) code."""

    code: str
    name: str
    kecamatan_code: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Category:
    """What a complaint is about, the agency proposed for it and its digit in the telephone menu."""

    code: str
    name: str
    agency: str
    key: str = ""


@cache
def agencies() -> Mapping[str, Agency]:
    """All agencies by code."""
    rows = _csv("agencies.csv")
    found = (Agency(r["code"], r["name"], r["remit"], r["inside"] == "yes", r["complaints"]) for r in rows)
    return MappingProxyType({agency.code: agency for agency in found})


@cache
def kecamatan() -> Mapping[str, Place]:
    """The kecamatan by code."""
    return MappingProxyType({r["code"]: Place(r["code"], r["name"], None, "kecamatan") for r in _csv("kecamatan.csv")})


@cache
def desa() -> Mapping[str, Place]:
    """All desa and kelurahan by code."""
    rows = _csv("desa.csv")
    return MappingProxyType({r["code"]: Place(r["code"], r["name"], r["kecamatan"], r["kind"]) for r in rows})


@cache
def desa_of(kecamatan_code: str) -> tuple[Place, ...]:
    """The desa and kelurahan of one kecamatan, in the official order."""
    return tuple(place for place in desa().values() if place.kecamatan_code == kecamatan_code)


@cache
def categories() -> Mapping[str, Category]:
    """The categories by code, in menu order."""
    with (FOLDER / "categories.toml").open("rb") as file:
        entries = tomllib.load(file)["category"]
    return MappingProxyType({e["code"]: Category(e["code"], e["name"], e["agency"], e["key"]) for e in entries})


def _csv(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
