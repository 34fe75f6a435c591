"""Runs every measurement on a hotline of its own and prints one table: what, how much, what it should reach."""

from __future__ import annotations

import asyncio
import platform
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.crowd import crowd
from bench.keys import key_to_sound
from bench.memory import bridge_memory
from bench.words import word_latencies
from speech.prompts import say
from tests.end_to_end.conftest import SAID
from tests.end_to_end.hotline import running_hotline

CALLS = 5


async def measure(hotline) -> list[tuple[str, str, str]]:
    """All rows of the table."""
    rows = [("key press → first sound of the next prompt, median", await key_to_sound(hotline, CALLS), "≤ 250 ms")]
    rows += await word_latencies(hotline, CALLS)
    rows += await crowd(hotline, 20)
    return [*rows, ("memory of the bridge without its recognisers", bridge_memory(hotline), "≤ 300 MB")]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="iceta-bench-") as folder:
        for name, text in SAID.items():
            say(text, Path(folder) / f"{name}.wav")
        with running_hotline(Path(folder)) as hotline:
            rows = asyncio.run(measure(hotline))
    table = Table("measured", "value", "should reach", title=f"I-Ceta on {platform.machine()}, {platform.node()}")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
