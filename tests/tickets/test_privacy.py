"""Masks for every role, the times of keeping and the purge, one person's copy, the trail, and the commands."""

import json
import zipfile
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

from tickets import queries, service
from tickets.cli_privacy import app
from tickets.database import Database
from tickets.errors import NotAllowed
from tickets.model import Role, Status
from tickets.phone_numbers import MASK
from tickets.privacy.errors import RetentionInvalid
from tickets.privacy.fingerprints import Fingerprints
from tickets.privacy.masking import SIGHTS, Kind, Sight, mask_name, mask_nik, seen_by, shown
from tickets.privacy.needles import Needles, core
from tickets.privacy.person_export import export_person
from tickets.privacy.purge_service import purge
from tickets.privacy.retention import Kept, read_retention, retention_in
from tickets.privacy.statistics_only import statistics_only
from tickets.privacy.subject import Asked
from tickets.privacy.trail_service import log_access, trail
from tickets.reference.loader import FOLDER
from tickets.schema import AccessTable, CallTable, ErasureTable, SegmentTable
from tickets.settings import TicketSettings

from .citizens import NAME, NIK, NUMBER, call_of, wav
from .people import ADMIN, DISKOMINFO, OPERATOR, T0, new_ticket

VALUES = {Kind.NAME: NAME, Kind.NUMBER: NUMBER, Kind.NIK: NIK, Kind.HEALTH: "sakit jantung"}


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("kind", Kind)
def test_every_role_sees_what_the_table_says(role, kind):
    seen, value = shown(role, kind, VALUES[kind]), VALUES[kind]
    expected = SIGHTS[role][kind]
    assert (seen == value) == (expected is Sight.FULL)
    assert (seen == "") == (expected is Sight.HIDDEN)
    assert (MASK in seen) == (expected is Sight.MASKED)


def test_masks():
    assert mask_name("Siti Aminah") == "S••• A•••"
    assert mask_nik(NIK) == "321215••••••••••"
    assert (mask_name(""), mask_nik("")) == ("", "")


@pytest.mark.parametrize("role", [*Role, None])
def test_nobody_sees_an_anonymous_reporter(tx, role):
    facts = {"reporter_name": NAME, "reporter_number": NUMBER, "reporter_nik": NIK, "anonymous": True}
    seen = seen_by(role, service.open_ticket(tx, new_ticket(**facts), OPERATOR))
    assert (seen.reporter_name, seen.reporter_number, seen.reporter_nik) == ("", "", "")


@given(st.sampled_from(["0812-9876-5432", "+62 812 9876 5432", "6281298765432", "081298765432", "0062812.9876.5432"]))
@settings(max_examples=5)
def test_a_number_is_found_in_every_notation(written):
    needles = Needles(frozenset({core(NUMBER)}), frozenset({NIK}), frozenset({"kartinah ruswadi"}))
    assert needles.clean(f"hp {written}!") == "hp [dihapus]!"
    assert needles.clean_json({"a": [written, 7, True, None]}) == {"a": ["[dihapus]", 7, True, None]}
    assert needles.clean("3212 1541 0190 0007, KARTINAH  Ruswadi") == "[dihapus], [dihapus]"
    assert needles.clean("9081298765432 12 kartinahruswadi") == "9081298765432 12 kartinahruswadi"


def test_files_of_others_are_not_marred():
    needles = Needles(frozenset({core(NUMBER)}), frozenset(), frozenset({"siti amin"}))
    mine = needles.in_bytes()
    assert [match.group() for match in mine.finditer(b"hp=0062" + NUMBER[1:].encode() + b" SITI  Amin")] == [
        b"0062" + NUMBER[1:].encode(),
        b"SITI  Amin",
    ]
    assert not mine.search(b"Siti Aminah 9" + NUMBER.encode() + b" " + NUMBER.encode() + b"1")
    assert needles.in_bytes(anywhere=True).search(b"x9" + NUMBER.encode() + b"1")


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.lists(st.text(max_size=5))))
@settings(max_examples=50)
def test_unknown_details_of_events_go(detail):
    kept = statistics_only(detail | {"text": NAME, "number": NUMBER, "was": {"reporter_name": NAME, "status": "baru"}})
    assert NAME not in json.dumps(kept)
    assert kept["was"] == {"status": "baru"}
    assert statistics_only(kept) == kept


def test_times_of_keeping_are_checked(tmp_path):
    assert retention_in(tmp_path)[Kept.SOUND] == timedelta(days=90)
    own = tmp_path / "retention.toml"
    for content in ("[", "[days]\nsuara = 1", "[days]\n" + "\n".join(f"{kind} = 0" for kind in Kept)):
        own.write_text(content)
        with pytest.raises(RetentionInvalid):
            retention_in(tmp_path)
    own.write_text("[days]\n" + "\n".join(f"{kind} = 3" for kind in Kept))
    assert set(retention_in(tmp_path).values()) == {timedelta(days=3)}


RETENTION = read_retention(FOLDER / "retention.toml")


def test_what_is_too_old_goes_and_is_proven(database, tmp_path, clock):
    with database.transaction() as tx:
        call_id, draft = call_of(tx, tmp_path, "1.1")
        kept_call, kept = call_of(tx, tmp_path, "1.2")
        service.confirm_ticket(tx, kept.id, OPERATOR)
        finished = service.open_ticket(tx, new_ticket(reporter_name=NAME, description="rusak"), OPERATOR)
        service.reject(tx, finished.id, OPERATOR, "uji")
        log_access(tx, OPERATOR, kept.id, "lihat")
        before = queries.counts(tx)
    clock.now = T0 + timedelta(days=91)
    tried = purge(database, tmp_path, RETENTION, ADMIN, dry_run=True)
    assert (dict(tried.counts), (tmp_path / "recordings/1.1.wav").exists()) == ({"suara": 1}, True)
    purged = purge(database, tmp_path, RETENTION, ADMIN)
    assert (dict(purged.counts), len(purged.hashes["suara"])) == ({"suara": 1}, 1)
    assert not (tmp_path / "recordings/1.1.wav").exists()
    assert (tmp_path / "recordings/1.2.wav").exists()
    clock.now = T0 + timedelta(days=2000)
    assert set(purge(database, tmp_path, RETENTION, ADMIN).counts) == {
        "transkrip",
        "draf",
        "panggilan",
        "tiket",
        "akses",
    }
    with database.reading() as tx:
        after = queries.counts(tx)
        assert queries.ticket(tx, kept.id) == kept_as_it_was(tx, kept.id)
        assert queries.ticket(tx, finished.id).reporter_name == ""
        assert queries.ticket(tx, draft.id).status is Status.REJECTED
        assert set(tx.scalars(select(SegmentTable.call_id))) == {kept_call}
        assert tx.scalar(select(CallTable.caller_number).where(CallTable.id == call_id)) == ""
        proofs = tx.execute(select(ErasureTable.kind, ErasureTable.counts)).all()
    assert (after["ditolak"], after["draf"]) == (before["ditolak"] + 1, before["draf"] - 1)
    assert proofs[0] == ("purge.suara", {"suara": 1, "hashes": purged.hashes["suara"]})
    assert not purge(database, tmp_path, RETENTION, ADMIN).counts


def kept_as_it_was(tx, ticket_id):
    ticket = queries.ticket(tx, ticket_id)
    assert NAME in ticket.description
    assert (ticket.reporter_name, ticket.reporter_number) == (NAME, NUMBER)
    return ticket


def test_sound_outside_the_house_stays_with_its_row(database, tmp_path, clock):
    with database.transaction() as tx:
        call_id, _ = call_of(tx, tmp_path)
        tx.execute(update(CallTable).values(recording="/etc/hostname"))
    clock.now = T0 + timedelta(days=91)
    assert not purge(database, tmp_path, RETENTION, ADMIN).counts
    with database.reading() as tx:
        assert tx.scalar(select(CallTable.recording).where(CallTable.id == call_id)) == "/etc/hostname"


def test_only_those_who_keep_data_may_purge(database, tmp_path):
    with pytest.raises(NotAllowed):
        purge(database, tmp_path, RETENTION, OPERATOR)
    with pytest.raises(NotAllowed):
        export_person(database, tmp_path, Asked(number=NUMBER), tmp_path / "a.zip", OPERATOR)


def test_fingerprints_need_the_key(tmp_path):
    prints = Fingerprints(tmp_path)
    assert prints.of("a", "b") == Fingerprints(tmp_path).of("a", "b") != prints.of("ab")
    assert prints.of_all(["x", "y"]) == prints.of_all(["y", "x"])
    assert (tmp_path / "privacy.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "lain").mkdir()
    assert Fingerprints(tmp_path / "lain").of("a", "b") != prints.of("a", "b")


def test_a_person_gets_everything(database, tmp_path):
    with database.transaction() as tx:
        call_id, ticket = call_of(tx, tmp_path)
        other = service.open_ticket(tx, new_ticket(reporter_name="Budi", reporter_number="081311112222"), OPERATOR)
        log_access(tx, OPERATOR, ticket.id, "lihat")
        log_access(tx, OPERATOR, None, "dengar", call_id=call_id)
    handed = export_person(database, tmp_path, Asked(number=NUMBER), tmp_path / "salinan.zip", DISKOMINFO)
    assert (handed.counts["tiket"], handed.counts["panggilan"], handed.files) == (1, 1, 1)
    assert (tmp_path / "salinan.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "salinan.zip") as archive:
        found, index = json.loads(archive.read("data.json")), archive.read("BACA-DULU.txt").decode()
        assert archive.read(f"suara/{call_id}.wav") == wav()
    assert found["tiket"][0]["reporter_name"] == NAME
    assert [look["what"] for look in found["jejak_akses"]] == ["lihat", "dengar", "salinan data", "salinan data"]
    assert "Sari (operator): dengar" in index
    assert other.code not in json.dumps(found)
    with database.reading() as tx:
        looks = trail(tx, ticket.id)
    assert [look.what for look in looks] == ["salinan data", "salinan data", "dengar", "lihat"]
    assert NUMBER[1:] not in "".join(look.subject for look in looks)


@pytest.fixture
def run(tmp_path, migrated_file):
    (tmp_path / "iceta.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'iceta.db'}", clock=lambda: T0)
    with database.transaction() as tx:
        _, ticket = call_of(tx, tmp_path)
        service.reject(tx, ticket.id, OPERATOR, "uji")
        tx.execute(insert(AccessTable).values(at=T0, actor="Sari", ticket_id=ticket.id, subject="", what="lihat"))
    database.close()
    settings = SimpleNamespace(tickets=TicketSettings(home=tmp_path))

    def invoke(*arguments, **options):
        given = [ticket.code if argument == "CODE" else argument for argument in arguments]
        return CliRunner().invoke(app, given, obj=settings, **options)

    return invoke


def test_the_commands(run, tmp_path):
    assert json.loads(run("trail", "--ticket", "CODE", "--json").stdout)[0]["what"] == "lihat"
    assert "lihat" in run("trail", "--ticket", "CODE").stdout
    assert "1 berkas suara" in run("export", "--number", NUMBER, "-o", str(tmp_path / "a.zip")).stdout
    assert run("erase", "--number", NUMBER, input="n\n").exit_code == 1
    asked = run("erase", "--number", NUMBER, input="y\n")
    assert "Hapus 1 laporan dan 1 panggilan orang ini?" in asked.stdout
    assert "segment          1" in asked.stdout
    assert json.loads(run("erase", "--number", NUMBER, "--yes", "--json").stdout)["counts"] == {}
    assert "Tidak ada lagi" in run("erase", "--number", NUMBER, "--yes").stdout
    assert "dihapus" in run("purge", "--dry-run").stdout
    assert json.loads(run("purge", "--json").stdout)["dry_run"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("erase", "--yes"),
        ("erase", "--number", "112", "--yes"),
        ("erase", "--nik", "12", "--yes"),
        ("erase", "--ticket", "1234", "--yes"),
        ("export", "-o", "/tidak/ada.zip", "--number", NUMBER),
        ("trail", "--ticket", "1234"),
    ],
)
def test_errors_are_one_sentence(run, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceta: ")
    assert result.stderr.count("\n") == 1
