"""Who gives the second opinion: the values of the setting `second_opinion` in the [speech] section."""

from enum import StrEnum


class Kind(StrEnum):
    """Nobody, or whisper-base in a worker process of its own."""

    NONE = "none"
    WHISPER = "whisper"
