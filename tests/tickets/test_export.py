"""`iceta export`: shapes that others read, cells that are no formulas, and what must stay inside."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from tickets import service
from tickets.channels import open311
from tickets.channels.export_service import Wanted, export
from tickets.channels.formula import DANGEROUS
from tickets.channels.import_service import import_rows
from tickets.channels.mapping import built_in
from tickets.channels.public import public_address, public_text
from tickets.channels.records import TRAVELLING
from tickets.channels.source_rows import read_source
from tickets.cli_export import app
from tickets.database import Database
from tickets.errors import NotAllowed
from tickets.model import ComplaintType, NewTicket, Priority, Status
from tickets.schema import AccessTable, Base
from tickets.settings import TicketSettings

from .people import DISKOMINFO, DPUPR, OPERATOR, T0, new_ticket

IDENTITY = {"reporter_name": "Siti Aminah", "reporter_number": "081234567890", "reporter_nik": "3212154101900001"}


def written(database, format="csv", wanted=None, **options):
    file = io.StringIO()
    export(database, file, format, wanted or Wanted(), DISKOMINFO, **options)
    return file.getvalue()


def opened(database, **facts):
    with database.transaction() as tx:
        return service.open_ticket(tx, new_ticket(**facts), OPERATOR)


def requests(database):
    return json.loads(written(database, "open311"))


def test_cells_are_no_formulas(database):
    opened(database, description="=cmd|' /C calc'!A0", reporter_name="@SUM(1)", reporter_number="+6281234567890")
    content = written(database)
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["description"].startswith("'=")
    for cell in row.values():
        assert not cell.startswith(DANGEROUS)


@pytest.mark.parametrize("format", ["csv", "json", "sp4n", "open311"])
def test_anonymous_reporters_stay_so(database, format):
    opened(database, **IDENTITY, relation="ibu", anonymous=True)
    content = written(database, format)
    assert not [value for value in (*IDENTITY.values(), "Siti") if value in content]


def test_masked_exports_show_nobody(database):
    opened(database, **IDENTITY, category="kesehatan", description="kakinya bengkak")
    content = written(database, masked=True)
    assert not [value for value in (*IDENTITY.values(), "bengkak", "Aminah") if value in content]
    assert "S••• A•••" in content


def test_open311_has_the_shape_of_georeport(database, clock):
    ticket = opened(database, kecamatan="32.12.18", landmark="depan pasar", rt="4", reporter_name="Siti Aminah")
    opened(database, status=Status.DRAFT)
    with database.transaction() as tx:
        service.assign(tx, ticket.id, "DPUPR", OPERATOR)
        service.answer(tx, ticket.id, DPUPR, "Besok diperbaiki, hubungi 0812 3456 7890")
    (request,) = requests(database)
    assert request["service_request_id"] == ticket.code
    assert (request["status"], request["service_code"]) == ("open", "pekerjaan_umum")
    assert request["status_notes"] == "dikerjakan: Besok diperbaiki, hubungi •••"
    assert request["address"] == "depan pasar, RT 004, Kecamatan Lohbener"
    assert (request["lat"], request["long"], request["zipcode"]) == (None, None, None)
    assert datetime.fromisoformat(request["expected_datetime"]) > clock.now + timedelta(days=14)
    assert datetime.fromisoformat(request["requested_datetime"]) == T0
    assert "Siti" not in json.dumps(request)
    with database.transaction() as tx:
        service.resolve(tx, ticket.id, DPUPR, "beres")
    assert (requests(database)[0]["status"], requests(database)[0]["expected_datetime"]) == ("closed", None)


def test_secret_and_health_reports_keep_their_words(database):
    opened(database, confidential=True, description="pungli", landmark="kantor desa", kecamatan="32.12.18")
    opened(database, category="kesehatan", description="sakit jantung", landmark="rumah Tati", kecamatan="32.12.18")
    secret, health = requests(database)
    assert (secret["description"], secret["address"]) == (None, None)
    assert (health["description"], health["address"]) == (None, "Kecamatan Lohbener")


def test_services_are_the_categories(database):
    found = json.loads(written(database, "open311-services"))
    assert {"service_code": "air", "service_name": "Air bersih"}.items() <= found[1].items()
    assert len(found) == 7


def test_a_public_text_has_no_numbers():
    assert public_text("hubungi 0812-3456-7890 atau tati@contoh.id, 12 rumah") == "hubungi ••• atau •••, 12 rumah"


def test_an_anonymous_reporter_s_neighbourhood_stays_inside(database):
    ticket = opened(database, kecamatan="32.12.18", landmark="rumah saya", rt="1", anonymous=True)
    assert public_address(ticket) == "Kecamatan Lohbener"
    assert open311.service_request(replace(ticket, category=None))["service_code"] == "lainnya"


def test_only_what_is_wanted_goes_out(database, clock):
    first = opened(database)
    clock.now = T0 + timedelta(days=2)
    second = opened(database)
    with database.transaction() as tx:
        service.assign(tx, second.id, "DPUPR", OPERATOR)

    def codes(**bounds):
        return [json.loads(line)["code"] for line in written(database, "json", Wanted(**bounds)).splitlines()]

    assert codes() == [first.code, second.code]
    assert codes(since=T0 + timedelta(days=1)) == [second.code]
    assert codes(until=T0 + timedelta(days=1)) == [first.code]
    assert codes(agency="DPUPR") == codes(status=Status.ASSIGNED) == [second.code]


def test_going_out_leaves_a_trail_and_needs_the_right(database):
    opened(database)
    written(database, "sp4n")
    with database.reading() as tx:
        (look,) = tx.execute(select(AccessTable.actor, AccessTable.what, AccessTable.subject)).all()
    assert tuple(look) == ("Kominfo", "export", "sp4n: 1")
    with pytest.raises(NotAllowed):
        export(database, io.StringIO(), "csv", Wanted(), OPERATOR)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")) | st.sampled_from("=+-@'\n\";,"), max_size=30)
TICKETS = st.builds(
    NewTicket,
    category=st.sampled_from([None, "air", "sosial"]),
    description=TEXTS.filter(lambda text: text.strip(" \n")).map(lambda text: "x" + text),
    kecamatan=st.sampled_from([None, "32.12.18"]),
    priority=st.sampled_from(Priority),
    reporter_name=TEXTS,
    reporter_number=st.sampled_from(["", "+6281234567890", "0234-27512", "081234567890", "anonymous"]),
    reporter_nik=st.sampled_from(["", "3212154101900001"]),
    landmark=TEXTS,
    relation=TEXTS,
    rt=st.sampled_from(["", "004"]),
    channel=st.sampled_from(["telepon", "instagram", "tatap_muka"]),
    complaint_type=st.sampled_from([None, *ComplaintType]),
    anonymous=st.booleans(),
    confidential=st.booleans(),
    opened_at=st.sampled_from([None, T0 - timedelta(days=3, microseconds=7)]),
)


@given(made=st.lists(TICKETS, max_size=4), format=st.sampled_from(["csv", "json"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_went_out_comes_in_the_same(made, format, sqlite_url, clock):
    first = Database(sqlite_url, clock=clock)
    try:
        with first.transaction() as tx:
            _empty(tx)
            tickets = [service.open_ticket(tx, new, OPERATOR) for new in made]
            for ticket in tickets[1:]:
                service.assign(tx, ticket.id, "DPUPR", OPERATOR) if ticket.status is Status.NEW else None
            for ticket in tickets[2:]:
                service.resolve(tx, ticket.id, DPUPR, "beres")
        before = written(first, format)
        assert len(_taken_in(first, before, format).created) == 0  # its own tickets are known
        with first.transaction() as tx:
            _empty(tx)
        report = _taken_in(first, before, format)
        assert (len(report.created), report.faults) == (len(made), [])
        after = written(first, format)
        assert _compared(after, format) == _compared(before, format)
        assert _taken_in(first, after, format).known == len(made)
    finally:
        first.close()


def _empty(tx):
    for table in reversed(Base.metadata.sorted_tables):
        tx.execute(table.delete())


def _taken_in(database, content, format):
    kind = {"csv": "csv", "json": "jsonl"}[format]
    source = read_source(io.BytesIO(content.encode()), "x", kind)
    return import_rows(database, source.rows, built_in()["umum"], OPERATOR)


def _compared(content, format):
    lines = content.splitlines() if format == "json" else []
    rows = [json.loads(line) for line in lines] if lines else list(csv.DictReader(io.StringIO(content, newline="")))
    return [{name: row[name] for name in TRAVELLING if name not in ("code", "updated_at")} for row in rows]


@pytest.fixture
def run(tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}", clock=lambda: datetime(2026, 3, 9, 1, 0, tzinfo=UTC))
    opened(database)
    database.close()
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    return lambda *arguments: CliRunner().invoke(app, list(arguments), obj=settings)


def test_a_file_by_command_is_private_and_whole(run, tmp_path):
    place = tmp_path / "keluar.csv"
    result = run("-o", str(place), "--from", "2026-03-09", "--to", "2026-03-09")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("1 baris ditulis")
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.read_text().count("\n") == 2
    assert not list(tmp_path.glob(".keluar*"))
    assert run("--format", "json", "--to", "2026-03-08").stdout == ""
    assert json.loads(run("--format", "json").stdout)["description"] == "jalan berlubang"


@pytest.mark.parametrize(
    "arguments", [("--format", "pdf"), ("--status", "aneh"), ("--agency", "X"), ("-o", "/tidak/ada/x.csv")]
)
def test_errors_are_one_sentence(run, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1
