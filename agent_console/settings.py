"""The console's section of iceta.toml."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict


class ConsoleSettings(BaseModel):
    """How the console looks on this computer; `home` is the folder that also holds the note drafts."""

    model_config = ConfigDict(frozen=True)

    home: Path
    language: Literal["id", "en"] = "id"
    readonly: bool = False
    bell: bool = True
    theme: Literal["iceta-dark", "iceta-light"] = "iceta-dark"

    @property
    def drafts_folder(self) -> Path:
        """Where unfinished notes and form fields are kept, one file per login."""
        return self.home / "drafts"
