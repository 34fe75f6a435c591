"""What the bridge does once a night: remove what has been kept for as long as it may be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from tickets.database import Database, DatabaseTrouble
from tickets.errors import TicketsError
from tickets.model import CLOCK
from tickets.privacy.purge_service import purge
from tickets.privacy.retention import retention_in

log = structlog.get_logger()

HOUR = time(2, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
"""When hardly anybody calls."""


def until_night(now: datetime) -> timedelta:
    """How long it is until the next HOUR; a whole day at that hour itself."""
    local = now.astimezone(HOUR.tzinfo)
    tonight = local.replace(hour=HOUR.hour, minute=HOUR.minute, second=0, microsecond=0)
    return (tonight if tonight > local else tonight + timedelta(days=1)) - local


async def keep_purging(database: Database, home: Path) -> None:
    """Purge every night until cancelled; a night that fails is made up for by the next."""
    while True:
        await asyncio.sleep(until_night(datetime.now(UTC)).total_seconds())
        try:
            await asyncio.get_running_loop().run_in_executor(None, purge_now, database, home)
        except (TicketsError, DatabaseTrouble, OSError) as error:
            log.error("purge_failed", reason=str(error))


def purge_now(database: Database, home: Path) -> None:
    """Remove what is due. Raises DatabaseUnreachable, OSError, or what a wrong retention.toml raises."""
    removed = purge(database, home, retention_in(home), CLOCK)
    log.info("purged", counts=removed.counts)
