"""`iceta import`: each report once, bad rows aside, and what probably repeats a call."""

import csv
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from tickets import queries, service
from tickets.channels.import_service import import_rows
from tickets.channels.mapping import built_in
from tickets.channels.source_rows import SourceRow
from tickets.cli_import import app
from tickets.database import Database
from tickets.errors import NotAllowed
from tickets.model import Status
from tickets.schema import EventTable, TicketTable
from tickets.settings import TicketSettings

from .people import ADMIN, OPERATOR, T0, new_ticket

GENERAL = built_in()["umum"]


def rows(*entries):
    return [SourceRow(number, {"uraian": "jalan berlubang"} | entry) for number, entry in enumerate(entries, 2)]


def bring_in(database, *entries, **options):
    return import_rows(database, rows(*entries), GENERAL, OPERATOR, **options)


def test_reports_come_in_once(database):
    entries = [{"id": str(number), "uraian": f"laporan {number}"} for number in range(120)]
    first = bring_in(database, *entries)
    assert (len(first.created), first.known, first.rows) == (120, 0, 120)
    again = bring_in(database, *entries, {"id": "baru"})
    assert (len(again.created), again.known) == (1, 120)
    with database.reading() as tx:
        assert len(queries.tickets(tx, limit=500)) == 121


def test_the_same_row_twice_in_one_file_is_one_ticket(database):
    report = bring_in(database, {"nama": "Tati"}, {"nama": "Tati"}, {"nama": "Budi"})
    assert (len(report.created), report.known) == (2, 1)


def test_a_dry_run_writes_nothing(database):
    report = bring_in(database, {"id": "1"}, {"kategori": "ufo"}, dry_run=True)
    assert (report.created, len(report.rejected)) == ([""], 1)
    with database.reading() as tx:
        assert queries.tickets(tx) == []


def test_bad_rows_don_t_hold_up_good_ones(database):
    report = bring_in(database, {"kecamatan": "Atlantis"}, {"id": "2"})
    assert (len(report.created), [fault.line for fault in report.faults]) == (1, [2])


def test_finished_and_waiting_reports_keep_their_state(database, clock):
    done = {"status": "selesai", "instansi": "DPUPR", "tanggal": "1/3/2026", "resolved_at": "5/3/2026"}
    bring_in(database, done | {"id": "1"}, {"id": "2", "status": "ditunda", "instansi": "DPUPR"})
    with database.reading() as tx:
        resolved, waiting = sorted(queries.tickets(tx), key=lambda ticket: ticket.id)
        kinds = tx.scalars(select(EventTable.kind).order_by(EventTable.id)).all()
    assert (resolved.status, resolved.agency) == (Status.RESOLVED, "DPUPR")
    assert resolved.next_look_at is not None
    assert waiting.pauses == ((clock.now, None),)
    assert kinds == ["ticket.opened", "ticket.imported"] * 2


def test_a_repeated_call_is_found(database, clock):
    facts = {"category": "air", "description": "air pdam mati sejak pagi", "kecamatan": "32.12.15"}
    with database.transaction() as tx:
        call = service.open_ticket(tx, new_ticket(**facts, reporter_number="081234567890"), OPERATOR)
    clock.now = T0 + timedelta(hours=2)
    entry = {"uraian": "air pdam mati dari pagi", "kategori": "air", "kecamatan": "32.12.15", "hp": "6281234567890"}
    for dry_run in (True, False):
        report = bring_in(database, entry, dry_run=dry_run)
        assert report.repeats[0].likely[0].code == call.code


def test_only_the_desk_may_import(database):
    with pytest.raises(NotAllowed):
        import_rows(database, rows({}), GENERAL, ADMIN)


@pytest.fixture
def run(tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    return lambda *arguments, **options: CliRunner().invoke(app, list(arguments), obj=settings, **options)


def test_a_file_by_command_and_its_rejects(run, tmp_path):
    file = tmp_path / "masuk.csv"
    file.write_text('id,nama,uraian,kategori\n1,Tati,"=HYPERLINK(1)\nbaris dua",air\n2,-Budi,rusak,ufo\n3,Ani\n')
    shown = run("import", str(file), "--channel", "instagram")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("1 tiket baru masuk, 0 sudah ada, 2 ditolak")
    assert "baris 4, category: kategori “ufo” tidak dikenal; pilih: " in shown.stdout
    rejects = tmp_path / "masuk.ditolak.csv"
    table = list(csv.DictReader(rejects.read_text().splitlines()))
    assert [(row["_baris"], row["nama"], row["_kolom"]) for row in table] == [
        ("4", "'-Budi", "category"),
        ("5", "Ani", ""),
    ]
    mended = rejects.read_text().replace("ufo", "air").replace("3,Ani,,", "3,Ani,mati,")
    rejects.write_text(mended)
    assert run("import", str(rejects), "--channel", "instagram").stdout.startswith("2 tiket baru masuk")
    again = run("import", str(file), "--channel", "instagram")
    assert again.stdout.startswith("0 tiket baru masuk, 1 sudah ada, 2 ditolak")


def test_standard_input_and_json(run, tmp_path):
    lines = '{"uraian": "satu", "id": 1}\n{"uraian": "dua", "id": 2}\n{"ura'
    result = run("import", "-", "--json", "--rejects", str(tmp_path / "tolak.jsonl"), input=lines)
    found = json.loads(result.stdout)
    assert (len(found["created"]), found["rejected"][0]["line"]) == (2, 3)
    assert json.loads((tmp_path / "tolak.jsonl").read_text())["_alasan"].startswith("bukan JSON")
    again = json.loads(run("import", "-", "--dry-run", "--json", input=lines).stdout)
    assert (again["created"], again["known"], again["rejects"]) == ([], 2, None)
    nothing = run("import", "-", input='{"uraian": "satu", "id": 1}\n')
    assert "tidak ada yang baru" in nothing.stdout


def test_the_database_knows_a_report_by_its_source(run, tmp_path):
    (tmp_path / "a.csv").write_text("id,uraian\n7,rusak\n")
    run("import", str(tmp_path / "a.csv"), "--channel", "facebook")
    run("import", str(tmp_path / "a.csv"), "--channel", "instagram")
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    with database.reading() as tx:
        found = tx.execute(select(TicketTable.source, TicketTable.channel).order_by(TicketTable.id)).all()
    database.close()
    assert [tuple(row) for row in found] == [("facebook", "facebook"), ("instagram", "instagram")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("tidak-ada.csv",),
        ("a\0b.csv",),
        ("FILE", "--mapping", "aneh"),
        ("FILE", "--channel", "merpati"),
        ("FILE", "--format", "xlsx"),
        ("FILE", "--mapping", "sp4n"),
    ],
)
def test_errors_are_one_sentence(run, tmp_path, arguments):
    file = tmp_path / "a.csv"
    file.write_text("id,uraian\n1,a\n")
    result = run("import", *[str(file) if argument == "FILE" else argument for argument in arguments])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1
