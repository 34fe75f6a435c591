"""What a recording goes through before it is recognised."""

from enum import StrEnum


class Band(StrEnum):
    """Only resampled to the telephone's 8 kHz, or through G.711 A-law and back too."""

    PLAIN = "plain"
    TELEPHONE = "8k"
