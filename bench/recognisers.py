"""Whether memory stays flat: opens and closes thousands of recognition streams and reports what the workers hold.

`python -m bench.recognisers [COUNT]`: every other stream has a grammar of its own, the others are open; each hears half
a second of a spoken sentence. Growth is counted from the 200th stream on; renewal of grown workers is switched off.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time

import structlog
from rich.console import Console
from rich.progress import track
from rich.table import Table

from iceta import home_folder, load_settings
from speech import vosk_engine
from speech.recogniser import Grammar
from speech.vosk_engine import VoskEngine
from speech.worker_process import resident_bytes
from tests.speech.sounds import sentence, silence

COUNT = 10_000
WARM = 200
AT_ONCE = 8
SOUND_BYTES = 8000
WORDS = ("iya", "tidak", "air", "jalan", "kesehatan", "lampu jalan", "petugas", "ulangi", "satu", "dua", "tiga")
MEGABYTE = 1 << 20


def grammar_of(number: int) -> Grammar | None:
    """A grammar that differs from stream to stream; None, everything, for every other one."""
    return None if number % 2 else (*WORDS[number // 2 % len(WORDS) :], "lewati", "tidak tahu")


async def use(engine: VoskEngine, number: int, pcm: bytes) -> None:
    """One stream's life."""
    stream = engine.open(grammar_of(number), lambda hearing: None)
    stream.feed(pcm)
    await stream.last_words()
    stream.close()


def held(engine: VoskEngine) -> int:
    """Resident memory of all workers."""
    return sum(map(resident_bytes, engine.worker_pids))


async def measure(count: int) -> list[tuple[str, str, str]]:
    """Rows: streams so far, memory of the workers, growth since the WARM-th."""
    vosk_engine.GROWN_BYTES = sys.maxsize
    engine = VoskEngine(load_settings(home_folder()).speech.model_folder, workers=2, streams=AT_ONCE)
    await engine.start()
    pcm = (silence(0.1) + sentence("Air mati."))[:SOUND_BYTES]
    marks = sorted({WARM, count // 10, count // 2, count})
    rows, warm, pids, began = [("0", f"{held(engine) / MEGABYTE:.1f} MB", "")], 0, engine.worker_pids, time.monotonic()
    try:
        for first in track(range(0, count, AT_ONCE), console=Console(stderr=True)):
            await asyncio.gather(*(use(engine, first + number, pcm) for number in range(AT_ONCE)))
            if first + AT_ONCE >= marks[0]:
                now, mark = held(engine), marks.pop(0)
                warm = warm or now
                rows.append((f"{mark:,}", f"{now / MEGABYTE:.1f} MB", f"{(now - warm) / MEGABYTE:+.1f} MB"))
        same = "same processes" if engine.worker_pids == pids else "workers were renewed or lost"
        rows.append((f"{time.monotonic() - began:.0f} s", same, ""))
    finally:
        await engine.stop()
    return rows


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    table = Table("streams opened and closed", "two workers hold", "grown since the first 200")
    for row in asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)):
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
