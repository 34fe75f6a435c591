"""What can go wrong while recognition is measured, each named after what happened."""

from pathlib import Path

from speech.errors import ManyFaults, SpeechError


class EvaluationError(SpeechError):
    """The common ancestor: catch it to catch every expected failure of an evaluation."""


class ManifestUnusable(ManyFaults, EvaluationError):
    """Lines of a manifest, or recordings that they name, cannot be used; `faults` says where and why."""


class PhrasesUnusable(EvaluationError):
    """A file of phrases cannot be read, or holds none that the model can hear."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")


class ChoiceUnclear(EvaluationError):
    """The command was told to measure nothing, two things at once, or an amount that makes no sense."""
