"""Reading spooled lines back and doing what they say; calls are named by linkedid, for they may have no id yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tickets import service
from tickets.errors import CallNotFound
from tickets.journal import now
from tickets.model import NewCall, Segment, Word

Writer = Callable[[Session, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class SpooledVerb:
    """One line of the spool, ready to be written."""

    id: str
    verb: str
    kwargs: Mapping[str, Any]

    @classmethod
    def parse(cls, line: str) -> SpooledVerb:
        """The line's content. Raises ValueError when it isn't one of ours."""
        try:
            content = json.loads(line)
            spooled = cls(str(content["id"]), str(content["verb"]), dict(content["kwargs"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a spool line: {error!r}") from error
        if spooled.verb not in VERBS:
            raise ValueError(f"not a spooled verb: {spooled.verb!r}")
        return spooled

    def write(self, tx: Session) -> None:
        """Do it. Raises ValueError when its arguments can't be read, and what the verb raises."""
        try:
            VERBS[self.verb](tx, self.kwargs)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"bad arguments for {self.verb}: {error!r}") from error


def _start_call(tx: Session, kwargs: Mapping[str, Any]) -> None:
    call = dict(kwargs["call"])
    service.start_call(tx, NewCall(**call | {"at": _moment(call["at"])}))


def _add_segment(tx: Session, kwargs: Mapping[str, Any]) -> None:
    segment = dict(kwargs["segment"])
    words = tuple(Word(**word) for word in segment["words"])
    call_id = _call_or_stub(tx, kwargs["linkedid"], now(tx))
    service.add_segment(tx, call_id, Segment(**segment | {"words": words}))


def _end_call(tx: Session, kwargs: Mapping[str, Any]) -> None:
    at = _moment(kwargs["at"])
    service.end_call(tx, _call_or_stub(tx, kwargs["linkedid"], at), at=at, reason=kwargs["reason"])


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def _call_or_stub(tx: Session, linkedid: str, at: datetime) -> int:
    # The beginning may have been lost with a full disk; what was said must still find a call to belong to.
    try:
        return service.call_by_linkedid(tx, linkedid)
    except CallNotFound:
        return service.start_call(tx, NewCall(linkedid, "", "", "", "", at))


VERBS: dict[str, Writer] = {"start_call": _start_call, "add_segment": _add_segment, "end_call": _end_call}
"""The verbs that can wait."""
