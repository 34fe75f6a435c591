"""How much processor time other processes have used, read from Linux's /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

USER_FIELD = 11  # counted after the name in brackets: utime and stime, see proc(5)


class ProcessorTime:
    """Adds up the seconds that processes work from the first note of each to the last."""

    def __init__(self) -> None:
        """Begin with no process."""
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}

    def note(self, pids: Iterable[int]) -> None:
        """Read the processes' clocks; those that have ended keep their last note."""
        for pid in pids:
            used = used_seconds(pid)
            if used is not None:
                self._first.setdefault(pid, used)
                self._last[pid] = used

    @property
    def seconds(self) -> float:
        """All processes together."""
        return sum(used - self._first[pid] for pid, used in self._last.items())


def used_seconds(pid: int) -> float | None:
    """User and system time of a process since it began; None when it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    ticks = int(fields[USER_FIELD]) + int(fields[USER_FIELD + 1])
    return ticks / os.sysconf("SC_CLK_TCK")
