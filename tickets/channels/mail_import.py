"""From the mailbox to tickets: each mail once, its attachments kept, marked as read when its ticket is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tickets.channels.attachments import keep_attachments
from tickets.channels.import_service import known_ids
from tickets.channels.mail_message import Mail, MailAttachment, read_mail
from tickets.channels.mail_settings import MailSettings, read_password
from tickets.channels.mailbox import Mailbox, open_mailbox
from tickets.channels.reading import short_id
from tickets.cleaning import TEXT_LENGTH
from tickets.database import Database
from tickets.journal import now
from tickets.life_service import attach
from tickets.model import Actor, Channel, NewTicket, Priority
from tickets.ticket_service import open_ticket
from tickets.urgency import emergency_words

SOURCE = "email"
MOST_MAIL_BYTES = 40_000_000
"""Larger mails are left unread, for a person."""
OLDEST = timedelta(days=60)
"""A date further back is a wrong clock or a trick; the mail counts from now."""


@dataclass(slots=True)
class MailReport:
    """Codes of new tickets ("" in a dry run), mails that had come in before, and what was left, with the reason."""

    created: list[str] = field(default_factory=list)
    known: int = 0
    skipped: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as one document."""
        return {"created": self.created, "known": self.known, "skipped": self.skipped}


def import_mail(
    database: Database,
    settings: MailSettings,
    home: Path,
    actor: Actor,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> MailReport:
    """Open a ticket for every unread mail. A dry run writes nothing and marks nothing.

    Raises MailSettingsInvalid, MailboxFailed, FileNotWritten, NotAllowed or DatabaseUnreachable; what was written until
    then stays, and a mail that could not be marked is known next time.
    """
    report = MailReport()
    with open_mailbox(settings, read_password(home)) as mailbox:
        waiting = mailbox.unread()[: settings.most_mails]
        for done, uid in enumerate(waiting, 1):
            _Taking(database, settings, home, actor, report, dry_run).take(mailbox, uid)
            progress(done, len(waiting))
    return report


@dataclass(frozen=True, slots=True)
class _Taking:
    database: Database
    settings: MailSettings
    home: Path
    actor: Actor
    report: MailReport
    dry_run: bool

    def take(self, mailbox: Mailbox, uid: str) -> None:
        if mailbox.size(uid) > MOST_MAIL_BYTES:
            self.report.skipped.append(f"surel {uid}: lebih besar dari {MOST_MAIL_BYTES // 1_000_000} MB")
            return
        raw = mailbox.read(uid)
        if not raw:
            return
        self.bring_in(read_mail(raw))
        if not self.dry_run:
            mailbox.mark_read(uid)

    def bring_in(self, mail: Mail) -> None:
        if mail.automatic:
            self.report.skipped.append(f"“{mail.subject}”: jawaban otomatis")
            return
        key = (SOURCE, short_id(mail.message_id))
        with self.database.reading() as tx:
            if known_ids(tx, [key]):
                self.report.known += 1
                return
        small = [one for one in mail.attachments if len(one.content) <= self.settings.most_attachment_mb * 1_000_000]
        large = len(mail.attachments) - len(small)
        if large:
            self.report.skipped.append(f"“{mail.subject}”: {large} lampiran terlalu besar, masih di surelnya")
        self.report.created.append("" if self.dry_run else self.write(mail, key[1], small))

    def write(self, mail: Mail, source_id: str, attachments: list[MailAttachment]) -> str:
        places = keep_attachments(self.home, mail.message_id, attachments)
        with self.database.transaction() as tx:
            ticket = open_ticket(tx, to_ticket(mail, source_id, now(tx)), self.actor)
            self.attach(tx, ticket.id, mail, places)
        return ticket.code

    def attach(self, tx: Session, ticket_id: int, mail: Mail, places: list[str]) -> None:
        if mail.sender_address:
            attach(tx, ticket_id, self.actor, "alamat surel", f"mailto:{mail.sender_address}")
        for place in places:
            attach(tx, ticket_id, self.actor, "lampiran surel", place)


def to_ticket(mail: Mail, source_id: str, moment: datetime) -> NewTicket:
    """The ticket that a mail asks for; its subject is the first line. A doubtful date is left out."""
    text = "\n".join(part for part in (mail.subject, mail.text) if part)
    sent = mail.sent_at if mail.sent_at and moment - OLDEST < mail.sent_at <= moment else None
    return NewTicket(
        category=None,
        description=text or "(surel kosong)",
        priority=Priority.EMERGENCY if emergency_words(text[:TEXT_LENGTH]) else Priority.NORMAL,
        reporter_name=mail.sender_name,
        channel=Channel.EMAIL.value,
        source=SOURCE,
        source_id=source_id,
        opened_at=sent,
    )
