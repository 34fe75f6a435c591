"""Writes one Asterisk instance: configuration, folders and sounds, everything inside the home folder."""

import os
import random
import resource
import secrets
import socket
import string
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dialplans.asterisk import Asterisk, find_asterisk
from dialplans.errors import NoFreePort, UnsafeValue
from dialplans.render import Places, modules_conf, render_frames, render_parts, wanted_modules
from dialplans.settings import ExchangeSettings
from dialplans.tones import write_beep, write_music

LONGEST_SOCKET_PATH = 100
"""Bytes. A unix socket's path ends at 107; Asterisk adds a little to its own while it starts."""

MOST_FILES = 8192
"""Open files; fewer where the system allows an ordinary user fewer."""

FOLDERS = ("etc", "lib/keys", "log/cdr-csv", "data/sounds/id", "music", "cache", "agi",
           "spool/tmp", "spool/outgoing", "spool/monitor", "spool/recording")  # fmt: skip

SHARED = ("documentation", "rest-api", "firmware", "images", "static-http", "phoneprov")
"""Read-only parts of Asterisk's share folder; PJSIP does not start without the documentation."""

PORT_RANGE = range(10000, 30000)
"""Below the range from which the system gives ports to outgoing connections."""

RTP_RANGE = range(20000, 32000, 2)
RTP_PORTS = 400
TRIES = 200

PASSWORD_LENGTH = 20
PASSWORD_LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
"""Without the letters that people confuse when they type a password into a telephone."""


@dataclass(frozen=True)
class Ports:
    """Free ports on the loopback address: SIP (UDP), manager interface and ear (TCP), and a range for sound (UDP)."""

    sip_port: int
    ami_port: int
    ear_port: int
    rtp_ports: tuple[int, int]


@dataclass(frozen=True)
class Secrets:
    """Fresh passwords: the bridge's on the manager interface, and the operators' telephones by name."""

    ami_secret: str
    phone_passwords: dict[str, str]


def write_instance(settings: ExchangeSettings) -> Path:
    """Write or refresh the instance and return its folder. Raises AsteriskMissing, UnsafeValue."""
    asterisk = find_asterisk(settings)
    folder = settings.folder
    places = Places(folder, run_folder(folder), asterisk.modules, asterisk.binary.parent, _open_files())
    texts = {**render_frames(settings, places), **render_parts(settings, folder / "music")}
    texts["modules.conf"] = modules_conf(_available(asterisk))
    _make_folders(folder, places.run)
    _link_shared(folder / "data", asterisk.share)
    settings.prompts_folder.mkdir(parents=True, exist_ok=True)
    link(folder / "data/sounds/id/iceta", settings.prompts_folder)
    write_sounds(folder / "music", folder / "data/sounds/id")
    for name, text in texts.items():
        write_private(folder / "etc" / name, text)
    return folder


def run_folder(folder: Path) -> Path:
    """Where the instance keeps its pid and its control socket; in the temporary folder if `folder` is too deep."""
    inside = folder / "run"
    if len(os.fsencode(inside / "asterisk.ctl")) <= LONGEST_SOCKET_PATH:
        return inside
    name = sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"iceta-{os.getuid()}-{name}"


def free_ports() -> Ports:
    """Ports that nobody listens on now. Raises NoFreePort."""
    ami_port = _free_port(socket.SOCK_STREAM)
    ear_port = _free_port(socket.SOCK_STREAM, taken=ami_port)
    return Ports(_free_port(socket.SOCK_DGRAM), ami_port, ear_port, _free_rtp_ports())


def new_secrets(operators: int) -> Secrets:
    """Fresh random passwords for op1 … opN and the bridge."""
    return Secrets(_password(), {f"op{number}": _password() for number in range(1, operators + 1)})


def write_private(path: Path, text: str) -> bool:
    """Replace a file that only its owner may read, in one step; False if it already says just that."""
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return False
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return True


def is_free(kind: socket.SocketKind, address: str, port: int) -> bool:
    """Whether nobody listens on the port now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _free_port(kind: socket.SocketKind, taken: int = 0) -> int:
    for port in random.sample(PORT_RANGE, TRIES):
        if port != taken and is_free(kind, "127.0.0.1", port):
            return port
    raise NoFreePort(f"{TRIES} ports between {PORT_RANGE.start} and {PORT_RANGE.stop} were tried and all are in use")


def _free_rtp_ports() -> tuple[int, int]:
    for first in random.sample(RTP_RANGE, TRIES):
        if all(is_free(socket.SOCK_DGRAM, "127.0.0.1", port) for port in range(first, first + RTP_PORTS)):
            return first, first + RTP_PORTS - 1
    raise NoFreePort(
        f"no {RTP_PORTS} free UDP ports in a row were found between {RTP_RANGE.start} and {RTP_RANGE.stop}"
    )


def _password() -> str:
    return "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(PASSWORD_LENGTH))


def _open_files() -> int:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)


def _available(asterisk: Asterisk) -> tuple[str, ...]:
    return tuple(name for name in wanted_modules() if (asterisk.modules / f"{name}.so").is_file())


def _make_folders(folder: Path, run: Path) -> None:
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    run.mkdir(mode=0o700, exist_ok=True)
    status = run.lstat()
    if run.is_symlink() or status.st_uid != os.getuid():
        raise UnsafeValue(f"{run} belongs to somebody else; remove it or use a home folder with a shorter path")
    run.chmod(0o700)


def _link_shared(target: Path, share: Path) -> None:
    for name in SHARED:
        if (share / name).is_dir():
            link(target / name, share / name)


def write_sounds(music: Path, sounds: Path) -> None:
    """Write the music of waiting into one folder and the beep into the other, where they are missing."""
    for path, write in ((music / "waiting.wav", write_music), (sounds / "beep.wav", write_beep)):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write(path)


def link(path: Path, target: Path) -> None:
    """Make `path` a symbolic link to `target`, replacing an older link."""
    if path.is_symlink() and path.readlink() == target:
        return
    path.unlink(missing_ok=True)
    path.symlink_to(target)
