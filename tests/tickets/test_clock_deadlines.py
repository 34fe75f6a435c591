"""Deadlines are exact to the microsecond: generated cases against a walk by minutes, and the hard days by hand."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.clock_oracle import MINUTE, WIB, close_of_working_day, limit_by_hand, office, wib, working_minutes
from tickets.clocks.deadlines import deadlines, most_pressing, rules_version, standing
from tickets.clocks.durations import Duration
from tickets.clocks.errors import CalendarEnds
from tickets.clocks.facts import Clock, ClockFacts, State
from tickets.clocks.office_calendar import build_calendar, load_calendar
from tickets.clocks.office_plan import read_plan
from tickets.clocks.sla_file import load_table
from tickets.vocabulary import ComplaintType, Level

CALENDAR = load_calendar()
TABLE = load_table()

moments = st.integers(0, 300 * 24 * 60).map(lambda minutes: wib("2025-12-20T00:00") + minutes * MINUTE)
lengths = st.one_of(st.integers(1, 600), st.integers(600, 12_000)).map(lambda minutes: minutes * MINUTE)


def facts(opened, **more) -> ClockFacts:
    begin = {"type": ComplaintType.ORDINARY, "category": "sosial", "agency": "DINSOS", "emergency": False}
    return ClockFacts(**begin | {"opened_at": opened, "level": Level.AGENCY, "level_since": opened} | more)


@st.composite
def pauses_after(draw, start):
    """Up to three waits, some overlapping, some open, some begun before the clock."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + draw(st.integers(-2000, 20_000)) * MINUTE
        found.append((begin, None if draw(st.integers(0, 7)) == 0 else begin + draw(lengths)))
    return tuple(found)


@st.composite
def tickets(draw):
    opened = draw(moments)
    forwarded = draw(st.one_of(st.none(), st.integers(0, 8000).map(lambda minutes: opened + minutes * MINUTE)))
    kind = draw(st.sampled_from([*ComplaintType, None]))
    emergency = draw(st.integers(0, 5)) == 0
    return facts(
        opened, type=kind, emergency=emergency, forwarded_at=forwarded, pauses=draw(pauses_after(forwarded or opened))
    )


@settings(max_examples=250, deadline=None)
@given(tickets())
def test_every_limit_is_where_a_walk_by_minutes_finds_it(ticket):
    found = deadlines(ticket, TABLE, CALENDAR)
    rule = TABLE.limits_for(ticket.type, ticket.category, ticket.agency, emergency=ticket.emergency)
    expected = {"forward": ticket.opened_at, "answer": ticket.forwarded_at, "solve": ticket.opened_at}
    for name, since in expected.items():
        limit = getattr(found, name)
        if since is None:
            assert limit is None
        else:
            by_hand = limit_by_hand(since, getattr(rule, name), rule.warn_percent, ticket.pauses)
            assert (limit.warn_at, limit.due_at) == by_hand


@settings(max_examples=200, deadline=None)
@given(moments, st.integers(1, 30), st.integers(0, 60_000_000 - 1))
def test_working_days_end_when_the_offices_close(start, days, microseconds):
    start += timedelta(microseconds=microseconds)
    due = CALENDAR.close_after(start, days)
    assert due == close_of_working_day(start, days)
    assert (due.hour, due.minute) != (17, 0)  # midnight in Indramayu


@settings(max_examples=100, deadline=None)
@given(moments, st.integers(0, 20_000))
def test_working_time_is_counted_and_added_exactly(start, minutes):
    until = start + minutes * MINUTE
    worked = CALENDAR.working_time(start, until)
    assert worked == working_minutes(start, until) * MINUTE
    assert CALENDAR.working_time(until, start) == timedelta(0)
    reached = CALENDAR.later_by(start, worked)
    assert reached <= until
    assert CALENDAR.working_time(start, reached) == worked


HARD_DAYS = [
    ("the last moment before midnight", "2026-11-23T23:59:59.999999", 3, "2026-11-26T16:00"),
    ("midnight itself", "2026-11-24T00:00", 3, "2026-11-27T16:30"),
    ("before the offices open", "2026-11-24T05:00", 1, "2026-11-25T16:00"),
    ("at closing time", "2026-11-24T16:00", 1, "2026-11-25T16:00"),
    ("Friday morning", "2026-11-20T08:00", 3, "2026-11-25T16:00"),
    ("Friday evening", "2026-11-20T20:00", 3, "2026-11-25T16:00"),
    ("Saturday", "2026-11-21T11:00", 3, "2026-11-25T16:00"),
    ("Sunday, a minute to midnight", "2026-11-22T23:59", 3, "2026-11-25T16:00"),
    ("to a Friday", "2026-11-24T09:00", 3, "2026-11-27T16:30"),
    ("fasting hours", "2026-03-16T09:00", 1, "2026-03-17T15:00"),
    ("a Friday of fasting", "2026-03-12T09:00", 1, "2026-03-13T15:30"),
    ("over Lebaran and its collective leave", "2026-03-17T10:00", 3, "2026-03-27T16:30"),
    ("into Lebaran", "2026-03-16T10:00", 2, "2026-03-25T16:00"),
    ("opened on Lebaran itself", "2026-03-21T10:00", 1, "2026-03-25T16:00"),
    ("Christmas and its leave", "2026-12-23T10:00", 3, "2026-12-30T16:00"),
    ("the year's end", "2026-12-29T10:00", 3, "2027-01-04T16:00"),
    ("Idul Adha, Waisak on a Sunday, Pancasila on the Monday", "2026-05-26T10:00", 3, "2026-06-03T16:00"),
    ("a holiday on a Saturday is not made up for", "2027-04-29T10:00", 3, "2027-05-04T16:00"),
    ("two holidays in one January week", "2027-01-04T10:00", 1, "2027-01-06T16:00"),
]


@pytest.mark.parametrize(("opened", "days", "due"), [row[1:] for row in HARD_DAYS], ids=[row[0] for row in HARD_DAYS])
def test_hard_days(opened, days, due):
    assert CALENDAR.close_after(wib(opened), days) == wib(due)


FREEZES = [
    ("across a weekend", "2026-11-20T15:00", "2026-11-23T09:00", "2026-11-26T10:30"),
    ("begun after hours, over before them", "2026-11-20T18:00", "2026-11-23T07:00", "2026-11-25T16:00"),
    ("begun after hours, thawed at work", "2026-11-20T18:00", "2026-11-24T08:00", "2026-11-27T08:00"),
    ("begun before the ticket", "2026-11-20T06:00", "2026-11-20T11:00", "2026-11-26T08:30"),
    ("one whole working day, to closing time", "2026-11-24T00:00", "2026-11-25T00:00", "2026-11-26T16:00"),
    ("a minute before the limit", "2026-11-25T15:59", "2026-11-30T09:00", "2026-11-30T09:01"),
    ("begun when the limit has passed", "2026-11-25T16:00", "2026-11-30T09:00", "2026-11-25T16:00"),
    ("ended before it began", "2026-11-24T10:00", "2026-11-24T09:00", "2026-11-25T16:00"),
]


@pytest.mark.parametrize(("begin", "end", "due"), [row[1:] for row in FREEZES], ids=[row[0] for row in FREEZES])
def test_a_wait_for_the_citizen_moves_the_limit_by_its_working_time(begin, end, due):
    ticket = facts(wib("2026-11-20T10:00"), pauses=((wib(begin), wib(end)),))
    assert deadlines(ticket, TABLE, CALENDAR).forward.due_at == wib(due)


def test_overlapping_waits_count_once():
    twice = ((wib("2026-11-23T08:00"), wib("2026-11-23T10:00")), (wib("2026-11-23T09:00"), wib("2026-11-23T11:00")))
    once = ((wib("2026-11-23T08:00"), wib("2026-11-23T11:00")),)
    opened = wib("2026-11-20T10:00")
    found = [deadlines(facts(opened, pauses=waits), TABLE, CALENDAR).forward.due_at for waits in (twice, once)]
    assert found == [wib("2026-11-26T10:30")] * 2


def test_the_clock_of_emergencies_runs_across_midnight_and_days_off():
    opened = wib("2026-03-20T23:50")
    found = deadlines(facts(opened, emergency=True, forwarded_at=wib("2026-03-20T23:58")), TABLE, CALENDAR)
    assert found.forward.due_at == wib("2026-03-20T23:55")
    assert found.answer.due_at == wib("2026-03-21T00:13")
    assert found.solve.due_at == wib("2026-03-21T23:50")
    assert found.solve.warn_at == wib("2026-03-21T19:02")


def test_what_becomes_an_emergency_has_its_time_from_then():
    opened, alarm = wib("2026-11-20T10:00"), wib("2026-11-24T02:00")
    ticket = facts(opened, emergency=True, emergency_since=alarm, forwarded_at=wib("2026-11-20T11:00"))
    found = deadlines(ticket, TABLE, CALENDAR)
    assert found.answer.due_at == wib("2026-11-24T02:15")
    calmed = deadlines(replace(ticket, emergency=False), TABLE, CALENDAR)
    assert calmed.answer.due_at == wib("2026-11-27T16:30")


def test_while_the_ticket_waits_for_the_citizen_no_limit_passes():
    ticket = facts(wib("2026-11-20T10:00"), pauses=((wib("2026-11-25T15:00"), None),))
    found = deadlines(ticket, TABLE, CALENDAR)
    much_later = wib("2027-06-01T10:00")
    stands = standing(found.forward, found, CALENDAR, much_later)
    assert (stands.state, stands.frozen, stands.left) == (State.WARNING, True, timedelta(hours=1))


def test_what_had_passed_before_the_wait_stays_passed():
    ticket = facts(wib("2026-11-20T10:00"), pauses=((wib("2026-11-26T09:00"), None),))
    found = deadlines(ticket, TABLE, CALENDAR)
    stands = standing(found.forward, found, CALENDAR, wib("2026-11-30T10:00"))
    assert (stands.state, stands.left) == (State.BREACHED, timedelta(hours=-1.5))


@pytest.mark.parametrize(
    ("now", "state", "left", "left_plain"),
    [
        ("2026-11-20T10:00", State.ON_TIME, timedelta(hours=32), timedelta(days=5, hours=6)),
        ("2026-11-25T09:35:59", State.ON_TIME, timedelta(hours=6, minutes=24, seconds=1), None),
        ("2026-11-25T09:36", State.WARNING, timedelta(hours=6, minutes=24), None),
        ("2026-11-25T15:59:59.999999", State.WARNING, timedelta(microseconds=1), timedelta(microseconds=1)),
        ("2026-11-25T16:00", State.BREACHED, timedelta(0), timedelta(0)),
        ("2026-11-26T08:00", State.BREACHED, timedelta(hours=-0.5), timedelta(hours=-16)),
    ],
)
def test_how_a_limit_stands(now, state, left, left_plain):
    found = deadlines(facts(wib("2026-11-20T10:00")), TABLE, CALENDAR)
    stands = standing(found.forward, found, CALENDAR, wib(now))
    assert (stands.state, stands.left) == (state, left)
    assert left_plain in (None, stands.left_plain)


def test_done_in_time_stays_done_in_time():
    opened = wib("2026-11-20T10:00")
    ticket = facts(opened, forwarded_at=wib("2026-11-25T15:00"), answered_at=wib("2026-12-03T09:00"))
    found = deadlines(ticket, TABLE, CALENDAR)
    now = wib("2027-02-01T10:00")
    assert standing(found.forward, found, CALENDAR, now).state is State.ON_TIME
    assert standing(found.answer, found, CALENDAR, now).state is State.BREACHED
    assert [limit.clock for limit in found.running()] == [Clock.SOLVE]


def test_an_answer_of_the_former_agency_does_not_answer_for_the_new_one():
    opened = wib("2026-11-20T10:00")
    ticket = facts(opened, answered_at=wib("2026-11-23T10:00"), forwarded_at=wib("2026-11-24T10:00"))
    assert deadlines(ticket, TABLE, CALENDAR).answer.stopped_at is None


def test_a_solved_ticket_runs_only_towards_its_closing():
    ticket = facts(wib("2026-11-20T10:00"), resolved_at=wib("2026-11-23T10:00"))
    found = deadlines(ticket, TABLE, CALENDAR)
    assert list(found.running()) == []
    assert found.close.due_at == wib("2026-12-07T16:00")
    assert most_pressing(found, CALENDAR, wib("2026-11-24T10:00")) is None


def test_the_most_pressing_limit_is_the_one_that_stands_worst():
    ticket = facts(wib("2026-11-20T10:00"), type=ComplaintType.INFORMATION, forwarded_at=wib("2026-11-26T10:00"))
    found = deadlines(ticket, TABLE, CALENDAR)
    assert most_pressing(found, CALENDAR, wib("2026-11-26T11:00")).clock is Clock.SOLVE
    assert most_pressing(found, CALENDAR, wib("2026-11-28T11:00")).state is State.BREACHED


def test_a_changed_table_moves_the_limits_of_open_tickets():
    ticket = facts(wib("2026-11-20T10:00"))
    limits = {**TABLE.limits, ComplaintType.ORDINARY: replace(TABLE.limits[ComplaintType.ORDINARY], solve=Duration(2))}
    stricter = replace(TABLE, limits=limits)
    assert deadlines(ticket, stricter, CALENDAR).solve.due_at == wib("2026-11-24T16:00")
    assert deadlines(ticket, TABLE, CALENDAR).solve.due_at == wib("2026-12-10T16:00")
    assert rules_version(stricter, CALENDAR) != rules_version(TABLE, CALENDAR)


def test_a_day_off_added_later_moves_them_too():
    plan = read_plan()
    flood = build_calendar(replace(plan, added={**plan.added, wib("2026-11-24T10:00").date(): "Banjir besar"}))
    assert deadlines(facts(wib("2026-11-20T10:00")), TABLE, flood).forward.due_at == wib("2026-11-26T16:00")
    assert rules_version(TABLE, flood) != rules_version(TABLE, CALENDAR)


@pytest.mark.parametrize("opened", ["1999-01-01T00:00", "2040-12-20T10:00", "2055-01-01T00:00"])
def test_a_ticket_outside_the_calendar_says_so(opened):
    with pytest.raises(CalendarEnds, match="2015 sampai 2040"):
        deadlines(facts(wib(opened)), TABLE, CALENDAR)


def test_the_calendar_agrees_with_the_decree_on_every_day_of_2026():
    day = wib("2025-12-20T12:00")
    while day < wib("2027-01-08T12:00"):
        local = day.astimezone(WIB)
        hours = office(local.date())
        midnight = local.replace(hour=0).astimezone(UTC)
        worked = CALENDAR.working_time(midnight, midnight + timedelta(days=1))
        minutes = 0 if hours is None else (hours[1].hour - hours[0].hour) * 60 + hours[1].minute - hours[0].minute
        assert worked == minutes * MINUTE, local.date()
        day += timedelta(days=1)
