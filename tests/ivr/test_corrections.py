"""Exporting corrections: only what may leave, with its sound, and nothing that names a caller."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from ivr.corrections import FolderInUse, corrections_app, export
from speech.settings import SpeechSettings
from speech.wav import what_is_wrong, write_wav
from tests.speech.sounds import tones
from tests.tickets.people import OPERATOR, T0, new_call, said
from tickets import migrate, service
from tickets.database import Database
from tickets.settings import TicketSettings
from tickets.texts_model import Correction, Stretch


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    (tmp_path / "recordings").mkdir()
    write_wav(tmp_path / "recordings" / "a.wav", tones(6, 440))
    return tmp_path / "recordings"


def correction(recordings: Path, text: str, number: str, name: str = "a.wav", call: int = 1) -> Correction:
    return Correction(Stretch(call, str(recordings / name), 1.0, 3.0), text, number)


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]


def test_sound_and_text_are_written_and_no_number_is(recordings: Path, tmp_path: Path) -> None:
    wanted = [
        correction(recordings, "air mati", "081234567890"),
        correction(recordings, "jalan rusak", "", call=2),
        correction(recordings, "lampu padam", "", call=3),
        correction(recordings, "masih mati", "081234567890"),
    ]
    done = export(wanted, tmp_path / "out", recordings)
    assert (done.written, done.skipped, done.seconds) == (4, 0, pytest.approx(4 * 2.8))
    found = lines(tmp_path / "out")
    assert [line["text"] for line in found] == ["air mati", "jalan rusak", "lampu padam", "masih mati"]
    assert found[0]["speaker"] == found[3]["speaker"]
    assert len({line["speaker"] for line in found}) == 3
    assert all(set(line) == {"audio", "text", "speaker"} for line in found)
    assert all(what_is_wrong(tmp_path / "out" / line["audio"]) == "" for line in found)
    assert "0812" not in (tmp_path / "out" / "manifest.jsonl").read_text()


def test_a_lost_recording_costs_its_own_line_only(recordings: Path, tmp_path: Path) -> None:
    wanted = [correction(recordings, "satu", "1", "lost.wav"), correction(recordings, "dua", "2")]
    wanted.append(Correction(Stretch(3, "/etc/passwd", 0.0, 1.0), "tiga", "3"))
    done = export(wanted, tmp_path / "out", recordings)
    assert (done.written, done.skipped) == (1, 2)
    assert [line["text"] for line in lines(tmp_path / "out")] == ["dua"]


def test_a_folder_with_something_in_it_is_left_alone(recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(FolderInUse, match="out"):
        export([], tmp_path / "out", recordings)
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.fixture
def house(tmp_path: Path, recordings: Path):
    """The settings of a house that keeps corrections, with one call that consented and one that did not."""
    tickets = TicketSettings(home=tmp_path, keep_corrections=True)
    migrate.upgrade(tickets.database_url)
    database = Database(tickets.database_url, keep_corrections=True)
    with database.transaction() as tx:
        for number in range(2):
            key = service.start_call(tx, new_call(f"1.{number}"))
            service.attach_recording(tx, key, str(recordings / "a.wav"))
            service.add_segment(tx, key, said("air mati", start=2.0))
            service.set_training_consent(tx, key, given=number == 0)
            ticket = service.end_call(tx, key, at=T0, reason="hangup")
            service.correct_transcript(tx, ticket.id, OPERATOR, f"air mati {number}")
    database.close()
    return SimpleNamespace(tickets=tickets, speech=SpeechSettings(home=tmp_path))


def test_the_command_exports_who_consented(house: SimpleNamespace, tmp_path: Path) -> None:
    result = CliRunner().invoke(corrections_app, ["export", str(tmp_path / "out"), "--json"], obj=house)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"written": 1, "seconds": 1.8, "skipped": 0}
    assert [line["text"] for line in lines(tmp_path / "out")] == ["air mati 0"]


def test_a_house_that_keeps_none_exports_none(house: SimpleNamespace, tmp_path: Path) -> None:
    house.tickets = TicketSettings(home=tmp_path)
    result = CliRunner().invoke(corrections_app, ["export", str(tmp_path / "out")], obj=house)
    assert result.exit_code == 1
    assert "keep_corrections" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_full_folder_or_a_missing_database_ends_in_a_sentence(house: SimpleNamespace, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "recordings", tmp_path / "full")
    result = CliRunner().invoke(corrections_app, ["export", str(tmp_path / "full")], obj=house)
    assert (result.exit_code, "sudah berisi" in result.stderr) == (1, True)
    house.tickets = TicketSettings(home=tmp_path / "nowhere", keep_corrections=True)
    result = CliRunner().invoke(corrections_app, ["export", str(tmp_path / "out")], obj=house)
    assert result.exit_code == 1
    assert "iceta database upgrade" in result.stderr
