"""Pure: the settings of the exchange → the texts of Asterisk's configuration files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from dialplans.errors import UnsafeValue
from dialplans.settings import FORBIDDEN_IN_PATHS, ExchangeSettings

BEAT_LIMIT_S = 6
"""A heartbeat older than this means that the bridge is gone (it beats every 2 s)."""

IVR_LIMIT_S = 600
"""The longest time a call may stay in the voice menu."""

STUDIO_LIMIT_S = 1800
"""The longest time an operator may stay in the prompt studio."""

OUTBOUND_LIMIT_S = 600
"""The longest time a call that the hotline makes may last."""

FRONT_OF_QUEUE = 1000
"""Added to the priority of a caller whom an operator took and did not answer."""

PARTS = ("extensions", "pjsip", "queues", "manager", "musiconhold")
"""The hotline's own pieces, written as iceta-NAME.conf and included by NAME.conf."""

FRAMES = ("asterisk", "extensions", "pjsip", "queues", "manager", "musiconhold", "rtp", "logger", "cdr", "indications")
"""What a private instance has around them: NAME.conf."""

EMPTY = ("acl", "ccss", "cel", "features", "pjproject", "udptl")
"""Files that Asterisk looks for and complains about when they are missing; the defaults are right."""


PLACEHOLDER = re.compile(r"@\{([a-z_]+)}")
"""Our own values in a template are written @{name}, because Asterisk's are written ${NAME}."""


@dataclass(frozen=True)
class Places:
    """The folders an instance refers to."""

    folder: Path
    run: Path
    modules: Path
    sbin: Path
    max_files: int


def render_parts(settings: ExchangeSettings, music: Path) -> dict[str, str]:
    """The hotline's own pieces, by file name; they fit into any Asterisk. `music` holds the sounds of waiting."""
    values = {**_values(settings), "music": _safe_path(music)}
    return {f"iceta-{name}.conf": _fill(f"iceta-{name}.conf", values) for name in PARTS}


def render_frames(settings: ExchangeSettings, places: Places) -> dict[str, str]:
    """What a private instance needs besides the pieces, by file name."""
    values = {**_values(settings), **_place_values(places)}
    frames = {f"{name}.conf": _fill(f"{name}.conf", values) for name in FRAMES}
    return {**frames, **{f"{name}.conf": "" for name in EMPTY}, "modules.conf": modules_conf(wanted_modules())}


def modules_conf(modules: tuple[str, ...]) -> str:
    """The text of modules.conf that loads these and nothing else."""
    return "[modules]\nautoload = no\n" + "".join(f"load = {name}.so\n" for name in modules)


def wanted_modules() -> tuple[str, ...]:
    """The names in modules.txt."""
    lines = _template("modules.txt").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _values(settings: ExchangeSettings) -> dict[str, str]:
    names = settings.operator_names
    return {
        "hotline": settings.hotline,
        "studio": settings.studio,
        "studio_limit_s": str(STUDIO_LIMIT_S),
        "queue": settings.queue,
        "ring_s": str(settings.ring_s),
        "queue_limit_s": str(settings.queue_limit_s),
        "beat_limit_s": str(BEAT_LIMIT_S),
        "ivr_limit_s": str(IVR_LIMIT_S),
        "outbound_limit_s": str(OUTBOUND_LIMIT_S),
        "front_of_queue": str(FRONT_OF_QUEUE),
        "ami_port": str(settings.ami_port),
        "ami_user": settings.ami_user,
        "ami_secret": settings.ami_secret.get_secret_value(),
        "sip_bind": _host_port(settings.sip_address, settings.sip_port),
        "rtp_first": str(settings.rtp_ports[0]),
        "rtp_last": str(settings.rtp_ports[1]),
        "media_lines": _media_lines(settings.sip_address),
        "match_lines": "\n".join(f"match = {address}" for address in settings.trunk_addresses),
        "carrier_sections": _carrier_sections(settings) if settings.trunk else "",
        "take_lines": "\n".join(map(_take_lines, names)),
        "member_lines": "\n".join(f"member => PJSIP/{name},0,{name},PJSIP/{name}" for name in names),
        "operator_sections": "\n".join(
            _operator_section(name, settings.phone_passwords[name].get_secret_value()) for name in names
        ),
    }


def _place_values(places: Places) -> dict[str, str]:
    return {
        "folder": _safe_path(places.folder),
        "etc": _safe_path(places.folder / "etc"),
        "run": _safe_path(places.run),
        "modules": _safe_path(places.modules),
        "sbin": _safe_path(places.sbin),
        "music": _safe_path(places.folder / "music"),
        "max_files": str(places.max_files),
    }


def _take_lines(name: str) -> str:
    return f"exten => {name},1,Set(ICETA_OPERATOR={name})\n same => n,Goto(ring,1)"


def _carrier_sections(settings: ExchangeSettings) -> str:
    return f"""; ---- the carrier for calls out: it knows us by our address, and nothing comes in by it
[iceta-carrier]
type = endpoint
context = outbound-closed
identify_by = ip
aors = iceta-carrier
from_user = {settings.hotline}
disallow = all
allow = alaw,ulaw
direct_media = no
rtp_symmetric = yes
dtmf_mode = auto
language = id
allow_transfer = no
{_media_lines(settings.sip_address)}

[iceta-carrier]
type = aor
contact = sip:{settings.trunk}

"""


def _operator_section(name: str, password: str) -> str:
    return f"""
[{name}](iceta-operator)
auth = {name}
aors = {name}
callerid = "Operator {name.removeprefix("op")}" <{name}>

[{name}](iceta-operator-auth)
username = {name}
password = {password}

[{name}](iceta-operator-aor)
"""


def _media_lines(address: str) -> str:
    if address in ("0.0.0.0", "::"):
        return "; sound leaves by whatever address leads to the other side"
    return f"media_address = {address}\nbind_rtp_to_media_address = yes"


def _host_port(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _safe_path(path: Path) -> str:
    bad = FORBIDDEN_IN_PATHS.search(str(path))
    if bad:
        raise UnsafeValue(
            f"the path {str(path)!r} contains {bad[0]!r}, which Asterisk cannot carry; use another folder"
        )
    return str(path)


def _fill(name: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], _template(name))


def _template(name: str) -> str:
    return resources.files("dialplans").joinpath("templates", name).read_text(encoding="utf-8")
