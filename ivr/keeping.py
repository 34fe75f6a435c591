"""Keeps the bridge running in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import structlog

log = structlog.get_logger()

STOP_DEADLINE_S = 10.0
PAUSE_S = 0.5
"""Between the death of a bridge and the start of the next one."""
LOOK_S = 0.1
READY = b"bridge_ready"
"""What the bridge writes to its log once it answers calls."""


class BridgeFailed(Exception):
    """The bridge did not come up; the text says why."""


async def keep_bridge(home: Path, ready: asyncio.Event) -> None:
    """Run `iceta bridge` for this home, again and again when it dies, until cancelled; `ready` is set once it answers.

    Raises BridgeFailed if it ends before it was ever ready.
    """
    log_file = home / "log" / "bridge.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    while True:
        start = log_file.stat().st_size if log_file.exists() else 0
        process = await _spawn(home, log_file)
        try:
            while process.returncode is None and not ready.is_set():
                if READY in log_file.read_bytes()[start:]:
                    ready.set()
                await asyncio.sleep(LOOK_S)
            await process.wait()
        finally:
            await _end(process)
        if not ready.is_set():
            told = log_file.read_bytes()[start:].decode(errors="replace")
            raise BridgeFailed(f"jembatan berhenti sebelum siap: {told[-800:]}")
        log.error("bridge_died", status=process.returncode, restart_in_s=PAUSE_S)
        await asyncio.sleep(PAUSE_S)


async def _spawn(home: Path, log_file: Path) -> asyncio.subprocess.Process:
    with log_file.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "iceta", "bridge"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, "ICETA_HOME": str(home)},
            start_new_session=True,
        )
    (home / "bridge.pid").write_text(str(process.pid), encoding="ascii")
    return process


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_DEADLINE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
