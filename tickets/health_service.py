"""The verb by which the parts of the system say how they feel."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from tickets.cleaning import TEXT_LENGTH, clean_text
from tickets.journal import now, record
from tickets.model import BRIDGE, HealthState
from tickets.schema import CODE_LENGTH, HealthTable


def report_health(tx: Session, part: str, state: str, detail: str = "") -> None:
    """Note a part's state ("ok", "degraded" or "down"); only a change of state leaves an event.

    Raises ValueError for another state.
    """
    part = clean_text(part, CODE_LENGTH).text
    state = HealthState(state).value
    report = {"state": state, "detail": clean_text(detail, TEXT_LENGTH).text, "at": now(tx)}
    before = tx.scalar(select(HealthTable.state).where(HealthTable.part == part))
    if before is None:
        tx.execute(insert(HealthTable).values(part=part, **report))
    else:
        tx.execute(update(HealthTable).where(HealthTable.part == part).values(report))
    if before != state:
        record(tx, "health.changed", BRIDGE.name, part=part, state=state, before=before, detail=report["detail"])
