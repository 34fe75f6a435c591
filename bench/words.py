"""From a spoken word to the row that a console reads, and from the end of speech to the final text."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import numpy as np

from speech.transcription import transcribe
from tickets import queries
from tickets.feed import changes


async def word_latencies(hotline, calls: int) -> list[tuple[str, str, str]]:
    """Three rows over `calls` calls, each with one spoken complaint."""
    wav = hotline.wavs / "keluhan.wav"
    words = (await transcribe(wav, hotline.settings.speech.model_folder)).words
    partials, finals, events = [], [], []
    for _ in range(calls):
        one = await _one(hotline, [word.end_s for word in words])
        partials += one[0]
        finals += one[1]
        events += one[2]
    return [
        (
            "spoken word → partial in the console's feed, p95",
            f"{np.percentile(partials, 95):.2f} s (n {len(partials)})",
            "≤ 1 s",
        ),
        ("end of speech → final text, p95", f"{np.percentile(finals, 95):.2f} s (n {len(finals)})", "≤ 1 s"),
        ("AMI event → console's feed, p95", f"{np.percentile(events, 95) * 1000:.0f} ms (n {len(events)})", "≤ 300 ms"),
    ]


async def _one(hotline, ends: list[float]) -> tuple[list[float], list[float], list[float]]:
    seen: list[tuple[float, int]] = []
    finals: list[float] = []
    events: list[float] = []

    async def watch() -> None:
        async for batch in changes(hotline.database, after=hotline.ask(queries.last_event_id)):
            now = time.monotonic()
            seen.extend((now, len(live.text.split())) for live in batch.live)
            finals.extend(now for event in batch.events if event.kind == "transcript.final")
            asterisk = [event for event in batch.events if event.kind in ("call.started", "call.stage", "call.ended")]
            events.extend((datetime.now(UTC) - event.at).total_seconds() for event in asterisk)

    watching = asyncio.create_task(watch())
    async with hotline.citizen() as caller:
        await caller.at("greeting")
        await caller.phone.press("2")
        await caller.at("description")
        await asyncio.sleep(5.5)
        await caller.says("keluhan")
        await asyncio.sleep(2.0)
        started = (await caller.phone.wait("play", timeout_s=1))["t"]
        await caller.hangs_up()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    partials = [at - (started + end) for count, end in enumerate(ends, 1) if (at := _first(seen, count)) is not None]
    return partials, [finals[-1] - (started + ends[-1])] if finals else [], events


def _first(seen: list[tuple[float, int]], count: int) -> float | None:
    return next((at for at, words in seen if words >= count), None)
