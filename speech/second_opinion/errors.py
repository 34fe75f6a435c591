"""What can go wrong with a second opinion; a call never depends on one."""

from speech.errors import SpeechError


class OpinionMissing(SpeechError):
    """The packages of the second recogniser are not installed."""


class OpinionFailed(SpeechError):
    """The second recogniser ended, or answered something that is no transcript."""


class OpinionLate(SpeechError):
    """The second recogniser gave no answer within its deadline."""


class OpinionBusy(SpeechError):
    """So many recordings wait for the second recogniser already that this one is refused."""
