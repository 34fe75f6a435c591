"""The shape of a second recogniser, and which one the settings name."""

from pathlib import Path
from typing import Protocol

from speech.second_opinion.kind import Kind
from speech.transcription import Transcript


class SecondOpinion(Protocol):
    """A recogniser for whole recordings, in its own time and process."""

    async def transcribe(self, wav: Path) -> Transcript:
        """Return what is said in a telephone recording; cancelling gives the processor back at once.

        Raises SoundUnreadable, OpinionMissing, OpinionFailed, OpinionLate or OpinionBusy.
        """

    async def close(self) -> None:
        """Give back all memory; the next `transcribe` starts anew."""


def second_opinion(kind: Kind, folder: Path) -> SecondOpinion | None:
    """Return the recogniser of this kind, whose files are kept in `folder`; None for Kind.NONE.

    Raises OpinionMissing when it is wanted but not installed.
    """
    if kind is Kind.NONE:
        return None
    from speech.second_opinion.whisper_files import check_installed
    from speech.second_opinion.whisper_opinion import WhisperOpinion

    check_installed()
    return WhisperOpinion(folder)
