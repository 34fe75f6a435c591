"""From a pressed key to the first sound of the next prompt, as the caller's own phone records it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import numpy as np
import soundfile

LOUD = 300
"""Above this (of 32767) a 10 ms block is sound; prompts begin with 50 ms of digital silence."""
BLOCK_S = 0.01


async def key_to_sound(hotline, calls: int) -> str:
    """The median over `calls` calls in which the caller presses 2 while the menu is being read out."""
    with tempfile.TemporaryDirectory() as folder:
        times = [await _one(hotline, Path(folder) / f"{number}.wav") for number in range(calls)]
    return f"{np.median(times) * 1000:.0f} ms (worst {max(times) * 1000:.0f} ms of {calls})"


async def _one(hotline, record: Path) -> float:
    async with hotline.citizen(record=record) as caller:
        await caller.at("main")
        await asyncio.sleep(2.0)
        await caller.phone.press("2")
        await asyncio.sleep(3.0)
        media = await caller.phone.wait("media", timeout_s=1)
        pressed = await caller.phone.wait("pressed", timeout_s=1)
    return _gap_end(record, pressed["t"] - media["t"])


def _gap_end(record: Path, pressed_s: float) -> float:
    """Seconds from the press until sound comes back after the pause in which the old prompt ended."""
    sound, rate = soundfile.read(record, dtype="int16")
    size = int(rate * BLOCK_S)
    loud = np.abs(sound[: len(sound) // size * size].reshape(-1, size)).max(axis=1) > LOUD
    block = int(pressed_s / BLOCK_S)
    while not (quiet := not loud[block : block + 5].any()):
        block += 1
    while quiet and not loud[block]:
        block += 1
    return block * BLOCK_S - pressed_s
