"""Installs the hotline into an Asterisk that is there already: its own files, one include line each, and a backup."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dialplans.conf import includes, options, sections
from dialplans.errors import InstallRefused
from dialplans.instance import link, write_sounds
from dialplans.render import PARTS, render_parts
from dialplans.settings import ExchangeSettings

MODE = 0o640
"""Of new files: they hold passwords."""


@dataclass(frozen=True)
class Change:
    """A file that is to be written; `before` is None if it does not exist yet."""

    path: Path
    before: str | None
    after: str


@dataclass(frozen=True)
class Installation:
    """What installing does, and what the administrator has to look after."""

    changes: tuple[Change, ...]
    links: Mapping[Path, Path]
    folders: tuple[Path, ...]
    notes: tuple[str, ...]


def plan_install(settings: ExchangeSettings, etc: Path) -> Installation:
    """What is to be done; nothing is written. Raises InstallRefused if names of the hotline are taken already."""
    if not (etc / "asterisk.conf").is_file():
        raise InstallRefused(f"{etc} is not an Asterisk's configuration: it has no asterisk.conf.")
    parts = render_parts(settings, settings.folder / "music")
    present = {name: _read(etc / f"{name}.conf") for name in PARTS}
    taken = [clash for name in PARTS for clash in _clashes(etc, name, parts[f"iceta-{name}.conf"])]
    if taken:
        raise InstallRefused(f"{etc} already has {', '.join(taken)}; rename those first, or use a private exchange.")
    own = (Change(etc / name, _read(etc / name), text) for name, text in parts.items())
    hosts = (Change(etc / f"{name}.conf", before, with_include(before, name)) for name, before in present.items())
    folders = {option.name: Path(option.value.strip()) for option in options("", _read(etc / "asterisk.conf") or "")}
    sounds = folders.get("astdatadir", Path("/usr/share/asterisk")) / "sounds" / "id"
    return Installation(
        tuple(change for change in (*own, *hosts) if change.before != change.after),
        {sounds / "iceta": settings.prompts_folder, sounds / "beep.wav": settings.folder / "sounds" / "beep.wav"},
        (sounds, folders.get("astspooldir", Path("/var/spool/asterisk")) / "recording"),
        tuple(notes(settings, {name: text or "" for name, text in present.items()})),
    )


def install(settings: ExchangeSettings, plan: Installation, etc: Path) -> Path | None:
    """Do what was planned; returns the folder with the old versions of the changed files, None if there are none."""
    backup = _back_up(etc, [change.path for change in plan.changes if change.before is not None])
    owner = etc.stat()
    for change in plan.changes:
        _write(change, owner)
    for folder in plan.folders:
        folder.mkdir(parents=True, exist_ok=True)
        _give(folder, folder.parent.stat())
    write_sounds(settings.folder / "music", settings.folder / "sounds")
    for path, target in plan.links.items():
        if path.is_symlink() or not path.exists():
            link(path, target)
    return backup


def with_include(text: str | None, name: str) -> str:
    """Pure: the file's text with the line that includes the hotline's piece, once."""
    own = f"iceta-{name}.conf"
    if text is not None and own in includes(text):
        return text
    line = f"#include {own}\n"
    return f"{text.rstrip()}\n\n{line}" if text and text.strip() else line


def notes(settings: ExchangeSettings, texts: Mapping[str, str]) -> list[str]:
    """Pure: what the existing configuration must say for the hotline to work, and does not."""
    manager = {option.name: option.value for option in options("", texts["manager"]) if option.section == "general"}
    pjsip = [(option.name, option.value) for option in options("", texts["pjsip"])]
    found = []
    if manager.get("enabled", "no").lower() not in ("yes", "true", "1"):
        found.append("manager.conf: set `enabled = yes` in [general]; the bridge steers calls through it.")
    if manager.get("port", "5038") != str(settings.ami_port):
        found.append(
            f"manager.conf: its port is {manager.get('port', '5038')}, the settings' ami_port is {settings.ami_port}."
        )
    if ("type", "transport") not in pjsip:
        found.append("pjsip.conf: there is no transport; add one for the trunk and the operators' telephones.")
    if ("endpoint_identifier_order", "username,ip") not in pjsip:
        found.append(
            "pjsip.conf: set `endpoint_identifier_order = username,ip` in [global]: no caller poses as an operator."
        )
    found.append(
        f"The Asterisk process must be able to read {settings.prompts_folder} and {settings.folder / 'music'}."
    )
    found.append("Then run `asterisk -rx 'core reload'`.")
    return found


def _clashes(etc: Path, name: str, part: str) -> list[str]:
    theirs = _all_sections(etc, f"{name}.conf", skip=f"iceta-{name}.conf")
    return [f"[{section}] in {name}.conf" for section in sorted(sections(part) & theirs)]


def _all_sections(etc: Path, name: str, skip: str) -> set[str]:
    text = _read(etc / name)
    if text is None or name == skip:
        return set()
    return sections(text).union(
        *(_all_sections(etc, included, skip) for included in includes(text) if included != name)
    )


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else None


def _back_up(etc: Path, paths: list[Path]) -> Path | None:
    if not paths:
        return None
    backup = etc / f"iceta-backup-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    backup.mkdir(mode=0o700)
    for path in paths:
        shutil.copy2(path, backup / path.name)
    return backup


def _write(change: Change, owner: os.stat_result) -> None:
    fresh = change.path.with_name(f".{change.path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(change.after, encoding="utf-8", errors="surrogateescape")
    status = change.path.stat() if change.before is not None else owner
    fresh.chmod(status.st_mode & 0o777 if change.before is not None else MODE)
    _give(fresh, status)
    fresh.replace(change.path)


def _give(path: Path, owner: os.stat_result) -> None:
    """Only root can give files away, and only root has to."""
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)
