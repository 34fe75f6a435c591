"""`iceta triage`, `triage-train` and `triage-evaluate` at the command line."""

import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets.cli_triage import app
from tickets.settings import TicketSettings
from tickets.triage import examples, packaged_weights
from tickets.triage.weights import LOCAL_NAME


@pytest.fixture
def invoke(tmp_path):
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))
    return lambda *arguments, **more: CliRunner().invoke(app, list(arguments), obj=settings, **more)


def test_one_json_document(invoke):
    found = json.loads(invoke("triage", "banyune beli metu ning tugu sliyeg", "--json").stdout)
    assert (found["category"], found["agency"]) == ("air", "PERUMDAM")
    assert found["place"] | {} == {
        "kecamatan": "Sliyeg",
        "kecamatan_code": "32.12.12",
        "desa": "Tugu",
        "desa_code": "32.12.12.2013",
    }
    assert found["readings"] == {"beli": "tidak"}
    assert set(found["words"]) == set(found["confidence"]) == {"category", "agency", "place", "urgency", "type"}
    assert found["weights"] == packaged_weights().name


def test_stdin_and_the_empty_text(invoke):
    assert json.loads(invoke("triage", "-", "--json", input="listrik padam").stdout)["agency"] == "PLN"
    empty = invoke("triage", "", "--json")
    assert (empty.exit_code, json.loads(empty.stdout)["category"]) == (0, None)


def test_people_read_why(invoke):
    shown = invoke("triage", "Listrik padam di [red]Sliyeg, bukan kebakaran").stdout
    assert "»Listrik«" in shown
    assert "[red]" in shown
    assert "rujuk pelapor" in shown
    assert "Disangkal atau sudah lewat: kebakaran." in shown


def test_a_known_kecamatan_chooses_and_an_unknown_one_is_refused(invoke):
    found = json.loads(invoke("triage", "jalan rusak desa tugu", "--kecamatan", "32.12.05", "--json").stdout)
    assert found["place"]["desa_code"] == "32.12.05.2002"
    assert invoke("triage", "jalan", "--kecamatan", "1").exit_code == 1


def test_evaluation_of_a_file_and_of_the_packaged_examples(invoke, tmp_path):
    file = tmp_path / "contoh.csv"
    file.write_text("text,category,agency,type,urgency\nlistrik padam sejak pagi,lainnya,PLN,,\n", encoding="utf-8")
    found = json.loads(invoke("triage-evaluate", str(file), "--json").stdout)
    assert (found["agency"]["accuracy"], found["agency"]["examples"], found["type"]["examples"]) == (1.0, 1, 0)
    assert "selalu yang tersering" in invoke("triage-evaluate", str(file)).stdout
    missing = invoke("triage-evaluate", str(tmp_path / "none.csv"))
    assert (missing.exit_code, "none.csv" in missing.stderr) == (1, True)


def test_broken_local_weights_are_told(invoke, tmp_path):
    (tmp_path / LOCAL_NAME).write_text("{}", encoding="utf-8")
    shown = invoke("triage", "air mati")
    assert shown.exit_code == 1
    assert "triage-train --force" in shown.stderr


def test_training_writes_into_the_home_and_prints_figures(invoke, tmp_path, monkeypatch):
    chosen = [e for e in examples.read_examples() if e.agency in ("PLN", "PERUMDAM")]
    monkeypatch.setattr(examples, "read_examples", lambda *_: chosen)
    shown = invoke("triage-train", "--force")
    assert shown.exit_code == 0, shown.output
    assert (tmp_path / LOCAL_NAME).exists()
    assert "selalu yang tersering" in shown.stdout
    assert json.loads(invoke("triage", "air mati di rumah", "--json").stdout)["agency"] == "PERUMDAM"
