"""Views of the list: what a filter may ask, its stable JSON form, pages without gaps, and people's own views."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from tickets import service
from tickets.errors import EmptyText
from tickets.model import Actor, Priority, Role, Status
from tickets.reference import loader
from tickets.schema import TicketTable
from tickets.search.index_service import reindex
from tickets.view_errors import InvalidView, ViewExists, ViewNotFound
from tickets.view_service import BREACHED, delete_view, save_view, view_count, view_named, view_tickets, views_of
from tickets.views import BUILT_IN, MOST_HOURS, ViewFilter

from .people import DINKES, DPUPR, OPERATOR, T0, new_ticket

few = settings(max_examples=60, deadline=None)

hours = st.none() | st.floats(0, MOST_HOURS, exclude_min=True, allow_subnormal=False)


def some(values):
    return st.lists(st.sampled_from(sorted(values)), unique=True).map(tuple)


filters = st.builds(
    ViewFilter,
    statuses=some(Status),
    agencies=some(loader.agencies()),
    categories=some(loader.categories()),
    kecamatan=some(loader.kecamatan()),
    priorities=some(Priority),
    due_within_h=hours,
    breached=st.none() | st.booleans(),
    mine=st.booleans(),
    own_agency=st.booleans(),
    not_accepted=st.booleans(),
    older_than_h=hours,
    newer_than_h=hours,
    text=st.text(max_size=50),
)


@few
@given(filters)
def test_a_filter_comes_back_from_its_json_form(wanted):
    assert ViewFilter.from_json(json.loads(json.dumps(wanted.to_json()))) == wanted


def test_the_json_form_is_stable():
    assert ViewFilter().to_json() == {}
    wanted = ViewFilter(
        statuses=(Status.ASSIGNED, Status.NEW), priorities=(Priority.EMERGENCY,), due_within_h=4, text="a"
    )
    assert wanted.to_json() == {
        "statuses": ["baru", "ditugaskan"],
        "priorities": ["darurat"],
        "due_within_h": 4.0,
        "text": "a",
    }


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "filter"),
        ({"statusses": []}, "statusses"),
        ({"statuses": "baru"}, "statuses"),
        ({"statuses": ["hilang"]}, "statuses"),
        ({"agencies": ["NASA"]}, "agencies"),
        ({"kecamatan": ["32.12.99"]}, "kecamatan"),
        ({"priorities": [None]}, "priorities"),
        ({"due_within_h": 0}, "due_within_h"),
        ({"due_within_h": True}, "due_within_h"),
        ({"older_than_h": float("nan")}, "older_than_h"),
        ({"newer_than_h": "4"}, "newer_than_h"),
        ({"mine": 1}, "mine"),
        ({"breached": "ya"}, "breached"),
        ({"text": 5}, "text"),
        ({"text": "a" * 201}, "text"),
    ],
)
def test_a_wrong_filter_is_refused_by_the_field_that_is_wrong(content, field):
    with pytest.raises(InvalidView) as caught:
        ViewFilter.from_json(content)
    assert caught.value.field == field
    assert field in str(caught.value)
    assert field in caught.value.english


@few
@given(
    st.dictionaries(
        st.sampled_from(["statuses", "mine", "text", "due_within_h", "x"]), st.none() | st.text() | st.integers()
    )
)
def test_any_object_is_a_filter_or_refused(content):
    try:
        assert ViewFilter.from_json(content).to_json().keys() <= content.keys()
    except InvalidView as error:
        assert error.field in content


@pytest.fixture
def me(tx):
    return service.create_account(tx, "sari", "Sari", Role.OPERATOR, "sawah hijau", extension=None).actor


@pytest.fixture
def opened(tx):
    return [service.open_ticket(tx, new_ticket(description=f"jalan {n}"), OPERATOR).id for n in range(5)]


def ids(tickets):
    return [ticket.id for ticket in tickets]


def change(tx, ticket_id, **values):
    tx.execute(update(TicketTable).where(TicketTable.id == ticket_id).values(values))


def view(tx, actor=OPERATOR, **asked):
    return ids(view_tickets(tx, ViewFilter(**asked), actor))


def test_the_views_of_everybody(tx, opened, me):
    one, two, three, four, five = opened
    change(tx, one, next_due_at=T0 + timedelta(hours=4))
    change(tx, two, next_due_at=T0 - timedelta(minutes=1))
    change(tx, three, next_due_at=T0 + timedelta(hours=1), due_state=BREACHED)
    change(tx, four, next_due_at=T0 + timedelta(hours=4, seconds=1), priority="darurat", status="ditunda")
    change(tx, five, agency="DPUPR", status="ditugaskan")
    service.claim(tx, one, me)

    def built_in(name, actor=me):
        found = ids(view_tickets(tx, BUILT_IN[name], actor))
        assert view_count(tx, BUILT_IN[name], actor) == len(found)
        return found

    assert built_in("breach dalam 4 jam") == [two, one]
    assert built_in("darurat terbuka") == built_in("menunggu pelapor") == [four]
    assert built_in("tiket saya") == [one]
    assert built_in("tiket saya", Actor("Sari", Role.OPERATOR)) == []
    assert built_in("instansi saya", DPUPR) == built_in("belum diterima instansi") == [five]
    assert built_in("instansi saya") == built_in("instansi saya", DINKES) == []
    change(tx, five, acknowledged_at=T0)
    assert built_in("belum diterima instansi") == []


def test_what_a_filter_asks(tx, opened, clock):
    one, two, *rest = opened
    change(tx, one, kecamatan="32.12.12", due_state=BREACHED, created_at=T0 - timedelta(hours=3))
    change(tx, two, category="air", agency="PERUMDAM")
    assert view(tx, kecamatan=["32.12.12"]) == view(tx, breached=True) == view(tx, older_than_h=3) == [one]
    assert view(tx, breached=False) == view(tx, newer_than_h=3) == [*reversed(rest), two]
    assert view(tx, categories=["air"]) == view(tx, agencies=["PERUMDAM"]) == [two]
    assert view(tx, statuses=["selesai"]) == []
    assert view(tx, DPUPR) == []


def test_a_view_can_search(tx, opened):
    for number in opened:
        reindex(tx, number)
    change(tx, opened[0], category="air")
    assert view(tx, text="jalan 3") == [opened[3]]
    assert view(tx, text="jalan", categories=["air"]) == [opened[0]]
    assert view(tx, text="***") == []
    assert view_count(tx, ViewFilter(text="***"), OPERATOR) == 0
    assert view_count(tx, ViewFilter(text="jalna"), OPERATOR) == 5


@pytest.mark.parametrize("asked", [{}, {"due_within_h": 9}])
def test_pages_follow_each_other_without_gap_or_repetition(tx, opened, asked):
    for place, number in enumerate(opened):
        change(tx, number, next_due_at=T0 + timedelta(hours=place // 2))
    for size in (1, 2, 3):
        pages, last = [], None
        while page := view_tickets(tx, ViewFilter(**asked), OPERATOR, size, last):
            pages += ids(page)
            last = page[-1]
        assert pages == (opened if asked else opened[::-1])
    assert view_tickets(tx, ViewFilter(**asked), OPERATOR, 0) == []


def test_a_person_keeps_views(tx, me):
    wanted = ViewFilter(statuses=(Status.NEW,))
    assert save_view(tx, me.account_id, " baru\n saja ", wanted, me) == "baru  saja"
    save_view(tx, me.account_id, "air", ViewFilter(categories=("air",)), me)
    save_view(tx, me.account_id, "air", ViewFilter(text="keruh"), me)
    views = views_of(tx, me.account_id)
    assert list(views)[len(BUILT_IN) :] == ["air", "baru  saja"]
    assert view_named(tx, me.account_id, "air") == ViewFilter(text="keruh")
    assert view_named(tx, None, "tiket saya") == BUILT_IN["tiket saya"]
    delete_view(tx, me.account_id, "air", me)
    with pytest.raises(ViewNotFound, match="tiket saya"):
        view_named(tx, me.account_id, "air")
    with pytest.raises(ViewNotFound, match="baru"):
        delete_view(tx, me.account_id, "air", me)


def test_names_of_views_are_checked(tx, me):
    with pytest.raises(EmptyText):
        save_view(tx, me.account_id, " \n", ViewFilter(), me)
    with pytest.raises(ViewExists):
        save_view(tx, me.account_id, "tiket saya", ViewFilter(), me)
