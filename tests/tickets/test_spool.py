"""While the database is away calls are kept on disk, and written later exactly once."""

import json
import subprocess
import sys

import pytest

from tickets import queries, service
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.schema import EventTable
from tickets.spool import Spool

from .people import T0, new_call, said


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def whole_call(spool, linkedid="7.1"):
    assert spool.put("start_call", {"call": new_call(linkedid)})
    assert spool.put("add_segment", {"linkedid": linkedid, "segment": said("air mati")})
    assert spool.put("end_call", {"linkedid": linkedid, "at": T0, "reason": "hangup"})


def read_tickets(database):
    with database.reading() as tx:
        return queries.tickets(tx)


def test_a_whole_call_is_written_later(spool, database):
    whole_call(spool)
    assert spool.waiting()
    assert spool.replay(database) == 3
    (ticket,) = read_tickets(database)
    assert (ticket.description, ticket.reporter_number) == ("air mati", "081234567890")
    assert not spool.waiting()
    assert spool.replay(database) == 0


def test_a_call_that_began_before_the_break_goes_on(spool, database):
    with database.transaction() as tx:
        call_id = service.start_call(tx, new_call("7.1"))
    spool.put("add_segment", {"linkedid": "7.1", "segment": said("air mati")})
    spool.put("end_call", {"linkedid": "7.1", "at": T0, "reason": "hangup"})
    spool.replay(database)
    assert [ticket.call_id for ticket in read_tickets(database)] == [call_id]


def test_an_unreachable_database_keeps_everything_for_later(spool, tmp_path, database):
    whole_call(spool)
    away = Database(f"sqlite:///{tmp_path / 'away' / 'iceta.db'}")
    for _ in range(2):
        with pytest.raises(DatabaseUnreachable):
            spool.replay(away)
    away.close()
    whole_call(spool, "7.2")
    assert spool.replay(database) == 6
    assert [ticket.call_id for ticket in read_tickets(database)] == [2, 1]


def test_a_crash_in_the_middle_writes_nothing_twice(spool, database, monkeypatch):
    whole_call(spool)
    with monkeypatch.context() as broken:
        broken.setattr(service, "end_call", lambda *_, **__: _crash())
        with pytest.raises(KeyboardInterrupt):
            spool.replay(database)
    assert spool.replay(database) == 1
    with database.reading() as tx:
        kinds = [row.kind for row in tx.query(EventTable.kind).order_by(EventTable.id)]
    assert kinds == ["call.started", "transcript.final", "call.ended", "ticket.opened"]


def _crash():
    raise KeyboardInterrupt


def test_a_file_that_comes_back_is_not_written_twice(spool, database):
    whole_call(spool)
    copy = (spool.folder / "open.jsonl").read_bytes()
    spool.replay(database)
    (spool.folder / "waiting-000001.jsonl").write_bytes(copy)
    assert spool.replay(database) == 0
    assert len(read_tickets(database)) == 1
    assert list(spool.folder.iterdir()) == []


def test_a_torn_line_is_set_aside_and_the_rest_is_written(spool, database):
    spool.put("start_call", {"call": new_call("7.1")})
    with (spool.folder / "open.jsonl").open("ab") as file:
        file.write(b'{"id": "x", "verb": "add_se')
    spool.put("end_call", {"linkedid": "7.1", "at": T0, "reason": "hangup"})
    assert spool.replay(database) == 2
    assert (spool.folder / "refused.jsonl").read_text().startswith('{"id": "x"')


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        '{"id": 1}',
        '{"id": "1", "verb": "rm", "kwargs": {}}',
        '{"id": "1", "verb": "start_call", "kwargs": {"call": {"at": 5}}}',
        '{"id": "1", "verb": "end_call", "kwargs": {"linkedid": "1", "at": "2026-01-01", "reason": "x"}}',
    ],
)
def test_lines_that_make_no_sense_stop_nothing(spool, database, line):
    whole_call(spool)
    with (spool.folder / "open.jsonl").open("a") as file:
        file.write(line + "\n")
    assert spool.replay(database) == 3
    assert (spool.folder / "refused.jsonl").read_text() == line + "\n"


def test_only_call_verbs_can_wait(spool):
    with pytest.raises(KeyError):
        spool.put("assign", {})
    assert not spool.waiting()


def test_a_full_spool_gives_up_words_before_calls(tmp_path):
    spool = Spool(tmp_path, most_bytes=2_000, reserve_bytes=2_000)
    while spool.put("add_segment", {"linkedid": "7.1", "segment": said("air mati " * 10)}):
        pass
    assert spool.put("start_call", {"call": new_call("7.2")})
    while spool.put("end_call", {"linkedid": "7.2", "at": T0, "reason": "hangup"}):
        pass
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 4_000


def test_a_lost_beginning_does_not_lose_what_was_said(spool, database):
    spool.put("add_segment", {"linkedid": "7.9", "segment": said("ada ular")})
    spool.put("end_call", {"linkedid": "7.9", "at": T0, "reason": "hangup"})
    assert spool.replay(database) == 2
    assert [ticket.description for ticket in read_tickets(database)] == ["ada ular"]


def test_a_line_is_on_disk_when_put_returns(tmp_path):
    program = (
        "import os, sys; from pathlib import Path; from tickets.spool import Spool;"
        "Spool(Path(sys.argv[1])).put('end_call', {'linkedid': '1', 'at': 'x', 'reason': ''}); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], timeout=30).returncode == 9
    assert json.loads((tmp_path / "open.jsonl").read_text())["verb"] == "end_call"
