"""Putting new weights in the place of old ones: never worse ones unawares, never half a file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tickets.triage.errors import BrokenTriageFile, WorseWeights
from tickets.triage.measuring import COMPARED, Outcome, accuracy, old_against_new
from tickets.triage.weights import PACKAGED, Weights, packaged_weights, read_weights, weights_text


def replace_weights(file: Path, weights: Weights, results: Sequence[Outcome], *, force: bool) -> tuple[float, float]:
    """Write the weights to the file and give the mean accuracy of those used so far and of the new ones, 0 to 1.

    Those used so far are the file's, or the packaged ones when it doesn't exist. Raises WorseWeights unless `force`,
    and BrokenTriageFile when the old file can't be read (with `force` it counts as always wrong) or written.
    """
    old, new = _compared(file, results, force)
    if new < old and not force:
        raise WorseWeights(file=str(file), old=f"{old * 100:.1f}", new=f"{new * 100:.1f}")
    _write(file, weights_text(weights))
    return old, new


def _compared(file: Path, results: Sequence[Outcome], force: bool) -> tuple[float, float]:
    try:
        old = _present(file)
    except BrokenTriageFile:
        if not force:
            raise
        old = None
    if old is None:
        return 0.0, sum(accuracy(results, target) for target in COMPARED) / len(COMPARED)
    return old_against_new(old, results)


def _present(file: Path) -> Weights | None:
    if file.exists():
        return read_weights(file)
    return packaged_weights() if PACKAGED.exists() else None


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as partial:
            partial.write(text)
        Path(partial.name).chmod(0o644)
        Path(partial.name).replace(file)
    except OSError as error:
        cure = "choose another file with -o or give yourself the right to write there"
        raise BrokenTriageFile(file=str(file), where="-", reason=f"can't be written ({error})", cure=cure) from error
