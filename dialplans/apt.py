"""A private apt: its own lists, status and archives in one folder, so that the host's packages are not touched."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dialplans.errors import FetchFailed
from dialplans.mirror import Mirror

PACKAGES = ("asterisk", "asterisk-modules")
QUERY_DEADLINE_S = 60.0

NOT_LOADED = re.compile(
    r"adduser|asterisk-config|asterisk-core-sounds-en|lib(codec2|glib2|gmime|ical|iksemel|jack|jwt|lua|neon|odbc|ogg|"
    r"opencore|opus|portaudio|pq|radcli|snmp|spandsp|sybdb|unbound|vo-|vorbis)"
)
"""Packages that only those modules need which the hotline does not load: 50 MB that need not be fetched."""

CONFIGURATION = """\
Dir::State "{apt}";
Dir::State::lists "{apt}/lists";
Dir::State::status "{apt}/status";
Dir::State::extended_states "{apt}/extended_states";
Dir::Cache "{apt}";
Dir::Cache::archives "{apt}/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Log "{apt}/log";
Dir::Etc::sourcelist "{apt}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Retries "3";
// the rolling suites' Release file may be older than its promised validity
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
// hooks of the host's apt are about the host's packages
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
"""

STAND_IN = """\
Package: {name}
Status: install ok installed
Multi-Arch: foreign
Architecture: {architecture}
Version: {version}
Maintainer: none
Description: stand-in for a library that no loaded module needs

"""


@dataclass(frozen=True)
class PrivateApt:
    """The apt that lives in `folder`. Every method raises FetchFailed with what apt said."""

    folder: Path

    def prepare(self, mirror: Mirror, suite: str) -> None:
        """Write its configuration for one release of one archive; downloads of an earlier try are kept."""
        for name in ("lists/partial", "archives/partial", "none/partial", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        signed = f"[signed-by={mirror.keyring}] " if Path(mirror.keyring).is_file() else ""
        self._write("sources.list", f"deb {signed}{mirror.address} {suite} main\n")
        self._write("apt.conf", CONFIGURATION.format(apt=self.folder.absolute()))
        self._write("status", "")

    def update(self, deadline_s: float) -> None:
        """Get the archive's index."""
        run(self._get("update"), deadline_s)

    def leave_out_unneeded(self) -> None:
        """Tell apt that the libraries which only unused modules need are installed already."""
        about = run([*self._command("apt-cache"), "show", "--no-all-versions", *PACKAGES], QUERY_DEADLINE_S)
        version = re.search(r"^Version: (\S+)$", about, re.MULTILINE)
        if version is None:
            raise FetchFailed("the archive has no asterisk in this release")
        architecture = run(["dpkg", "--print-architecture"], QUERY_DEADLINE_S).strip()
        unneeded = sorted(filter(NOT_LOADED.match, _dependencies(about)))
        self._write("status", "".join(_stand_in(name, version[1], architecture) for name in unneeded))

    def package_files(self) -> list[Path]:
        """Where the packages will lie once they are downloaded."""
        elsewhere = f"Dir::Cache::archives={self.folder.absolute() / 'none'}"
        listed = run(self._get("-o", elsewhere, "--print-uris", "install", *PACKAGES), QUERY_DEADLINE_S)
        names = re.findall(r"^'[^']*' (\S+\.deb) ", listed, re.MULTILINE)
        return [self.folder / "archives" / name for name in sorted(names)]

    def download(self, deadline_s: float) -> None:
        """Get the packages; what is there already is checked and kept."""
        run(self._get("--download-only", "install", *PACKAGES), deadline_s)

    def _command(self, program: str) -> list[str]:
        return [program, "-c", str(self.folder / "apt.conf")]

    def _get(self, *arguments: str) -> list[str]:
        return [*self._command("apt-get"), "-qq", "-y", *arguments]

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


def run(command: list[str], deadline_s: float) -> str:
    """What the command prints. Raises FetchFailed with its complaint, or if it takes longer than `deadline_s`."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=deadline_s, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise FetchFailed(f"`{command[0]}` took longer than {deadline_s:.0f} s") from None
    if told.returncode != 0:
        raise FetchFailed(f"`{command[0]}` said: {' '.join(told.stderr.split())[-400:] or 'nothing'}")
    return told.stdout


def _dependencies(about: str) -> set[str]:
    lines = " ".join(re.findall(r"^Depends: (.*)$", about, re.MULTILINE))
    return set(re.findall(r"[a-z0-9][a-z0-9+.-]+", re.sub(r"\([^)]*\)", "", lines)))


def _stand_in(name: str, own_version: str, architecture: str) -> str:
    version = own_version if name == "asterisk-config" else "9999:1"
    return STAND_IN.format(name=name, architecture=architecture, version=version)
