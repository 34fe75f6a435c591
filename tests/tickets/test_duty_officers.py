"""Duty lists: by verb, by file, by command line; whatever is wrong is told with its line and changes nothing."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tickets.cli_duty import duty_app, outbound_app
from tickets.database import Database
from tickets.duty import duty_service
from tickets.duty.duty_file import read_duty_file
from tickets.duty.errors import (
    DutyFileWrong,
    DutyHoursWrong,
    DutyNameMissing,
    NumberRefused,
    OfficerNotFound,
    UnknownDutyBody,
)
from tickets.duty.officer_service import NewOfficer, add_officer, remove_officer, replace_lists
from tickets.duty.queries import officers
from tickets.errors import NotAllowed
from tickets.model import TELEPHONE, Level, Priority
from tickets.service import assign, open_ticket
from tickets.settings import TicketSettings

from .people import BUPATI, DISKOMINFO, DPUPR, OPERATOR, T0, new_ticket

HEAD = "instansi,nama,nomor,urutan,dari,sampai\n"


def test_an_officer_is_listed_in_order_and_the_same_number_is_changed(tx):
    add_officer(tx, NewOfficer("dpupr", "Andi", "0812 0000 0001"), DISKOMINFO)
    add_officer(tx, NewOfficer("DPUPR", "Beni", "081200000002"), DISKOMINFO)
    add_officer(tx, NewOfficer("DPUPR", "Andi Baru", "+6281200000001", place=5, from_hour=8, until_hour=16), DISKOMINFO)
    listed = [(one.name, one.number, one.place, one.from_hour) for one in officers(tx, "DPUPR")]
    assert listed == [("Beni", "081200000002", 2, None), ("Andi Baru", "081200000001", 5, 8)]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewOfficer("PLN", "A", "081200000001"), UnknownDutyBody),
        (NewOfficer("TIDAK", "A", "081200000001"), UnknownDutyBody),
        (NewOfficer("DPUPR", "A", "119"), NumberRefused),
        (NewOfficer("DPUPR", "A", "op1"), NumberRefused),
        (NewOfficer("DPUPR", " \x07", "081200000001"), DutyNameMissing),
        (NewOfficer("DPUPR", "A", "081200000001", 1, 8, 8), DutyHoursWrong),
        (NewOfficer("DPUPR", "A", "081200000001", 1, 8, None), DutyHoursWrong),
        (NewOfficer("DPUPR", "A", "081200000001", 1, 0, 24), DutyHoursWrong),
    ],
)
def test_what_makes_no_officer_is_refused(tx, new, error):
    with pytest.raises(error):
        add_officer(tx, new, DISKOMINFO)
    assert officers(tx) == []


@pytest.mark.parametrize("actor", [DPUPR, BUPATI, OPERATOR, TELEPHONE])
def test_only_supervisors_and_above_keep_duty_lists(tx, actor):
    new = NewOfficer("DPUPR", "A", "081200000001")
    with pytest.raises(NotAllowed):
        add_officer(tx, new, actor)
    with pytest.raises(NotAllowed):
        replace_lists(tx, [new], actor)
    with pytest.raises(NotAllowed):
        remove_officer(tx, 1, actor)


def test_a_list_replaces_the_bodies_it_names_and_no_others(tx):
    for body in ("DPUPR", "DINKES"):
        add_officer(tx, NewOfficer(body, f"Lama {body}", "081200000009"), DISKOMINFO)
    assert replace_lists(tx, [NewOfficer("DPUPR", "Baru", "081200000001")], DISKOMINFO) == (1, 1)
    assert [one.name for one in officers(tx)] == ["Lama DINKES", "Baru"]
    add_officer(tx, NewOfficer("DPUPR", "Kembali", "081200000009"), DISKOMINFO)
    assert len(officers(tx, "DPUPR", active=False)) == 2


def test_removing_somebody_who_is_not_there_is_told(tx):
    with pytest.raises(OfficerNotFound):
        remove_officer(tx, 7, DISKOMINFO)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("instansi,nama\nDPUPR,A\n", 1, "nomor"),
        ("", 1, "instansi"),
        (HEAD + "DPUPR,A,081200000001,,,\nDPUPR,B,112,,,\n", 3, "112"),
        (HEAD + "DPUPR,A,081200000001,satu,,\n", 2, "urutan"),
        (HEAD + "DPUPR,A,081200000001,1,8,\n", 2, "8"),
        (HEAD + "BUKAN,A,081200000001\n", 2, "BUKAN"),
        (HEAD + ",,,,,\nDPUPR,,081200000001\n", 3, "081200000001"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, line, reason):
    file = tmp_path / "piket.csv"
    file.write_text(text)
    with pytest.raises(DutyFileWrong) as caught:
        read_duty_file(file)
    assert caught.value.line == line
    assert reason in str(caught.value)
    assert reason in caught.value.english


def test_spreadsheets_write_it_their_own_way(tmp_path):
    file = tmp_path / "piket.csv"
    file.write_bytes("\ufeffNama; Instansi ;NOMOR\r\nAndi;dpupr;0812-0000-0001\r\n;;\r\n".encode())
    assert read_duty_file(file) == [NewOfficer("DPUPR", "Andi", "081200000001")]


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_with_its_line(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("duty") / "piket.csv"
    file.write_bytes(HEAD.encode() + content)
    try:
        read_duty_file(file)
    except DutyFileWrong as error:
        assert error.line >= 1


@pytest.fixture
def run(sqlite_url, tmp_path):
    house = SimpleNamespace(
        tickets=TicketSettings(home=tmp_path, url=sqlite_url),
        ivr=SimpleNamespace(outbound=SimpleNamespace(extensions=("op1",))),
    )
    return lambda app, *arguments: CliRunner().invoke(app, list(arguments), obj=house)


def test_the_command_line_imports_lists_adds_and_removes(run, tmp_path):
    file = tmp_path / "piket.csv"
    file.write_text(HEAD + "DPUPR,Andi,081200000001,1,,\nBUPATI,Dewi,op1,1,6,22\n")
    assert run(duty_app, "import", str(file)).stdout == "2 petugas piket tercatat, 0 dikeluarkan.\n"
    assert run(duty_app, "add", "DPUPR", "Beni", "0234271234", "--from", "8", "--until", "16").exit_code == 0
    listed = json.loads(run(duty_app, "list", "--json").stdout)
    assert [(one["body"], one["name"], one["from_hour"]) for one in listed] == [
        ("BUPATI", "Dewi", 6),
        ("DPUPR", "Andi", None),
        ("DPUPR", "Beni", 8),
    ]
    assert "Andi" in run(duty_app, "remove", str(listed[1]["id"])).stdout
    table = run(duty_app, "list", "--agency", "dpupr").stdout
    assert "Beni" in table
    assert "Andi" not in table


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "DPUPR", "A", "112"),
        ("add", "X", "A", "0812"),
        ("remove", "5"),
        ("list", "--agency", "X"),
        ("import", "/x"),
    ],
)
def test_a_mistake_is_one_sentence(run, arguments):
    done = run(duty_app, *arguments)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_calls_are_listed_without_their_numbers(run, sqlite_url):
    opened = Database(sqlite_url)
    with opened.transaction() as tx:
        add_officer(tx, NewOfficer("DPUPR", "Andi", "081200000001"), DISKOMINFO)
        ticket = open_ticket(tx, new_ticket(priority=Priority.EMERGENCY), OPERATOR)
        assign(tx, ticket.id, "DPUPR", OPERATOR)
        duty_service.ring_duty(tx, ticket.id, Level.AGENCY, now=T0)
    opened.close()
    table = run(outbound_app, "list", "--ticket", ticket.code).stdout
    assert "escalation" in table
    assert "081200000001" not in table
    assert len(json.loads(run(outbound_app, "list", "--json").stdout)) == 1
