"""The [ivr.outbound] section: whom the hotline may ring, how often, and at what hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tickets.duty.ladder import CallingRules, RingingHours

Extension = Annotated[str, StringConstraints(pattern=r"^op[1-9][0-9]?$")]
Hour = Annotated[int, Field(ge=0, le=23)]


class OutboundSettings(BaseModel):
    """Hours are full hours in Asia/Jakarta; a stretch runs from its first hour until before its second.

    `per_hour`: calls begun in any hour; `at_once`: calls in hand at the same time; `ring_s`: how long a telephone
    rings; `patience_s`: how long a question waits for a key; `extensions`: telephones of the house that officers may
    have. At night (equal hours: there is none) only emergencies ring.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    per_hour: int = Field(default=60, ge=0, le=1000)
    at_once: int = Field(default=2, ge=1, le=20)
    ring_s: int = Field(default=25, ge=3, le=60)
    patience_s: float = Field(default=8.0, ge=1.0, le=30.0)
    extensions: tuple[Extension, ...] = ()
    night_from: Hour = 21
    night_until: Hour = 6
    citizen_from: Hour = 8
    citizen_until: int = Field(default=20, ge=1, le=24)
    retry_min: int = Field(default=30, ge=1, le=24 * 60)

    @model_validator(mode="after")
    def _citizens_can_be_rung(self) -> Self:
        if self.citizen_from >= self.citizen_until:
            raise ValueError("citizen_from must be before citizen_until: citizens are rung by day")
        return self

    def rules(self, *, trunk: bool) -> CallingRules:
        """What this allows; `trunk`: there is a carrier by which numbers outside can be rung."""
        hours = RingingHours(self.night_from, self.night_until, self.citizen_from, self.citizen_until, self.retry_min)
        return CallingRules(hours, self.per_hour, frozenset(self.extensions), trunk)


def describe(trunk: str, extensions: Sequence[str]) -> str:
    """Pure: what calls out are possible, in one sentence."""
    if trunk:
        return f"Panggilan keluar lewat {trunk}."
    if extensions:
        return f"Tanpa [exchange] trunk: hanya {', '.join(extensions)} yang dapat ditelepon."
    return "Panggilan keluar nonaktif: [exchange] trunk kosong."
