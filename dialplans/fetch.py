"""Fetches a private Asterisk 22 from the host's own Debian archive, without touching the host's packages.

A private apt state, download only, and unpacking into a folder: nothing is installed, no maintainer script runs, and
an ordinary user can do it. The folder gets its final name only when everything is in it; downloads survive a failure.
"""

import fcntl
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import structlog

from dialplans.apt import PrivateApt, run
from dialplans.asterisk import COMPLETE, NEEDED_MODULES, Asterisk, private_asterisk, version_of
from dialplans.errors import FetchFailed, MirrorUnknown
from dialplans.mirror import Mirror, debian_mirror

Progress = Callable[[int, int], None]
"""Called with (done, total): steps of a hundred."""

SUITES = ("forky", "sid")
"""The releases that carry Asterisk 22, in the order they are tried."""

INDEX_DEADLINE_S = 300.0
DOWNLOAD_DEADLINE_S = 1800.0
UNPACK_DEADLINE_S = 120.0
UNPACKERS = 2
POLL_S = 0.1

INDEXED, DOWNLOADED, UNPACKED, DONE = 20, 70, 95, 100
"""How far the work has come after each stage."""

LAUNCHER = """\
#!/bin/sh
# Runs the private Asterisk on its own C library, so that it does not depend on the host's release.
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
loader=$(ls "$here"/../root/usr/lib/*/ld-linux-*.so.* | head -n 1)
exec "$loader" --inhibit-cache --library-path "${loader%/*}" --argv0 "$0" "$here/../root/usr/sbin/asterisk" "$@"
"""

log = structlog.get_logger()


def fetch_asterisk(target: Path, progress: Progress | None = None) -> Asterisk:
    """Put a private Asterisk into `target` (root/, bin/asterisk) and return it; at once if it is there already.

    Raises MirrorUnknown or FetchFailed. Two processes may call it at the same time: the second waits for the first.
    """
    show = progress or (lambda done, total: None)
    target = target.absolute()
    target.mkdir(parents=True, exist_ok=True)
    with _only_one(target / ".fetching"):
        found = private_asterisk(target)
        if found is None:
            _check_tools()
            found = _fetch(target, _host_mirror(), show)
    show(DONE, DONE)
    return found


def _fetch(target: Path, mirror: Mirror, show: Progress) -> Asterisk:
    reasons = []
    for suite in SUITES:
        try:
            return _fetch_from(target, mirror, suite, show)
        except FetchFailed as failure:
            log.warning("asterisk_fetch_failed", suite=suite, reason=str(failure))
            reasons.append(f"{suite}: {failure}")
    raise FetchFailed(
        f"Asterisk could not be fetched from {mirror.address} ({'; '.join(reasons)}). Check the network and the free "
        f"space of {target}, then try again: what was downloaded is kept. Or install the system's asterisk package "
        "(20 or newer)."
    )


def _fetch_from(target: Path, mirror: Mirror, suite: str, show: Progress) -> Asterisk:
    started = time.monotonic()
    apt = PrivateApt(target / "apt")
    show(0, DONE)
    apt.prepare(mirror, suite)
    apt.update(INDEX_DEADLINE_S)
    show(INDEXED, DONE)
    apt.leave_out_unneeded()
    packages = _download(apt, show)
    root = _unpack(target, packages, show)
    version = _finish(target, root)
    shutil.rmtree(apt.folder)
    log.info("asterisk_fetched", version=version, suite=suite, seconds=round(time.monotonic() - started, 1))
    found = private_asterisk(target)
    if found is None:
        raise FetchFailed(f"what was unpacked into {target} has no modules folder")
    return found


def _host_mirror() -> Mirror:
    etc = Path("/etc/apt")
    files = [etc / "sources.list", *etc.glob("sources.list.d/*.list"), *etc.glob("sources.list.d/*.sources")]
    texts = {str(file): file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file()}
    mirror = debian_mirror(texts, _codename(Path("/etc/os-release")))
    if mirror is None:
        raise MirrorUnknown(
            f"None of {', '.join(texts) or '/etc/apt/sources.list*'} names a Debian archive with `main`; "
            "add one, or install the system's asterisk package (20 or newer)."
        )
    return mirror


def _codename(release: Path) -> str:
    text = release.read_text(encoding="utf-8") if release.exists() else ""
    match = re.search(r"^VERSION_CODENAME=\"?(\w+)", text, re.MULTILINE)
    return match[1] if match else "stable"


def _check_tools() -> None:
    missing = [tool for tool in ("apt-get", "apt-cache", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        raise FetchFailed(
            f"this host has no {', '.join(missing)}, so it is not a Debian; install the system's asterisk package "
            "(20 or newer)"
        )


def _download(apt: PrivateApt, show: Progress) -> list[Path]:
    expected = apt.package_files()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(apt.download, DOWNLOAD_DEADLINE_S)
        while not running.done():
            done = sum(file.exists() for file in expected)
            show(_between(INDEXED, DOWNLOADED, done, len(expected)), DONE)
            time.sleep(POLL_S)
        running.result()
    return expected


def _unpack(target: Path, packages: list[Path], show: Progress) -> Path:
    root = target / "root.new"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    commands = [["dpkg-deb", "-x", str(package), str(root)] for package in packages]
    with ThreadPoolExecutor(UNPACKERS) as pool:
        for done, _ in enumerate(pool.map(lambda each: run(each, UNPACK_DEADLINE_S), commands), start=1):
            show(_between(DOWNLOADED, UNPACKED, done, len(packages)), DONE)
    _remove_ballast(root)
    (root / "packages.txt").write_text("".join(f"{package.name}\n" for package in packages), encoding="utf-8")
    return root


def _remove_ballast(root: Path) -> None:
    for pattern in ("etc", "var", "usr/bin", "usr/lib/systemd", "usr/lib/*/gconv", "usr/lib/*/perl*", "usr/share/*"):
        for path in root.glob(pattern):
            if path.name != "asterisk":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _finish(target: Path, root: Path) -> str:
    """Check that the unpacked Asterisk runs, then give it its final name."""
    missing = [name for name in NEEDED_MODULES if not list(root.glob(f"usr/lib/*/asterisk/modules/{name}.so"))]
    if missing:
        raise FetchFailed(f"the packages lack the modules {', '.join(missing)}")
    launcher = target / "bin" / "asterisk"
    launcher.parent.mkdir(exist_ok=True)
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    shutil.rmtree(target / "root", ignore_errors=True)
    root.rename(target / "root")
    version = version_of(launcher)
    if version is None:
        raise FetchFailed("the fetched asterisk does not run on this machine")
    (target / "root" / COMPLETE).write_text(f"{version}\n", encoding="utf-8")
    return version


def _between(low: int, high: int, done: int, total: int) -> int:
    return low + (high - low) * min(done, total) // max(total, 1)


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
