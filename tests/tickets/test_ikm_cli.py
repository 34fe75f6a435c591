"""`iceta ikm`: one JSON document or a table on stdout, notes on stderr, errors in one sentence."""

import json
import shutil
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tickets.cli_ikm import app
from tickets.database import Database
from tickets.satisfaction.standards import known_standard
from tickets.settings import TicketSettings
from tickets.survey_service import NewAnswers, Source, record_answers

from .people import OPERATOR, T0, Clock

NINE = ",".join(known_standard("14/2017").codes)
TABLE = f"responden,{NINE}\na,3,4,4,2,3,3,4,3,4\nb,3,3,4,3,3,4,4,3,3\n"


@pytest.fixture
def invoke(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))

    def run(*arguments, typed=None, obj=settings):
        return CliRunner().invoke(app, list(arguments), obj=obj, input=typed)

    return run


@pytest.fixture
def file(tmp_path):
    (tmp_path / "jawaban.csv").write_text(TABLE, encoding="utf-8")
    return "jawaban.csv"


@pytest.fixture
def surveyed(tmp_path, migrated_file):
    """A database in which DINKES was marked 4 by one and 3 by another respondent, on the ninth of March."""
    shutil.copy(migrated_file, tmp_path / "iceta.db")
    database = Database(TicketSettings(home=tmp_path).database_url, clock=Clock())
    with database.transaction() as tx:
        for value in (4, 3):
            answers = dict.fromkeys(("U3", "U7"), value)
            record_answers(tx, NewAnswers(answers, Source.PHONE, agency="DINKES", at=T0), OPERATOR)
    database.close()


def test_a_table_becomes_one_json_document(invoke, file):
    result = invoke(file, "--json", "--population", "3", obj=None)
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert list(content)[:4] == ["index", "ikm", "grade", "kinerja"]
    assert (content["index"], content["ikm"], content["grade"], content["kinerja"]) == (3.33, 83.33, "B", "Baik")
    means = [3.0, 3.5, 4.0, 2.5, 3.0, 3.5, 4.0, 3.0, 3.5]
    assert content["per_element"] == dict(zip(NINE.split(","), means, strict=True))
    assert (content["respondents"], content["needed_sample"], content["sample_reached"]) == (2, 3, False)
    assert (content["standard"], content["weights"], content["ignored_columns"]) == ("14/2017", "exact", ["responden"])
    assert result.stderr == "catatan: kolom diabaikan: “responden”.\n"


def test_printed_weights_are_named_and_give_less(invoke, file):
    content = json.loads(invoke(file, "--json", "--weights", "printed").stdout)
    assert (content["index"], content["ikm"], content["weights"], content["weight"]) == (3.3, 82.5, "printed", 0.11)
    assert "tercetak, 0,11 per unsur" in invoke(file, "--weights", "printed").stdout


def test_the_older_standard_from_stdin(invoke):
    codes = known_standard("25/2004").codes
    typed = f"{';'.join(codes)}\n{';'.join('3' * 14)}\n"
    content = json.loads(invoke("-", "--standard", "25/2004", "--json", typed=typed).stdout)
    assert (content["ikm"], content["grade"], len(content["per_element"])) == (75.0, "B", 14)


def test_the_table_for_people(invoke, file):
    shown = invoke(file, "--population", "400").stdout
    for text in (
        "jawaban.csv", "Permenpan RB 14/2017", "Penanganan pengaduan, saran dan masukan", "2,50", "█", "3,33", "83,33",
        "B (Baik)", "eksak, 1/9 per unsur", "U4 Biaya/tarif", "2 dari 196", "kurang 194",
    ):  # fmt: skip
        assert text in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert "--population" in invoke(file).stdout


def test_notes_say_what_is_missing_and_strange(invoke):
    extra = ",".join(f"k{number}" for number in range(12))
    header = NINE.replace("U8", "U8 Sarana dan prasarana")
    rows = ["x" * 12, "a,,,,,,,,,", "b,3,,3,3,3,3,3,3,-", "c,1,1,1,1,1,1,1,1,1"]
    typed = "\n".join([f"nama,{header},{extra}", *(f"{row},{','.join('y' * 12)}" for row in rows[1:])])
    result = invoke("-", "--json", typed=typed)
    assert json.loads(result.stdout)["missing_answers"] == 2
    assert json.loads(result.stdout)["rows_without_answers"] == 1
    columns, contradiction, missing, silent = result.stderr.splitlines()
    assert "“k8” dan 3 lainnya" in columns
    assert "“U8 Sarana dan prasarana”" in contradiction
    assert "2 jawaban kosong" in missing
    assert "1 baris tanpa jawaban" in silent


def test_the_database_answers_when_no_file_is_given(invoke, surveyed):
    result = invoke("--agency", "dinkes", "--from", "2026-03-09", "--to", "2026-03-09", "--json")
    content = json.loads(result.stdout)
    assert (content["ikm"], content["per_element"], content["agency"]) == (87.5, {"U3": 3.5, "U7": 3.5}, "DINKES")
    assert (content["population"], content["needed_sample"], content["weight"]) == (0, 0, 0.5)
    assert "hanya atas 2 unsur, bukan IKM lengkap" in result.stderr
    shown = invoke("--population", "2").stdout
    assert "semua instansi" in shown
    assert "2 dari 2 yang diperlukan untuk 2 yang dilayani: cukup" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("tidak-ada.csv",), ("jawaban.csv", "--standard", "1/1999"), ("jawaban.csv", "--weights", "berat"),
        ("jawaban.csv", "--standard", "25/2004"), ("--agency", "NASA"), ("--agency", "DPUPR"),
        ("--from", "2026-03-10"), ("--from", "besok"), ("--weights", "printed"), ("-",),
    ],
)  # fmt: skip
def test_errors_are_one_sentence_on_stderr(invoke, file, surveyed, arguments):
    result = invoke(*arguments, "--json", typed="")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1


def test_no_settings_no_tables_and_two_sources_are_told(invoke, file):
    assert "name a file" in invoke(obj=None).stderr
    assert "iceta database upgrade" in invoke().stderr
    assert invoke(file, "--agency", "DINKES").exit_code == 2
    assert invoke(file, "--population", "-1").exit_code == 2
