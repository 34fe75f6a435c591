"""`iceta import-mail`: from a real IMAP server to tickets, once each, nothing deleted."""

import json
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from tickets import queries
from tickets.channels import mail_import as mail_import_module
from tickets.channels.attachments import safe_name
from tickets.channels.errors import MailboxFailed, MailSettingsInvalid
from tickets.channels.html_text import text_of_html
from tickets.channels.mail_import import import_mail
from tickets.channels.mail_message import read_mail
from tickets.channels.mail_settings import MailSettings, read_mail_settings, read_password
from tickets.cli_import import app
from tickets.model import Priority
from tickets.schema import AttachmentTable
from tickets.settings import TicketSettings

from .imap_server import PASSWORD, ImapServer
from .people import DISKOMINFO


def mail(subject="Lampu jalan mati", text="Sudah seminggu gelap.", message_id="<1@contoh.id>", html=None, files=()):
    made = EmailMessage()
    made["From"] = "Siti Aminah <siti@contoh.id>"
    made["Subject"] = subject
    made["Date"] = "Mon, 09 Mar 2026 07:00:00 +0700"
    if message_id:
        made["Message-ID"] = message_id
    made.set_content(text)
    if html is not None:
        made.set_content(html, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return made.as_bytes()


@pytest.fixture(scope="module")
def server_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("imap")


@pytest.fixture
def server(server_folder):
    with ImapServer(server_folder) as running:
        yield running


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ICETA_MAIL_PASSWORD", PASSWORD)
    (tmp_path / "rumah").mkdir()
    return tmp_path / "rumah"


def settings_for(server, **more):
    return MailSettings(host="localhost", user="wadul", port=server.port, ca_file=server.certificate, **more)


def bring_in(database, server, home, **options):
    return import_mail(database, settings_for(server), home, DISKOMINFO, **options)


def test_mails_become_tickets_once(database, server, home):
    server.mails = {7: mail(files=[("../../foto jalan.jpg", b"jpeg")]), 9: mail(message_id=None, subject="banjir")}
    report = bring_in(database, server, home)
    assert (len(report.created), report.known, report.skipped) == (2, 0, [])
    assert server.seen == {7, 9}
    with database.reading() as tx:
        ticket = queries.ticket_by_code(tx, report.created[0])
        places = tx.scalars(select(AttachmentTable.reference).where(AttachmentTable.ticket_id == ticket.id)).all()
    assert ticket.description == "Lampu jalan mati\nSudah seminggu gelap."
    assert (ticket.reporter_name, ticket.channel, ticket.source_id) == ("Siti Aminah", "email", "<1@contoh.id>")
    assert ticket.created_at.isoformat() == "2026-03-09T00:00:00+00:00"
    assert places[0] == "mailto:siti@contoh.id"
    assert places[1].endswith("/01-foto-jalan.jpg")
    assert (home / places[1]).read_bytes() == b"jpeg"
    assert (home / places[1]).stat().st_mode & 0o777 == 0o600
    server.seen.clear()
    again = bring_in(database, server, home)
    assert (again.created, again.known, server.seen) == ([], 2, {7, 9})
    assert not [command for command in server.commands if "Deleted" in command or "EXPUNGE" in command.upper()]


def test_a_dry_run_touches_nothing(database, server, home):
    server.mails = {1: mail()}
    assert bring_in(database, server, home, dry_run=True).created == [""]
    assert (server.seen, list(home.iterdir())) == (set(), [])
    with database.reading() as tx:
        assert queries.tickets(tx) == []


def test_a_mail_is_marked_only_when_its_ticket_is_written(database, server, home, monkeypatch):
    server.mails = {1: mail()}

    def broken(*_):
        raise OSError("listrik mati")

    with monkeypatch.context() as patched:
        patched.setattr(mail_import_module, "open_ticket", broken)
        with pytest.raises(OSError, match="listrik"):
            bring_in(database, server, home)
    assert server.seen == set()
    server.refuse = "STORE"
    with pytest.raises(MailboxFailed):
        bring_in(database, server, home)
    server.refuse = ""
    report = bring_in(database, server, home)
    assert (report.created, report.known, server.seen) == ([], 1, {1})


def test_machines_and_large_attachments_are_passed_over(database, server, home):
    automatic = b"Auto-Submitted: auto-replied\r\n" + mail(subject="Sedang cuti")
    server.mails = {1: automatic, 2: mail(files=[("besar.jpg", b"x" * 2_000)])}
    report = import_mail(database, settings_for(server, most_attachment_mb=0.001), home, DISKOMINFO)
    assert (len(report.created), len(report.skipped), server.seen) == (1, 2, {1, 2})
    assert not (home / "attachments").exists()


def test_a_wrong_password_certificate_or_silence_is_told(database, server, home, monkeypatch):
    with pytest.raises(MailboxFailed, match="menghubungi"):
        import_mail(database, MailSettings(host="localhost", user="w", port=server.port), home, DISKOMINFO)
    server.refuse = "SELECT"
    with pytest.raises(MailboxFailed, match="membuka INBOX"):
        bring_in(database, server, home)
    server.refuse, server.silent = "", True
    with pytest.raises(MailboxFailed):
        import_mail(database, settings_for(server, deadline_s=0.3), home, DISKOMINFO)
    server.silent = False
    monkeypatch.setenv("ICETA_MAIL_PASSWORD", "salah")
    with pytest.raises(MailboxFailed, match="masuk: salah"):
        bring_in(database, server, home)


def test_the_command_reads_its_settings(server, tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    server.mails = {1: mail(text="tolong ada kebakaran di pasar, kebakaran")}
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))

    def run(*arguments):
        return CliRunner().invoke(app, ["import-mail", *arguments], obj=settings)

    assert "mail.toml: missing" in run().stderr
    lines = ['host = "localhost"', 'user = "wadul"', f"port = {server.port}", f'ca_file = "{server.certificate}"']
    (tmp_path / "mail.toml").write_text("\n".join(lines))
    assert "mail.password" in run().stderr
    (tmp_path / "mail.password").write_text(PASSWORD + "\n")
    (tmp_path / "mail.password").chmod(0o644)
    assert "chmod 600" in run().stderr
    (tmp_path / "mail.password").chmod(0o600)
    assert run("--dry-run").stdout.startswith("1 surel akan menjadi tiket baru")
    assert len(json.loads(run("--json").stdout)["created"]) == 1
    assert run().stdout.startswith("0 surel menjadi tiket baru")


def test_settings_are_checked(tmp_path, monkeypatch):
    monkeypatch.delenv("ICETA_MAIL_PASSWORD", raising=False)
    for content in ("[", 'host = "a"', 'host = "a"\nuser = "b"\npassword = "c"'):
        (tmp_path / "mail.toml").write_text(content)
        with pytest.raises(MailSettingsInvalid):
            read_mail_settings(tmp_path)
    with pytest.raises(MailSettingsInvalid):
        read_password(tmp_path)


def test_an_emergency_by_mail_is_one():
    new = mail_import_module.to_ticket(read_mail(mail(text="ada kebakaran")), "1", mail_sent())
    assert new.priority is Priority.EMERGENCY
    late = mail_import_module.to_ticket(read_mail(mail()), "1", mail_sent().replace(year=2027))
    assert late.opened_at is None


def mail_sent():
    return read_mail(mail()).sent_at


def test_html_is_read_as_people_see_it():
    page = "<head><title>x</title><style>p{}</style></head><p>Jalan&nbsp;<b>rusak</b><br>parah<script>1</script></p>"
    assert text_of_html(page) == "Jalan rusak\nparah"
    found = read_mail(mail(text="", html=page).replace(b"text/plain", b"text/html"))
    assert "Jalan rusak" in found.text


def test_plain_text_is_preferred():
    made = EmailMessage()
    made.set_content("polos")
    made.add_alternative("<p>hias</p>", subtype="html")
    assert read_mail(made.as_bytes()).text == "polos"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "01-etc-passwd"),
        ("", "01-lampiran"),
        ("..", "01-lampiran"),
        ("foto\0jalan é.JPG", "01-foto-jalan-e.JPG"),
        ("a" * 300 + ".jpeg", "01-" + "a" * 50 + ".jpeg"),
    ],
)
def test_names_are_safe(given_name, kept):
    assert safe_name(1, given_name) == kept


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda t: b"Subject: =?utf-8?b?" + t.encode() + b"\r\n\r\nx")
)
@settings(max_examples=80, deadline=None)
def test_no_bytes_break_the_reading(raw):
    found = read_mail(raw)
    assert found.message_id
    assert "\0" not in found.subject
