"""What can go wrong while the acoustic model is adapted, each named after what happened."""

from pathlib import Path

from speech.errors import ManyFaults, SpeechError


class AdaptationError(SpeechError):
    """The common ancestor: catch it to catch every expected failure of an adaptation."""


class TrainingExtraMissing(AdaptationError):
    """The libraries for training are not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(f"training needs the library {library}: run `pip install 'iceta[training]'` and try again")


class CorpusUnusable(ManyFaults, AdaptationError):
    """Files of a sound folder cannot be trained on; `faults` says which and how to mend each."""


class CheckpointForeign(AdaptationError):
    """A checkpoint belongs to another run, or is damaged."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}; remove the file to begin anew, or give another --out")


class TrainingDiverged(AdaptationError):
    """The network's outputs are no longer finite."""

    def __init__(self, step: int) -> None:
        super().__init__(
            f"step {step}: the network gives no finite numbers any more; begin anew with a lower learning rate"
        )


class MakersLost(AdaptationError):
    """A process that prepares sound was killed, mostly for want of memory."""

    def __init__(self) -> None:
        super().__init__("a process that prepares the sound was killed: free some memory and run the command again")
