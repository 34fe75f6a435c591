"""The regency's time limits and working calendar, read once; an administrator's files come before the built-in ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.orm import Session

from tickets.clocks.calendar import WorkingCalendar
from tickets.clocks.deadlines import rules_version
from tickets.clocks.office_calendar import load_calendar
from tickets.clocks.office_plan import PLAN_FILE
from tickets.clocks.sla_file import SLA_FILE, load_table
from tickets.clocks.sla_table import SlaTable


@dataclass(frozen=True)
class TimeLimits:
    """`sla_file` and `plan_file` are read at the first question. Raises ClockFileError then if they can't be used."""

    sla_file: Path = SLA_FILE
    plan_file: Path = PLAN_FILE

    @cached_property
    def table(self) -> SlaTable:
        """How long everything may take."""
        return load_table(self.sla_file)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """When people work."""
        return load_calendar(self.plan_file)

    @cached_property
    def version(self) -> str:
        """Another one whenever a limit or a working hour has changed."""
        return rules_version(self.table, self.calendar)


BUILT_IN = TimeLimits()
"""The limits that come with the program; shared, because reading the calendar takes a tenth of a second."""


def limits_in(home: Path) -> TimeLimits:
    """The limits of an installation: `sla.toml` and `holidays.toml` in its folder, where they are."""
    own = {"sla_file": home / "sla.toml", "plan_file": home / "holidays.toml"}
    found = {name: file for name, file in own.items() if file.exists()}
    return TimeLimits(**found) if found else BUILT_IN


def limits_of(tx: Session) -> TimeLimits:
    """The limits that hold in this transaction's database."""
    limits: TimeLimits = tx.info.get("limits") or BUILT_IN
    return limits
