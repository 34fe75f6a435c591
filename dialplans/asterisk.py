"""Which Asterisk runs the exchange: the private one in the home folder, or a suitable one of the system."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialplans.errors import AsteriskMissing
from dialplans.settings import ExchangeSettings

OLDEST_MAJOR = 20
"""The oldest Asterisk series whose AudioSocket and AsyncAGI behave as the bridge needs."""

VERSION_DEADLINE_S = 10.0
"""How long `asterisk -V` may take."""

NEEDED_MODULES = ("app_audiosocket", "chan_audiosocket", "app_chanspy", "chan_pjsip", "app_queue", "res_agi")
"""Without one of these the hotline cannot work at all."""

COMPLETE = ".complete"
"""A private Asterisk's root holds this file once, and only once, everything is in place."""


@dataclass(frozen=True)
class Asterisk:
    """An Asterisk that can be run: `modules` holds its *.so, `documentation` its share with the XML reference."""

    binary: Path
    root: Path
    version: str
    modules: Path
    share: Path


def find_asterisk(settings: ExchangeSettings) -> Asterisk:
    """The private Asterisk if it was fetched, else a suitable one of the system. Raises AsteriskMissing."""
    private = private_asterisk(settings.asterisk_folder)
    if private is not None:
        return private
    for binary in _system_binaries():
        found = _system_asterisk(binary)
        if found is not None:
            return found
    raise AsteriskMissing(
        f"No Asterisk {OLDEST_MAJOR} or newer with AudioSocket was found in {settings.asterisk_folder} or in the "
        "system; fetch a private one with `iceta exchange fetch`."
    )


def private_asterisk(folder: Path) -> Asterisk | None:
    """The Asterisk fetched into `folder`, or None if there is none or its fetch did not finish."""
    root, binary = folder / "root", folder / "bin" / "asterisk"
    modules = next(root.glob("usr/lib/*/asterisk/modules"), None)
    if not (root / COMPLETE).is_file() or not binary.is_file() or modules is None:
        return None
    version = (root / COMPLETE).read_text(encoding="utf-8").strip()
    return Asterisk(binary, root, version, modules, root / "usr/share/asterisk")


def version_of(binary: Path) -> str | None:
    """What `asterisk -V` says, e.g. "22.10.1", or None if it cannot run."""
    try:
        told = subprocess.run(
            [binary, "-V"], capture_output=True, text=True, errors="replace", timeout=VERSION_DEADLINE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"Asterisk\D*(\d+(?:\.\d+)*)", told.stdout)
    return match[1] if match else None


def _system_binaries() -> Iterator[Path]:
    found = {shutil.which("asterisk"), "/usr/sbin/asterisk", "/usr/local/sbin/asterisk"}
    return (Path(each) for each in sorted(filter(None, found)) if Path(each).is_file())


def _system_asterisk(binary: Path) -> Asterisk | None:
    version = version_of(binary)
    if version is None or int(version.split(".")[0]) < OLDEST_MAJOR:
        return None
    modules = next(filter(_has_needed_modules, _module_folders()), None)
    share = next((each for each in _share_folders() if (each / "documentation").is_dir()), None)
    if modules is None or share is None:
        return None
    return Asterisk(binary, Path("/"), version, modules, share)


def _has_needed_modules(folder: Path) -> bool:
    return all((folder / f"{name}.so").is_file() for name in NEEDED_MODULES)


def _module_folders() -> Iterator[Path]:
    for top in (Path("/usr/lib"), Path("/usr/lib64"), Path("/usr/local/lib")):
        yield from (top / "asterisk/modules", *top.glob("*/asterisk/modules"))


def _share_folders() -> tuple[Path, ...]:
    return Path("/usr/share/asterisk"), Path("/var/lib/asterisk"), Path("/usr/local/share/asterisk")
