"""Which call comes first, which may be taken, and where the cursor stays when rows come and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tickets.model import CallRow, CallStage, Priority

EMERGENCY = Priority.EMERGENCY
PRIORITY_ORDER = {Priority.EMERGENCY: 0, Priority.URGENT: 1, Priority.NORMAL: 2}
STAGE_ORDER = {
    CallStage.QUEUED: 0,
    CallStage.RINGING: 1,
    CallStage.MESSAGE: 2,
    CallStage.IVR: 2,
    CallStage.TALKING: 3,
    CallStage.ENDED: 4,
}
WAITING_STAGES = frozenset({CallStage.QUEUED, CallStage.IVR, CallStage.MESSAGE})


def is_waiting(row: CallRow) -> bool:
    """Whether nobody has picked the call up yet and it may be taken."""
    return row.stage in WAITING_STAGES


def by_urgency(row: CallRow) -> tuple[int, int, int, datetime, int]:
    """Sort key: waiting before running before ended; emergencies first; then by stage and by who came first."""
    answered = 0 if STAGE_ORDER[row.stage] < STAGE_ORDER[CallStage.TALKING] else STAGE_ORDER[row.stage]
    return (answered, PRIORITY_ORDER[row.priority], STAGE_ORDER[row.stage], row.started_at, row.id)


def since(row: CallRow) -> datetime:
    """Return when the call's present stage began, as far as it is known."""
    if row.stage is CallStage.ENDED:
        return row.ended_at or row.started_at
    if row.stage is CallStage.TALKING:
        return row.answered_at or row.started_at
    return row.queued_at or row.started_at if row.stage is CallStage.QUEUED else row.started_at


def keep_cursor(key: int | None, before: Sequence[int], after: Sequence[int]) -> int | None:
    """Keep the cursor on its row wherever that moved; if the row is gone, on the nearest that is left."""
    if key in after or not after:
        return key if key in after else None
    if key is None or key not in before:
        return after[0]
    place = before.index(key)
    neighbours = [*before[place + 1 :], *reversed(before[:place])]
    return next((near for near in neighbours if near in after), after[0])
