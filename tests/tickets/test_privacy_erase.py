"""Erasing a person: after it no row of any table and no file of the house tells of them, and statistics survive."""

import pytest
from sqlalchemy import func, select, update

from tickets import queries, service
from tickets.channels.import_service import import_rows
from tickets.channels.mapping import built_in
from tickets.channels.source_rows import SourceRow
from tickets.database import Database
from tickets.errors import NotAllowed, NothingToUndo, TicketNotFound
from tickets.privacy.erase_service import erase, extent
from tickets.privacy.errors import NikUnusable, NumberUnusable, PersonNotNamed, StillOpen
from tickets.privacy.subject import Asked
from tickets.schema import CallTable, ErasureTable, EventTable, TicketTable
from tickets.search.search_service import search

from .citizens import NAME, NIK, NUMBER, OTHER, SPOKEN, TELLING, call_of, left_in_files, left_in_rows, traces_everywhere
from .people import ADMIN, DISKOMINFO, OPERATOR, new_ticket

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection", "ignore:Did not recognize type")


@pytest.fixture
def home(tmp_path):
    return tmp_path


def by_number(database, home, **options):
    return erase(database, home, Asked(number="+62 812 9876 5432"), ADMIN, spool=home / "spool", **options)


def test_nothing_is_left_of_her(database, home):
    traces_everywhere(database, home)
    assert {row.split(":")[1].strip() for row in left_in_rows(database)} == set(TELLING)
    assert left_in_files(home)
    with pytest.raises(StillOpen, match="Masih berjalan"):
        by_number(database, home)  # her spooled call has left a draft
    erased = by_number(database, home, also_open=True)
    assert left_in_rows(database) == []
    assert left_in_files(home) == []
    assert (erased.left, erased.compacted) == ([], True)
    assert erased.counts["call"] == 2
    assert erased.counts["file"] == 2


def test_statistics_and_others_survive(database, home):
    first, _, other = traces_everywhere(database, home)
    with database.reading() as tx:
        counted, calls = queries.counts(tx), tx.scalar(select(func.count()).select_from(CallTable))
        kinds = tx.scalars(select(EventTable.kind).order_by(EventTable.id)).all()
    erase(database, home, Asked(number=NUMBER), ADMIN)
    with database.reading() as tx:
        assert queries.counts(tx) == counted
        assert tx.scalar(select(func.count()).select_from(CallTable)) == calls
        assert tx.scalars(select(EventTable.kind).order_by(EventTable.id)).all()[: len(kinds)] == kinds
        hers, his = queries.ticket_by_code(tx, first), queries.ticket_by_code(tx, other)
        assert search(tx, "Budi")[0].code == other
        assert search(tx, "kartinah") == search(tx, NUMBER) == search(tx, "amblas") == []
    assert (hers.description, hers.reporter_name, hers.status.value) == ("[dihapus]", "", "ditolak")
    assert {name: getattr(his, name) for name in OTHER} == OTHER
    assert his.description == "tetangga [dihapus], hp [dihapus]"
    assert "081311112222" in (home / "asterisk" / "messages.log").read_text()


def test_erasing_twice_changes_nothing(database, home):
    traces_everywhere(database, home)
    first = by_number(database, home, also_open=True)
    with database.reading() as tx:
        events = queries.last_event_id(tx)
    again = by_number(database, home, also_open=True)
    assert (again.nothing, again.subject_hash) == (True, first.subject_hash)
    with database.reading() as tx:
        assert queries.last_event_id(tx) == events
        (row,) = tx.execute(select(ErasureTable)).scalars()
    assert NUMBER[1:] not in row.subject_hash
    assert row.counts["ticket"] == 4  # two reports, the draft, and the neighbour's words


def test_a_busy_database_is_rewritten_the_next_time(sqlite_url, home, monkeypatch):
    monkeypatch.setattr("tickets.engine.BUSY_TIMEOUT_S", 0.2)
    database, reader = Database(sqlite_url), Database(sqlite_url)
    try:
        with database.transaction() as tx:
            ticket = service.open_ticket(tx, new_ticket(reporter_number=NUMBER, reporter_name=NAME), OPERATOR)
            service.reject(tx, ticket.id, OPERATOR, "uji")
        with reader.reading() as tx:
            queries.counts(tx)
            busy = by_number(database, home)
        assert not busy.compacted
        assert by_number(database, home).compacted
        assert left_in_files(home, ("kartinah", NUMBER[1:])) == []
    finally:
        database.close()
        reader.close()


def test_an_erased_report_doesn_t_come_in_again(database, home):
    rows = [SourceRow(2, {"id": "ig-7", "uraian": "a", "telepon": NUMBER, "status": "ditolak"})]
    assert len(import_rows(database, rows, built_in()["umum"], OPERATOR).created) == 1
    erase(database, home, Asked(number=NUMBER), ADMIN)
    assert import_rows(database, rows, built_in()["umum"], OPERATOR).known == 1


def test_one_report_only(database, home):
    _, second, other = traces_everywhere(database, home)
    erase(database, home, Asked(ticket=second), DISKOMINFO)
    with database.reading() as tx:
        assert queries.ticket_by_code(tx, second).reporter_number == ""
        assert NAME in queries.ticket_by_code(tx, other).description
        assert len(search(tx, "kartinah")) == 2
    assert len(left_in_files(home, (NUMBER,))) >= 1


def test_by_nik(database, home):
    with database.transaction() as tx:
        ticket = service.open_ticket(tx, new_ticket(reporter_name=NAME, reporter_nik=NIK), OPERATOR)
        service.reject(tx, ticket.id, OPERATOR, NIK)
    erase(database, home, Asked(nik=NIK), ADMIN)
    assert left_in_rows(database, (NIK, "kartinah")) == []


def test_a_shared_name_is_left_to_the_others(database, home):
    with database.transaction() as tx:
        for number in (NUMBER, "081311112222"):
            ticket = service.open_ticket(tx, new_ticket(reporter_name=NAME, reporter_number=number), OPERATOR)
            service.reject(tx, ticket.id, OPERATOR, "uji")
    erase(database, home, Asked(number=NUMBER), ADMIN)
    with database.reading() as tx:
        assert queries.ticket(tx, ticket.id).reporter_name == NAME


def test_a_running_call_is_waited_for(database, home):
    with database.transaction() as tx:
        call_id, ticket = call_of(tx, home)
        service.reject(tx, ticket.id, OPERATOR, "uji")
        tx.execute(update(CallTable).where(CallTable.id == call_id).values(ended_at=None))
    with pytest.raises(StillOpen, match=r"panggilan 100\.1"):
        by_number(database, home)
    with database.reading() as tx:
        found = extent(tx, Asked(number=NUMBER))
    assert (found.tickets, found.calls, found.still_open) == (1, 1, ("panggilan 100.1",))


def test_files_outside_the_house_are_not_touched(database, home):
    outside = home.parent / "luar.wav"
    outside.write_bytes(b"x")
    with database.transaction() as tx:
        call_id, ticket = call_of(tx, home)
        service.attach_recording(tx, call_id, "../luar.wav")
        service.attach(tx, ticket.id, OPERATOR, "surel", "mailto:x@y.id")
        service.reject(tx, ticket.id, OPERATOR, "uji")
    by_number(database, home)
    assert outside.exists()


def test_an_undo_can_t_bring_her_back(database, home):
    with database.transaction() as tx:
        ticket = service.open_ticket(tx, new_ticket(reporter_number=NUMBER, description=SPOKEN), OPERATOR)
        service.edit_ticket(tx, ticket.id, OPERATOR, description="lain", reporter_number="0811111111")
    erase(database, home, Asked(ticket=ticket.code), ADMIN, also_open=True)
    with database.transaction() as tx:
        with pytest.raises(NothingToUndo):
            service.undo(tx, ticket.id, OPERATOR)
        found = tx.execute(select(TicketTable.description, TicketTable.reporter_number)).one()
    assert tuple(found) == ("[dihapus]", "")


def test_requests_must_make_sense(database, home):
    for asked in (Asked(), Asked(number=NUMBER, nik=NIK)):
        with pytest.raises(PersonNotNamed):
            erase(database, home, asked, ADMIN)
    for number in ("112", "x", "12"):
        with pytest.raises(NumberUnusable):
            erase(database, home, Asked(number=number), ADMIN)
    with pytest.raises(NikUnusable):
        erase(database, home, Asked(nik="123"), ADMIN)
    with pytest.raises(TicketNotFound):
        erase(database, home, Asked(ticket="12345678"), ADMIN)
    with pytest.raises(NotAllowed):
        erase(database, home, Asked(number=NUMBER), OPERATOR)
