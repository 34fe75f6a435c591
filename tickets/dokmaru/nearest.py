"""Which puskesmas is proposed for a place: pure, with the reason that is shown beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tickets.dokmaru.model import Puskesmas


class Basis(StrEnum):
    """Why these puskesmas are proposed, or none."""

    DESA = "wilayah kerjanya mencakup desa ini"
    KECAMATAN = "berada di kecamatan ini; desanya belum tercatat dalam wilayah kerja mana pun"
    NONE = "tidak ada puskesmas tercatat untuk tempat ini; lengkapi daftarnya"
    NO_PLACE = "tempatnya belum diisi; tanyakan desa dan kecamatannya"
    NO_LIST = "daftar puskesmas masih kosong; impor dengan `iceta puskesmas import BERKAS.csv`"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The puskesmas that a person may choose from, and on what basis."""

    candidates: tuple[Puskesmas, ...]
    basis: Basis


def nearest(puskesmas: Iterable[Puskesmas], desa: str | None, kecamatan: str | None) -> Nearest:
    """The puskesmas that answers for the desa, else those of the kecamatan, else none; places are codes."""
    known = tuple(sorted(puskesmas, key=lambda entry: entry.code))
    if not known:
        return Nearest((), Basis.NO_LIST)
    if desa is None and kecamatan is None:
        return Nearest((), Basis.NO_PLACE)
    if covering := tuple(entry for entry in known if desa in entry.desa):
        return Nearest(covering, Basis.DESA)
    if neighbours := tuple(entry for entry in known if entry.kecamatan == kecamatan):
        return Nearest(neighbours, Basis.KECAMATAN)
    return Nearest((), Basis.NONE)
