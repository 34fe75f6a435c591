"""Where the mailbox of complaints is: mail.toml in the home folder; the password never stands in it."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tickets.channels.errors import MailSettingsInvalid

FILE = "mail.toml"
PASSWORD_FILE = "mail.password"  # noqa: S105  # the name of a file, no password
PASSWORD_VARIABLE = "ICETA_MAIL_PASSWORD"  # noqa: S105  # the name of a variable


class MailSettings(BaseModel):
    """`host` is asked by IMAP over TLS on `port`; `deadline_s` bounds every wait for it.

    `ca_file`: certificates to trust beside the system's. `most_attachment_mb`: larger attachments are left in the mail,
    which is kept. `most_mails`: those that one run takes on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(min_length=1)
    user: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    folder: str = "INBOX"
    deadline_s: float = Field(default=30.0, gt=0)
    ca_file: Path | None = None
    most_attachment_mb: float = Field(default=10.0, gt=0)
    most_mails: int = Field(default=200, ge=1)


def read_mail_settings(home: Path) -> MailSettings:
    """The settings of an installation. Raises MailSettingsInvalid with the key and the reason."""
    file = home / FILE
    try:
        return MailSettings(**tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise _invalid(
            file, 'belum ada; tulis host = "…" dan user = "…"', 'missing; write host = "…" and user = "…"'
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(file, f"tidak bisa dibaca: {error}", f"unreadable: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise _invalid(file, faults, faults) from error


def read_password(home: Path) -> str:
    """The password, from the environment or from a file that only its owner may read. Raises MailSettingsInvalid."""
    if given := os.environ.get(PASSWORD_VARIABLE):
        return given
    file = home / PASSWORD_FILE
    try:
        mode = file.stat().st_mode
        password = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        cure = f"{PASSWORD_VARIABLE}"
        raise _invalid(
            file, f"tidak terbaca; tulis, atau isi {cure}", f"unreadable; write it, or set {cure}"
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _invalid(file, "terbaca orang lain; jalankan chmod 600", "others can read it; run chmod 600")
    return password


def _invalid(file: Path, why: str, why_en: str) -> MailSettingsInvalid:
    return MailSettingsInvalid(file=file, why=why, why_en=why_en)
