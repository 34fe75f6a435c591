"""Many callers at once in the menu: is a digit lost, has the sound gaps?"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import numpy as np
import soundfile

KEYS = "1234567"
GAP_S = 0.06
"""Digital silence this long inside the greeting's first words is a gap: its own pauses are dithered."""
LISTEN_S = 3.0


async def crowd(hotline, callers: int) -> list[tuple[str, str, str]]:
    """Two rows: digits that arrived as the right choice, and calls whose greeting had a gap."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            records = [Path(folder) / f"{number}.wav" for number in range(callers)]
            people = [await stack.enter_async_context(hotline.citizen(record=record)) for record in records]
            await asyncio.gather(*(person.phone.press(KEYS[n % len(KEYS)]) for n, person in enumerate(people)))
            await asyncio.gather(*(person.at("description") for person in people))
            rows = [person.row() for person in people]
            await asyncio.sleep(LISTEN_S)
        menu = {option.key: option.category for option in hotline.menu().steps["main"].options}
        right = sum(row is not None and row.category == menu[KEYS[n % len(KEYS)]] for n, row in enumerate(rows))
        gaps = sum(has_gap(record) for record in records)
    return [
        (f"{callers} callers at once: digits understood", f"{right} of {callers}", f"{callers}"),
        (f"{callers} callers at once: calls with a gap in a prompt", f"{gaps} of {callers}", "0"),
    ]


def has_gap(record: Path) -> bool:
    """Whether sound stops dead and goes on within the last LISTEN_S, in which one prompt plays."""
    sound, rate = soundfile.read(record, dtype="int16")
    tail = np.abs(sound[-int(LISTEN_S * rate) :]) > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[1], tail.astype(int), [1]])))
    return bool(any(stop - start > GAP_S * rate for start, stop in zip(edges[::2], edges[1::2], strict=False)))
