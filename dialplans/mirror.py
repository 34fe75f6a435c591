"""Pure: which Debian archive this host uses, read from its apt sources in either of apt's two notations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
"""Where the package debian-archive-keyring keeps the archive's keys."""

_SIDE_SUITES = re.compile(r"[-/](security|updates|backports|proposed|sloppy)")


@dataclass(frozen=True)
class Mirror:
    """An archive as apt knows it: its address (any notation apt accepts) and the keyring that signs it."""

    address: str
    keyring: str


@dataclass(frozen=True)
class _Source:
    addresses: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    keyring: str


def debian_mirror(texts: dict[str, str], codename: str) -> Mirror | None:
    """The first archive that serves the host's own release `codename` with `main`; None if there is none.

    `texts` maps file names (`*.sources` is deb822, all else is the one-line notation) to their contents.
    """
    sources = [source for name, text in sorted(texts.items()) for source in _sources(name, text)]
    for source in sorted(sources, key=lambda each: codename not in each.suites):
        if _is_main_archive(source):
            return Mirror(source.addresses[0], source.keyring or DEFAULT_KEYRING)
    return None


def _is_main_archive(source: _Source) -> bool:
    own = [suite for suite in source.suites if not _SIDE_SUITES.search(suite)]
    return bool(own) and "main" in source.components and bool(source.addresses)


def _sources(name: str, text: str) -> Iterator[_Source]:
    return _deb822(text) if name.endswith(".sources") else _one_line(text)


def _deb822(text: str) -> Iterator[_Source]:
    for block in re.split(r"\n\s*\n", text):
        fields = _fields(block)
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").lower() not in ("no", "false"):
            keyring = fields.get("signed-by", "")
            yield _Source(
                tuple(fields.get("uris", "").split()),
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                keyring if keyring.startswith("/") else "",
            )


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace():
            fields[name] = f"{fields.get(name, '')} {line.strip()}".strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _one_line(text: str) -> Iterator[_Source]:
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^]]*)]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if match:
            options = dict(part.partition("=")[::2] for part in (match[1] or "").split())
            yield _Source((match[2],), (match[3],), tuple(match[4].split()), options.get("signed-by", ""))
