"""A mailbox over IMAP and TLS: the unread mails, one after the other; nothing is ever deleted."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tickets.channels.errors import MailboxFailed
from tickets.channels.mail_settings import MailSettings

_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Mailbox:
    """An open folder. Every method raises MailboxFailed when the server refuses, is silent too long, or is gone."""

    def __init__(self, connection: imaplib.IMAP4_SSL, host: str) -> None:
        self._connection = connection
        self._host = host

    def unread(self) -> list[str]:
        """The unique ids of the unread mails, the oldest first."""
        found = self._ask("mencari surel", "SEARCH", "UNSEEN")
        return [number.decode("ascii") for number in (found[0] or b"").split()]

    def size(self, uid: str) -> int:
        """The bytes of a mail, 0 if the server doesn't say."""
        found = self._ask("membaca ukuran surel", "FETCH", uid, "(RFC822.SIZE)")
        told = _SIZE.search(b" ".join(part for part in found if isinstance(part, bytes)))
        return int(told[1]) if told else 0

    def read(self, uid: str) -> bytes:
        """The mail, without marking it as read; empty if it has gone."""
        found = self._ask("membaca surel", "FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")

    def mark_read(self, uid: str) -> None:
        """Mark a mail as read."""
        self._ask("menandai surel", "STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, step: str, command: str, *arguments: str) -> list[Any]:
        with _told(self._host, step):
            answer, found = self._connection.uid(command, *arguments)
            if answer != "OK":
                raise MailboxFailed(host=self._host, step=step, reason=answer)
            return found


@contextmanager
def open_mailbox(settings: MailSettings, password: str) -> Iterator[Mailbox]:
    """Log in, open the folder, and log out at the end. Raises MailboxFailed."""
    with _told(settings.host, "menghubungi server"):
        trusted = ssl.create_default_context(cafile=settings.ca_file)
        connection = imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=trusted, timeout=settings.deadline_s)
    try:
        with _told(settings.host, "masuk"):
            connection.login(settings.user, password)
        with _told(settings.host, f"membuka {settings.folder}"):
            answer, found = connection.select(f'"{settings.folder}"')
            if answer != "OK":
                raise MailboxFailed(host=settings.host, step=f"membuka {settings.folder}", reason=str(found[0]))
        yield Mailbox(connection, settings.host)
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


@contextmanager
def _told(host: str, step: str) -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError) as error:
        reason = (
            error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error) or type(error).__name__
        )
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise MailboxFailed(host=host, step=step, reason=text) from error
