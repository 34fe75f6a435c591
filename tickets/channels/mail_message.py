"""A mail as it came over the wire, read into what a ticket needs; everything in it is hostile; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime

from tickets.channels.html_text import text_of_html
from tickets.cleaning import clean_label, clean_text

MOST_PARTS = 200
"""Parts of a mail that are looked at; a mail with more is made to waste time."""
SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A part of a mail that is no text to read; `name` is as the sender wrote it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; `message_id` is its own, or the fingerprint of its bytes; `sent_at` aware UTC.

    `automatic`: no person wrote it (an absence note, a bounce).
    """

    message_id: str
    sender_name: str
    sender_address: str
    subject: str
    text: str
    sent_at: datetime | None
    automatic: bool
    attachments: tuple[MailAttachment, ...] = ()


def read_mail(raw: bytes) -> Mail:
    """The mail in these bytes, whatever they are: what can't be read is empty."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    name, address = parseaddr(_header(message, "From"))
    message_id = clean_label(_header(message, "Message-ID")) if len(_header(message, "Message-ID")) > 2 else ""
    return Mail(
        message_id or f"sidik-{hashlib.sha256(raw).hexdigest()[:40]}",
        clean_text(name, 80).text,
        clean_text(address, 200).text,
        clean_text(_header(message, "Subject"), SUBJECT_LENGTH).text,
        _text(message),
        _sent_at(message),
        _is_automatic(message),
        tuple(_attachments(message)),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (MessageError, ValueError, IndexError, AttributeError, TypeError):  # faults of the library's header parser
        return ""


def _text(message: EmailMessage) -> str:
    """The plain text, or the HTML's where there is none."""
    plain = [_content(part) for part in _parts(message) if _is_text(part, "text/plain")]
    if any(piece.strip() for piece in plain):
        return "\n".join(plain).strip()
    return "\n".join(text_of_html(_content(part)) for part in _parts(message) if _is_text(part, "text/html")).strip()


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            return
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _is_text(part: EmailMessage, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_attachment(part)


def _is_attachment(part: EmailMessage) -> bool:
    return _header(part, "Content-Disposition").lower().startswith("attachment") or bool(_file_name(part))


def _file_name(part: EmailMessage) -> str:
    try:
        return part.get_filename("") or ""
    except (MessageError, ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def _content(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return payload.decode("utf-8", "replace") if b"\xc3" in payload else payload.decode("latin-1")


def _attachments(message: EmailMessage) -> Iterator[MailAttachment]:
    for part in _parts(message):
        readable = part.get_content_type() in ("text/plain", "text/html")
        if readable and not _is_attachment(part):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield MailAttachment(_file_name(part), payload)


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _is_automatic(message: EmailMessage) -> bool:
    # RFC 3834: an answer that no person wrote says so; a bounce has an empty return path.
    automatic = _header(message, "Auto-Submitted").strip().lower()
    return automatic not in ("", "no") or _header(message, "Return-Path").strip() == "<>"
