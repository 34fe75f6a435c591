"""The speech room's section of the settings file."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from speech.second_opinion.kind import Kind


class SpeechSettings(BaseModel):
    """Where model, prompts and recordings are, how many may be heard at once, who speaks, and who hears again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    model: Path | None = None
    workers: int = Field(2, ge=1, le=64)
    streams: int = Field(24, ge=1, le=1000)
    voice: str = Field("id+f3", pattern=r"^[A-Za-z0-9+-]{1,32}$")
    rate: int = Field(145, ge=80, le=300)
    second_opinion: Kind = Kind.NONE

    @property
    def model_folder(self) -> Path:
        """The recognition model."""
        return self.model or self.home / "model"

    @property
    def prompts_folder(self) -> Path:
        """The finished prompts that the exchange plays."""
        return self.home / "prompts"

    @property
    def recorded_folder(self) -> Path:
        """Human recordings that take the place of synthesised prompts."""
        return self.prompts_folder / "recorded"

    @property
    def recordings_folder(self) -> Path:
        """The callers' recorded sound."""
        return self.home / "recordings"

    @property
    def second_opinion_folder(self) -> Path:
        """The joined files of the second recogniser."""
        return self.home / "second_opinion"

    @property
    def extra_words(self) -> Path | None:
        """The administrator's own words for the model, if there are any."""
        words = self.home / "words.txt"
        return words if words.is_file() else None
