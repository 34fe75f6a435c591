"""Made-up tickets for measurements, the same in every run: names, places and complaints as the hotline hears them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tickets.codes import new_code
from tickets.model import Actor
from tickets.reference import loader

NOW = datetime.now(UTC)
YEARS = 20
OPEN_SHARE = 0.02
"""Of the newest tenth of all tickets five times as many are open."""

WORDS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "citizens.toml").read_text(encoding="utf-8"))
PREFIXES = ("811", "812", "813", "821", "852", "857", "877", "895", "896", "831", "881")
CLOSED = ("ditutup", "selesai", "ditolak", "duplikat", "bukan_wewenang")
OPEN = ("baru", "diverifikasi", "ditugaskan", "dikerjakan", "ditunda")


def ticket_rows(first: int, stop: int, total: int, operator: Actor) -> Iterator[dict[str, Any]]:
    """Rows of the ticket table with the ids first … stop - 1, out of `total` over YEARS."""
    categories, places = list(loader.categories().values()), list(loader.desa().values())
    for number in range(first, stop):
        dice = Random(number)
        category, place = dice.choice(categories), dice.choice(places)
        at = NOW - timedelta(days=YEARS * 365 * (total - number) / total)
        yield _words(dice, number) | {
            **_state(dice, number / total, at, operator),
            "id": number,
            "code": new_code(number),
            "priority": dice.choices(("biasa", "mendesak", "darurat"), (90, 8, 2))[0],
            "level": "opd",
            "category": category.code,
            "agency": category.agency if dice.random() < 0.9 else None,
            "kecamatan": place.kecamatan_code,
            "desa": place.code,
            "anonymous": dice.random() < 0.05,
            "confidential": False,
            "channel": "telepon",
            "version": 1,
            "created_at": at,
            "updated_at": at,
        }


def _words(dice: Random, number: int) -> dict[str, Any]:
    mobile = f"+62{dice.choice(PREFIXES)}{dice.randrange(10**8):08}"
    said = " ".join(dice.choice(WORDS[part]) for part in ("what", "where", "how", "how"))
    return {
        "description": f"{said} rumah {number % 997}",
        "landmark": dice.choice(WORDS["where"]),
        "reporter_name": f"{dice.choice(WORDS['first'])} {dice.choice(WORDS['last'])}",
        "reporter_number": mobile if dice.random() < 0.9 else f"0234{dice.randrange(200_000, 999_999)}",
        "reporter_nik": f"3212{dice.randrange(1, 32):02}{dice.randrange(10**6):06}{dice.randrange(1, 10**4):04}",
    }


def _state(dice: Random, place: float, at: datetime, operator: Actor) -> dict[str, Any]:
    is_open = dice.random() < (OPEN_SHARE * 5 if place > 0.9 else OPEN_SHARE)
    mine = is_open and dice.random() < 0.002
    return {
        "status": dice.choice(OPEN if is_open else CLOSED),
        "next_due_at": NOW + timedelta(hours=dice.uniform(-100, 400)) if is_open else None,
        "due_state": ("breached" if dice.random() < 0.3 else "on_time") if is_open else None,
        "acknowledged_at": at if dice.random() < 0.8 else None,
        "claimed_by": operator.name if mine else None,
        "claimed_by_account": operator.account_id if mine else None,
    }
