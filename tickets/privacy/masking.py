"""Which role sees how much of a person: one table, and the masks; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from tickets.channels.mapping import without_public_text
from tickets.model import Role, Ticket
from tickets.phone_numbers import MASK
from tickets.phone_numbers import mask as mask_number

NIK_SHOWN = 6
"""The first digits of a NIK name the kecamatan where it was issued, the rest the person."""


class Kind(StrEnum):
    """What can be known of a person."""

    NAME = "nama"
    NUMBER = "telepon"
    NIK = "nik"
    HEALTH = "kesehatan"


class Sight(StrEnum):
    """How much of it is seen."""

    FULL = "penuh"
    MASKED = "disamarkan"
    HIDDEN = "tersembunyi"


def _row(name: Sight, number: Sight, nik: Sight, health: Sight) -> Mapping[Kind, Sight]:
    return MappingProxyType(dict(zip(Kind, (name, number, nik, health), strict=True)))


_F, _M, _H = Sight.FULL, Sight.MASKED, Sight.HIDDEN
SIGHTS: Mapping[Role | None, Mapping[Kind, Sight]] = MappingProxyType({
    Role.OPERATOR: _row(_F, _F, _F, _F),
    Role.SUPERVISOR: _row(_F, _F, _M, _F),
    Role.DISKOMINFO: _row(_F, _F, _M, _M),
    Role.AGENCY: _row(_F, _F, _H, _M),
    Role.PUSKESMAS: _row(_F, _F, _F, _F),
    Role.BUPATI: _row(_F, _M, _H, _M),
    Role.AUDITOR: _row(_M, _M, _M, _H),
    Role.ADMIN: _row(_H, _H, _H, _H),
    None: _row(_M, _M, _H, _H),
})  # fmt: skip
"""Columns: name, number, NIK, health. Who talks with the citizen or visits the patient sees all that this takes; who
oversees sees enough to follow the matter; who keeps the machines sees nobody. None is everybody else."""


def sight(role: Role | None, kind: Kind) -> Sight:
    """How much the role sees of a kind."""
    return SIGHTS[role][kind]


def mask_name(name: str) -> str:
    """The initials: "Siti Aminah" is "S••• A•••"."""
    return " ".join(f"{word[0]}{MASK * 3}" for word in name.split())


def mask_nik(nik: str) -> str:
    """The kecamatan of issue, and nothing of the person: "321215••••••••••"."""
    return nik[:NIK_SHOWN] + MASK * max(0, len(nik) - NIK_SHOWN)


def mask_health(text: str) -> str:
    """That there is a text, and nothing of it."""
    return MASK * 3 if text else ""


MASKS: Mapping[Kind, Callable[[str], str]] = MappingProxyType(
    {Kind.NAME: mask_name, Kind.NUMBER: mask_number, Kind.NIK: mask_nik, Kind.HEALTH: mask_health}
)


def shown(role: Role | None, kind: Kind, value: str) -> str:
    """The value as the role sees it."""
    seen = sight(role, kind)
    if seen is Sight.FULL:
        return value
    return MASKS[kind](value) if seen is Sight.MASKED else ""


def seen_by(role: Role | None, ticket: Ticket) -> Ticket:
    """The ticket as the role sees it; nobody sees who an anonymous reporter is."""
    identity: dict[str, Any]
    if ticket.anonymous:
        identity = dict.fromkeys(("reporter_name", "reporter_number", "reporter_nik", "relation"), "")
    else:
        identity = {
            "reporter_name": shown(role, Kind.NAME, ticket.reporter_name),
            "reporter_number": shown(role, Kind.NUMBER, ticket.reporter_number),
            "reporter_nik": shown(role, Kind.NIK, ticket.reporter_nik),
        }
    if ticket.category in without_public_text():
        identity["description"] = shown(role, Kind.HEALTH, ticket.description)
        identity["landmark"] = shown(role, Kind.HEALTH, ticket.landmark)
    return replace(ticket, **identity)
