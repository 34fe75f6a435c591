"""The commands of home visits and puskesmas: what they print, and that errors are sentences."""

import json
from datetime import datetime
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets.cli import database_app
from tickets.cli_dokmaru import dokmaru_app
from tickets.dokmaru.cli_puskesmas import puskesmas_app
from tickets.local_time import JAKARTA
from tickets.settings import TicketSettings

LIST = "code,name,kecamatan,phone,address,desa\nPKM-SLIYEG,Sliyeg,Sliyeg,0234-1,,Sleman;Tambi\nPKM-X,=cmd,Patrol,,,\n"


@pytest.fixture
def run(tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    (tmp_path / "daftar.csv").write_text(LIST)
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))

    def invoke(app, *arguments):
        return CliRunner().invoke(app, list(arguments), obj=settings)

    assert invoke(database_app, "check").exit_code == 0
    return invoke


def imported(run, tmp_path):
    result = run(puskesmas_app, "import", str(tmp_path / "daftar.csv"))
    assert result.exit_code == 0, result.output
    return result.stdout


def opened(run, *options):
    result = run(dokmaru_app, "open", "Siti Maryam", "demam lima hari", "--json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_list_is_imported_and_shown(run, tmp_path):
    assert imported(run, tmp_path) == "2 added, 0 changed, 0 removed, 0 unchanged\n"
    assert "Sleman, Tambi" in run(puskesmas_app, "list").stdout
    again = run(puskesmas_app, "import", str(tmp_path / "daftar.csv"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 2
    assert len(json.loads(run(puskesmas_app, "list", "--json").stdout)) == 2


def test_faults_of_a_file_are_told_line_by_line(run, tmp_path):
    bad = tmp_path / "salah.csv"
    bad.write_text(LIST + "PKM-Y,,Sliyegg,,,\n")
    result = run(puskesmas_app, "import", str(bad))
    assert (result.exit_code, result.stdout) == (1, "")
    first, second, last = result.stderr.splitlines()
    assert first == "salah.csv: line 4, column name: the name is missing"
    assert "line 4, column kecamatan" in second
    assert last.startswith("iceta: salah.csv: 2 faults")
    assert "can't be used" in run(puskesmas_app, "import", str(tmp_path / "tidak-ada.csv")).stderr


def test_a_visit_is_opened_worked_on_and_shown(run, tmp_path):
    imported(run, tmp_path)
    facts = opened(run, "--desa", "32.12.12.2001", "--nik", "3212124101650001", "--phone", "081234567890", "--sex", "L")
    code = facts["code"]
    assert facts["nearest"]["candidates"][0]["code"] == "PKM-SLIYEG"
    assert facts["advice"]["doubts"] == ["Jenis kelamin tidak cocok dengan NIK."]
    for arguments in (
        ("edit", code, "--sex", "P", "--age", "61"),
        ("triage", code),
        ("team", code, "PKM-SLIYEG", "dr. Ani"),
        ("depart", code),
        ("visited", code, "diinfus"),
        ("refer", code, "RSUD-IND"),
        ("close", code),
    ):
        result = run(dokmaru_app, *arguments)
        assert result.exit_code == 0, result.output
    assert result.stdout == f"{code[:4]} {code[4:]}  selesai\n"
    page = run(dokmaru_app, "show", f"{code[:4]} {code[4:]}").stdout
    for shown in ("Siti Maryam", "Sleman, Sliyeg", "RSUD-IND", "diinfus", "wilayah kerjanya"):
        assert shown in page
    assert json.loads(run(dokmaru_app, "show", code, "--json").stdout)["ticket_status"] == "selesai"


def test_lists_hide_the_person(run, tmp_path):
    opened(run, "--phone", "081234567890")
    shown = run(dokmaru_app, "list", "--open").stdout
    assert "S. M." in shown
    assert "•••890" in shown
    assert "Siti" not in shown
    (visit,) = json.loads(run(dokmaru_app, "list", "--json").stdout)
    assert (visit["patient_name"], visit["complaint"]) == ("S. M.", "•••")
    assert json.loads(run(dokmaru_app, "list", "--json", "--status", "selesai").stdout) == []


def test_a_red_flag_shouts_for_119(run):
    code = opened(run, "--flag", "sesak_napas", "--flag", "kejang")["code"]
    triaged = run(dokmaru_app, "triage", code, "--flag", "sesak_napas").stdout
    assert "TANDA BAHAYA: sesak napas. Sambungkan ke 119 sekarang" in triaged
    refused = run(dokmaru_app, "team", code, "PKM-SLIYEG", "dr. Ani")
    assert refused.exit_code == 1
    assert "hand it over to 119 now" in refused.stderr
    assert "diserahkan 119" in run(dokmaru_app, "119", code).stdout


def test_a_flag_set_by_mistake_is_taken_back(run, tmp_path):
    imported(run, tmp_path)
    code = opened(run, "--flag", "kejang")["code"]
    run(dokmaru_app, "triage", code, "--flag", "kejang")
    assert run(dokmaru_app, "edit", code, "--no-flag").exit_code == 0
    assert run(dokmaru_app, "team", code, "PKM-SLIYEG", "dr. Ani").exit_code == 0


def test_words_of_danger_and_the_nik_propose(run):
    result = run(dokmaru_app, "open", "Pak Rasta", "bapak engap, ora kejang", "--nik", "3212121010600001")
    assert "Mungkin sesak napas (“engap”): tanyakan sekarang." in result.stdout
    assert "Mungkin kejang (“kejang”): disangkal, tanyakan lagi." in result.stdout
    assert "Menurut NIK jenis kelaminnya L" in result.stdout
    assert "iceta puskesmas import" in result.stdout


def test_errors_are_one_sentence(run, tmp_path):
    code = opened(run)["code"]
    for arguments in (
        ("show", "1234 5678"),
        ("team", code, "PKM-SLIYEG", "dr. Ani"),
        ("cancel", code, " "),
        ("edit", code, "--nik", "123"),
        ("report", "--month", "oktober"),
        ("report", "--month", "2026-10", "-o", str(tmp_path / "tidak" / "ada.csv")),
        ("triage", code, "--at", "1999-01-01 10:00"),
    ):
        result = run(dokmaru_app, *arguments)
        assert (result.exit_code, result.stdout) == (1, ""), arguments
        assert result.stderr.startswith("iceta: ")
        assert result.stderr.count("\n") == 1
    assert run(dokmaru_app, "list", "--status", "aneh").exit_code == 2


def test_a_report_is_printed_as_words_json_or_csv(run, tmp_path):
    facts = opened(run, "--flag", "kejang", "--kecamatan", "32.12.12")
    month = datetime.fromisoformat(facts["created_at"]).astimezone(JAKARTA).strftime("%Y-%m")
    printed = run(dokmaru_app, "report", "--month", month).stdout
    assert "kejang 1" in printed
    assert "  Sliyeg                       1     0     0" in printed
    assert json.loads(run(dokmaru_app, "report", "--month", month, "--json").stdout)["total"]["reported"] == 1
    written = run(dokmaru_app, "report", "--month", month, "-o", str(tmp_path / "bulan.csv"))
    assert (written.exit_code, written.stdout) == (0, "")
    assert f"{month},total,,reported,1" in (tmp_path / "bulan.csv").read_text()
