"""Tickets are found by what people remember of them, on both databases alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from tickets import service
from tickets.codes import grouped
from tickets.model import Actor, Role
from tickets.search.folding import words
from tickets.search.index_service import rebuild, reindex, reindex_call
from tickets.search.search_service import MOST_COUNTED, count, search

from .people import DPUPR, OPERATOR, new_call, new_ticket, said
from .test_search_reading import hostile

NIK = "3212154101000001"
FACTS = {
    "road": {
        "description": "Jalan berlubang 100% dekat jembatan",
        "reporter_name": "Soekarno",
        "desa": "32.12.12.2001",
    },
    "water": {
        "description": "air keruh",
        "category": "air",
        "reporter_number": "0234 271234",
        "landmark": "Pasar Baru",
    },
    "snake": {"description": "ada ular di dapur", "reporter_name": "Ibu Karsinah", "reporter_number": "+62895123456"},
    "card": {"description": "KTP hilang", "category": "kependudukan", "kecamatan": "32.12.28", "reporter_nik": NIK},
    "lamp": {"description": "lampu_mati di jembatan", "reporter_number": "112", "kecamatan": "32.12.18"},
}

FOUND = {
    "": ["lamp", "card", "snake", "water", "road"],
    "jembatan": ["lamp", "road"],
    "JALAN jemb": ["road"],
    "berlubang 100%": ["road"],
    "100": ["road"],
    "%": [],
    "lampu mati": ["lamp"],
    '"jalan berlubang"': ["road"],
    '"berlubang jalan"': [],
    "pasar bar": ["water"],
    "62895123456": ["snake"],
    "0895-123-456": ["snake"],
    "+62 (0)895.123.456": ["snake"],
    "telp:0895": ["snake"],
    "nama:0895": [],
    "+62 234 271234": ["water"],
    "271234": ["water"],
    "0234": ["water"],
    "112": ["lamp"],
    NIK: ["card"],
    f"nik:{NIK[:8]}": ["card"],
    "3212": [],
    "kedokanbunder": ["card"],
    "kedokan bunder": ["card"],
    "kedokn bunder": ["card"],
    "loh bener": ["lamp"],
    "kec:lohbener jembatan": ["lamp"],
    "kec:lohbener jalan": [],
    "sliyeg": ["road"],
    "sukarno": ["road"],
    "bu karsina": ["snake"],
    "kasinah": ["snake"],
    "nama:kersinah": ["snake"],
    "kategori:air": ["water"],
    "status:baru prioritas:biasa jembatan": ["lamp", "road"],
    "status:selesai": [],
    "'; DROP TABLE ticket; --": [],
}


@pytest.fixture
def opened(tx):
    tx.execute(sql("DELETE FROM ticket_search"))
    tx.execute(sql("DELETE FROM ticket_search_word"))
    tickets = {name: service.open_ticket(tx, new_ticket(**fact), OPERATOR) for name, fact in FACTS.items()}
    for ticket in tickets.values():
        reindex(tx, ticket.id)
    return tickets


@pytest.fixture
def find(tx, opened):
    """Search, and give back the names of FACTS in the order found."""
    names = {ticket.id: name for name, ticket in opened.items()}
    return lambda text, **how: [names[ticket.id] for ticket in search(tx, text, **how)]


def test_tickets_are_found(find):
    assert {typed: find(typed) for typed in FOUND} == FOUND


def test_a_code_is_found_with_any_spacing_and_by_its_beginning(find, opened):
    code = opened["water"].code
    for typed in (code, grouped(code), f"{code[:2]}.{code[2:5]}-{code[5:]}", f"kode:{code}", f"kode:{code[:7]}"):
        assert find(typed) == ["water"]


def test_exact_finds_come_before_misspelled_ones_on_every_page(tx, find, opened):
    near = service.open_ticket(tx, new_ticket(reporter_name="Sukarmo", description="x"), OPERATOR)
    exact = service.open_ticket(tx, new_ticket(reporter_name="Sukarno", description="x"), OPERATOR)
    reindex(tx, exact.id)
    reindex(tx, near.id)
    found = [t.id for t in search(tx, "sukarno")]
    assert found == [exact.id, near.id, opened["road"].id]
    assert [search(tx, "sukarno", limit=1, offset=n)[0].id for n in range(3)] == found
    assert search(tx, "sukarno", limit=0) == search(tx, "sukarno", offset=3) == []
    assert count(tx, "sukarno") == 3


def test_counts(tx, opened):
    assert count(tx, "jembatan") == 2
    assert count(tx, "") == 5 < MOST_COUNTED
    assert count(tx, "***") == count(tx, "status:tak_ada") == 0


def test_notes_and_what_was_said_are_found_once_reindexed(tx, find, opened):
    service.note(tx, opened["road"].id, OPERATOR, "menunggu aspal")
    reindex(tx, opened["road"].id)
    assert find("aspal") == ["road"]
    call_id = service.start_call(tx, new_call())
    ticket = service.open_ticket(tx, new_ticket(call_id=call_id), OPERATOR)
    service.add_segment(tx, call_id, said("rumah kami kobongan"))
    reindex_call(tx, call_id)
    assert [t.id for t in search(tx, "kobongan")] == [ticket.id]


def test_an_edited_ticket_is_found_by_its_new_words_only(tx, find, opened):
    service.edit_ticket(tx, opened["snake"].id, OPERATOR, description="ada tawon")
    reindex(tx, opened["snake"].id)
    assert (find("tawon"), find("ular")) == (["snake"], [])


STRANGE = {
    "long": "ular " * 2_000,
    "one word": "kata" * 2_000,
    "signs": "' \\ \" :* & | ! <-> 🐍 سلام " * 50,
    "marks": "é\u0301\u202e\u200d" * 99,
}


@pytest.mark.parametrize("told", STRANGE.values(), ids=STRANGE)
def test_no_text_is_too_strange_to_be_indexed(tx, opened, told):
    ticket = service.open_ticket(tx, new_ticket(description=f"awalnya {told}", landmark="gapura"), OPERATOR)
    reindex(tx, ticket.id)
    assert [t.id for t in search(tx, "awalnya gapura")] == [ticket.id]
    assert ticket.id in [t.id for t in search(tx, told[:10])] or not words(told[:10])


def test_an_agency_finds_its_own_and_no_anonymous_reporter(tx, find, opened):
    road, snake = opened["road"].id, opened["snake"].id
    assert find("jembatan", actor=DPUPR) == []
    service.assign(tx, road, "DPUPR", OPERATOR)
    service.assign(tx, snake, "DPUPR", OPERATOR)
    service.edit_ticket(tx, snake, OPERATOR, anonymous=True)
    assert find("", actor=DPUPR) == ["snake", "road"]
    assert find("soekarno", actor=DPUPR) == ["road"]
    assert find("karsinah", actor=DPUPR) == find("telp:0895", actor=DPUPR) == []
    assert find("ular", actor=DPUPR) == ["snake"]
    assert find("karsinah") == ["snake"]


def test_a_rebuild_reads_everything_anew_and_drops_what_is_no_more(database):
    with database.transaction() as tx:
        tx.execute(sql("DELETE FROM ticket_search"))
        ids = [service.open_ticket(tx, new_ticket(description=f"sumur {n}"), OPERATOR).id for n in range(7)]
        reindex(tx, ids[0])
        tx.execute(sql("DELETE FROM event"))
        tx.execute(sql("DELETE FROM ticket WHERE id = :id"), {"id": ids[0]})
    assert list(rebuild(database, batch=4)) == [(4, 6), (6, 6)]
    with database.reading() as tx:
        assert sorted(t.id for t in search(tx, "sumur")) == ids[1:]
        assert count(tx, "sumur") == 6
        assert count(tx, "somur") == 6
    with database.transaction() as tx:
        tx.execute(sql("DELETE FROM event"))
        tx.execute(sql("DELETE FROM ticket WHERE id = :id"), {"id": ids[1]})
        reindex(tx, ids[1])
        assert count(tx, "sumur") == 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.one_of(hostile, st.sampled_from(["jembatan", "ular"]).flatmap(lambda w: hostile.map(f"{w} ".__add__))))
def test_nothing_typed_breaks_a_search(tx, opened, typed):
    found = search(tx, typed)
    assert len(found) == len({ticket.id for ticket in found}) == count(tx, typed)


def test_a_puskesmas_finds_only_what_is_its_own(tx):
    bidan = Actor("Bidan", Role.PUSKESMAS, puskesmas="P01")
    mine = service.open_ticket(tx, new_ticket(description="demam tinggi"), bidan)
    service.open_ticket(tx, new_ticket(description="demam tinggi"), OPERATOR)
    assert [ticket.id for ticket in search(tx, "demam", actor=bidan)] == [mine.id]
    assert search(tx, "demam", actor=Actor("x", Role.PUSKESMAS)) == []
