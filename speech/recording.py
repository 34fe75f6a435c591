"""A call's recording: a wav file that is whole at every moment, up to the last second, whatever kills the process."""

import os
from pathlib import Path

from speech.wav import RATE, SAMPLE_BYTES, header

LONGEST_S = 6 * 3600.0
MODE = 0o600
TRIES = 100
SECOND = RATE * SAMPLE_BYTES


class Recording:
    """Sound appended to a new wav file. `write` may block on the disk: call it from a thread.

    The sound is written before the header that counts it, so a reader never sees more than there is. An existing file
    is never overwritten: a number is added to the name. After LONGEST_S nothing more is kept.
    """

    def __init__(self, path: Path) -> None:
        """Create the file, with an empty header, readable by its owner only."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._file = _create(path)
        self._bytes = 0
        os.pwrite(self._file, header(0), 0)

    @property
    def seconds(self) -> float:
        """The length of what is safely written."""
        return self._bytes / SECOND

    def write(self, pcm: bytes) -> None:
        """Append sound and bring the header up to date."""
        if not pcm or self.seconds >= LONGEST_S:
            return
        _write_all(self._file, pcm, len(header(0)) + self._bytes)
        self._bytes += len(pcm)
        os.pwrite(self._file, header(self._bytes), 0)

    def close(self) -> None:
        """Put everything on the disk and close."""
        os.fsync(self._file)
        os.close(self._file)


def _create(path: Path) -> tuple[Path, int]:
    names = [path, *(path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, TRIES))]
    for name in names:
        try:
            return name, os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
        except FileExistsError:
            continue
    raise FileExistsError(f"{path}: {TRIES} recordings of this name exist already")


def _write_all(file: int, pcm: bytes, at: int) -> None:
    view = memoryview(pcm)
    while view:
        written = os.pwrite(file, view, at)
        view, at = view[written:], at + written
