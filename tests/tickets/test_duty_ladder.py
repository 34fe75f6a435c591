"""The rules of ringing for every hour and every duty list: who, when, in which order, and which numbers never."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.duty.ladder import (
    JAKARTA,
    RingingHours,
    citizen_earliest,
    duty_slot,
    next_officer,
    officer_earliest,
    on_duty,
    second_attempt,
    within,
)
from tickets.duty.model import Officer
from tickets.duty.numbers import dialled
from tickets.model import Priority

HOURS = st.integers(0, 23)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
CALM = st.sampled_from([Priority.NORMAL, Priority.URGENT])
RINGING = st.builds(RingingHours, HOURS, HOURS, HOURS, HOURS)
OFFICERS = st.lists(
    st.builds(
        lambda place, hours, active: (place, hours, active),
        st.integers(0, 5),
        st.one_of(st.none(), st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] != pair[1])),
        st.booleans(),
    ),
    max_size=6,
).map(
    lambda rows: [
        Officer(i, "DPUPR", f"P{i}", "081234567890", p, *(h or (None, None)), a) for i, (p, h, a) in enumerate(rows)
    ]
)


def local_hour(moment):
    return moment.astimezone(JAKARTA).hour


def wib(hour, minute=0, day=9):
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA).astimezone(UTC)


@given(HOURS, HOURS, HOURS)
def test_a_stretch_and_the_rest_of_the_day_are_the_whole_day(hour, since, until):
    assert within(hour, since, until) != (within(hour, until, since) or since == until)


@given(MOMENTS, CALM, RINGING)
def test_what_is_not_urgent_never_rings_at_night_and_as_soon_as_it_may(moment, priority, hours):
    at = officer_earliest(moment, priority, hours)
    assert timedelta() <= at - moment < timedelta(days=1)
    assert not within(local_hour(at), hours.night_from, hours.night_until)
    steps = range(int((at - moment) / timedelta(minutes=7)))
    between = [moment + timedelta(minutes=7 * step) for step in steps]
    assert all(within(local_hour(one), hours.night_from, hours.night_until) for one in between)


@given(MOMENTS, RINGING)
def test_an_emergency_rings_at_once(moment, hours):
    assert officer_earliest(moment, Priority.EMERGENCY, hours) == moment


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        (wib(20, 59), wib(20, 59)),
        (wib(21), wib(6, day=10)),
        (wib(0, 30), wib(6)),
        (wib(5, 59), wib(6)),
        (wib(6), wib(6)),
    ],
)
def test_the_usual_night_is_from_21_to_6(at, rings):
    assert officer_earliest(at, Priority.URGENT, RingingHours()) == rings


@given(MOMENTS, st.builds(RingingHours, citizen_from=st.integers(0, 12), citizen_until=st.integers(13, 24)))
def test_citizens_are_rung_by_day_only(moment, hours):
    at = citizen_earliest(moment, hours)
    assert timedelta() <= at - moment < timedelta(days=1)
    assert hours.citizen_from <= local_hour(at) < hours.citizen_until


@pytest.mark.parametrize(
    ("at", "again"), [(wib(9), wib(9, 30)), (wib(19, 45), wib(8, day=10)), (wib(19, 29), wib(19, 59))]
)
def test_the_second_attempt_is_half_an_hour_later_and_by_day(at, again):
    assert second_attempt(at, RingingHours()) == again


@given(OFFICERS, MOMENTS, st.sets(st.integers(0, 5)))
def test_the_next_officer_is_the_first_on_duty_who_was_not_tried(officers, moment, tried):
    chosen = next_officer(officers, tried, moment)
    able = [one for one in officers if one.id not in tried and on_duty(one, moment)]
    if chosen is None:
        assert not able
    else:
        assert chosen in able
        assert (chosen.place, chosen.id) == min((one.place, one.id) for one in able)


@given(OFFICERS, MOMENTS, st.sampled_from(Priority), RINGING)
def test_everybody_is_rung_once_on_duty_and_at_an_allowed_hour(officers, moment, priority, hours):
    tried = set()
    while (slot := duty_slot(officers, tried, moment, priority, hours)) is not None:
        officer, at = slot
        assert officer.id not in tried
        assert on_duty(officer, at)
        assert at == officer_earliest(at, priority, hours)
        assert moment <= at <= moment + timedelta(days=2)
        tried.add(officer.id)
    if priority is Priority.EMERGENCY:
        assert tried == {one.id for one in officers if on_duty(one, moment)}
    assert {one.id for one in officers if one.active and one.from_hour is None} <= tried


def test_outside_their_hours_officers_are_rung_when_they_come_on_duty():
    day = [Officer(1, "DPUPR", "Siang", "081234567890", 1, 8, 16, True)]
    assert duty_slot(day, (), wib(17), Priority.URGENT, RingingHours()) == (day[0], wib(8, day=10))
    assert duty_slot(day, (), wib(17), Priority.EMERGENCY, RingingHours()) is None


@pytest.mark.parametrize(
    ("number", "rung"),
    [
        ("0812-3456-7890", "081234567890"),
        ("+62 812 3456 7890", "081234567890"),
        ("62812 3456 7890", "081234567890"),
        ("0234 271234", "0234271234"),
        ("271234", "0234271234"),
    ],
)
def test_indonesian_numbers_are_dialled_with_their_0(number, rung):
    assert dialled(number) == rung


@pytest.mark.parametrize(
    "number",
    ["112", "119", "110", "0809 1 234567", "0800 1234567", "14045", "+1 212 555 0100", "001 65 6123 4567", "", "anonim",
     "op1", "op0", "op1\n", "08123,1,System(x)", "+882 16 12345678", "+870 773 123456"],
)  # fmt: skip
def test_nothing_else_is_ever_dialled(number):
    assert dialled(number) is None


@given(st.text(max_size=30), st.sampled_from([(), ("op1",)]))
def test_what_is_dialled_is_digits_or_a_named_extension(text, extensions):
    number = dialled(text, extensions)
    assert number is None or number in extensions or (number.isascii() and number.isdigit() and number[0] == "0")


def test_an_extension_is_dialled_only_if_it_is_named():
    assert dialled("op2", ("op1", "op2")) == "op2"
    assert dialled("op3", ("op1", "op2")) is None
