"""Which process runs an instance, whether its ports are free, and what its logs say last."""

import fcntl
import os
import signal
import socket
from pathlib import Path
from typing import IO

from dialplans.errors import PortInUse
from dialplans.instance import is_free, run_folder
from dialplans.settings import ExchangeSettings

LOG_LINES = 15

SEAT = "supervisor"
"""The file in the run folder that the process in charge keeps locked; it holds its process id."""


def check_ports(settings: ExchangeSettings) -> None:
    """Raises PortInUse, naming the port and the setting, if another program holds a port of the exchange."""
    for name, kind, address, port in (
        ("sip_port", socket.SOCK_DGRAM, settings.sip_address, settings.sip_port),
        ("ami_port", socket.SOCK_STREAM, "127.0.0.1", settings.ami_port),
    ):
        if not is_free(kind, address, port):
            raise PortInUse(
                f"Port {port} on {address} ({name}) is used by another program; stop that program or set another "
                f"`{name}` in the [exchange] section of {settings.home / 'iceta.toml'}."
            )


def running_pid(folder: Path) -> int | None:
    """The process id of the Asterisk that runs this instance now, or None."""
    return _pid_in(run_folder(folder) / "asterisk.pid", folder)


class Seat:
    """The place of the one process that is in charge of an instance; given up at the latest when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = run_folder(folder) / SEAT
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Whether this process has the seat now."""
        if self._file is not None:
            return True
        file = self._path.open("a+", encoding="ascii")
        if not _lock(file):
            file.close()
            return False
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        self._file = file
        return True

    def leave(self) -> None:
        """Give the seat up, if this process has it."""
        if self._file is not None:
            self._file.close()
            self._file = None


def supervisor_pid(folder: Path) -> int | None:
    """The process id of the one that is in charge of this instance, or None if nobody is."""
    seat = run_folder(folder) / SEAT
    if not seat.is_file():
        return None
    with seat.open("r+", encoding="ascii") as file:
        return None if _lock(file) else int(file.read() or 0) or None


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_running(pid: int, folder: Path) -> bool:
    """Whether the process lives (a zombie does not) and was started with this instance's configuration."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(configuration(folder)) in command


def configuration(folder: Path) -> Path:
    """The instance's main configuration file."""
    return folder / "etc" / "asterisk.conf"


def last_lines(folder: Path) -> str:
    """The end of the instance's logs, for an error message."""
    found: list[str] = []
    for name in ("messages", "console"):
        path = folder / "log" / name
        if path.is_file():
            found += path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(found[-LOG_LINES:]) or "(nothing)"


def send(pid: int, what: signal.Signals) -> None:
    """Send a signal; a process that is gone already is no error."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _pid_in(file: Path, folder: Path) -> int | None:
    try:
        pid = int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return pid if is_running(pid, folder) else None
