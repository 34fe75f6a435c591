"""Attachments on disk: safe names in a folder of their own, never what the sender called them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tickets.channels.atomic_file import atomic_binary
from tickets.channels.mail_message import MailAttachment

FOLDER = "attachments"
NAME_LENGTH = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(number: int, name: str) -> str:
    """A file's name that is only letters, digits, dots, hyphens and underscores: "01-foto-jalan.jpg"."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _UNSAFE.sub("-", ascii_name).strip(".-_")
    stem, dot, ending = plain.rpartition(".")
    kept = f"{stem[: NAME_LENGTH - 10]}.{ending[:9]}" if dot and stem else plain[:NAME_LENGTH]
    return f"{number:02d}-{kept or 'lampiran'}"


def keep_attachments(home: Path, message_id: str, attachments: Sequence[MailAttachment]) -> list[str]:
    """Write the attachments of a mail and return where they lie, as paths within the home folder.

    The same mail writes the same files again. Raises FileNotWritten.
    """
    if not attachments:
        return []
    folder = home / FOLDER / hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = []
    for number, attachment in enumerate(attachments, 1):
        place = folder / safe_name(number, attachment.name)
        with atomic_binary(place) as file:
            file.write(attachment.content)
        places.append(str(place.relative_to(home)))
    return places
