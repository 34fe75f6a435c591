"""Looks at the tickets' clocks again and again: warns, raises, closes what is due, while the bridge runs."""

from __future__ import annotations

import asyncio

import structlog

from tickets.clocks.errors import CalendarEnds, ClockFileError
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.sweep_service import sweep

log = structlog.get_logger()

EVERY_S = 15.0
"""Pause between two looks; the shortest limit is five minutes."""
AWAY_S = 60.0
"""Pause while the database is away, or the files of the time limits can't be used."""


async def keep_sweeping(database: Database) -> None:
    """Sweep until cancelled; never more than one sweep at a time, and none on the event loop."""
    while True:
        pause_s = EVERY_S
        try:
            done = await asyncio.get_running_loop().run_in_executor(None, sweep, database)
            if done:
                log.info("clocks_swept", told=done.told, escalated=done.escalated, closed=done.closed)
        except DatabaseUnreachable as error:
            log.warning("clocks_wait_for_database", reason=error.english)
            pause_s = AWAY_S
        except (ClockFileError, CalendarEnds) as error:
            log.error("clocks_stand_still", reason=error.english)
            pause_s = AWAY_S
        await asyncio.sleep(pause_s)
