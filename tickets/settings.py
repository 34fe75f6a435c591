"""Where the tickets are kept: the [tickets] section of iceta.toml."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tickets.time_limits import TimeLimits, limits_in


class TicketSettings(BaseModel):
    """`url` is an SQLAlchemy URL (postgresql://… for several consoles); empty means one SQLite file in `home`.

    `keep_corrections`: what operators mend in a transcript may be kept to learn from, if the caller consented too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    url: str = ""
    keep_corrections: bool = False

    @property
    def database_url(self) -> str:
        """The URL to connect to."""
        return self.url or f"sqlite:///{self.home / 'iceta.db'}"

    @property
    def limits(self) -> TimeLimits:
        """The time limits: `sla.toml` and `holidays.toml` in `home` where they are, else the built-in ones."""
        return limits_in(self.home)

    @property
    def spool_folder(self) -> Path:
        """Where events wait while the database can't be reached."""
        return self.home / "spool"
