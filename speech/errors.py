"""What can go wrong in the speech room, each error named after what happened."""

from collections.abc import Sequence
from pathlib import Path

SHOWN_FAULTS = 5


class SpeechError(Exception):
    """The common ancestor: catch it to catch every expected failure of the speech room."""


class SoundUnreadable(SpeechError):
    """A file is missing, or is not a sound that can be read."""


class SoundTooLong(SpeechError):
    """A sound is longer than what this place accepts."""


class SoundSilent(SpeechError):
    """A sound holds nothing that could be heard."""


class PromptNameWrong(SpeechError):
    """A prompt's name is not made of small letters, digits and underscores."""


class PromptTextEmpty(SpeechError):
    """A prompt's text has no word to say."""


class VoiceMissing(SpeechError):
    """The synthesiser or the chosen voice is not installed."""


class SynthesisFailed(SpeechError):
    """The synthesiser gave no sound, twice."""


class ModelMissing(SpeechError):
    """There is no recognition model in the model folder."""


class RecogniserDown(SpeechError):
    """No recognition worker could be started."""


class Overloaded(SpeechError):
    """Every recognition stream is in use: the call goes on by keys and recording."""


class EarRefused(SpeechError):
    """An ear cannot be expected: its id is taken or too many ears are open."""


class ManyFaults(SpeechError):
    """Several things in one file or folder are wrong; `faults` has them all, the message the first SHOWN_FAULTS."""

    def __init__(self, place: Path, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        more = f" (and {len(faults) - SHOWN_FAULTS} more)" if len(faults) > SHOWN_FAULTS else ""
        super().__init__(f"{place}: {'; '.join(faults[:SHOWN_FAULTS])}{more}")
