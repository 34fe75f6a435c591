"""The ladder by time: one rung after the other, each with its own time, never twice, never while a citizen is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.clock_oracle import MINUTE, WIB, office, wib
from tests.tickets.test_clock_deadlines import CALENDAR, TABLE, facts, moments
from tickets.clocks.deadlines import deadlines
from tickets.clocks.durations import Duration
from tickets.clocks.facts import Clock, State
from tickets.clocks.sweep_rules import Close, Escalate, Warn, due_step, next_look
from tickets.vocabulary import ComplaintType, Level

OPENED = wib("2026-11-20T10:00")
LEVELS = list(Level)


def taken(ticket, step, now):
    """The facts after the step."""
    if isinstance(step, Close):
        return replace(ticket, ended_at=now)
    ticket = replace(ticket, warned=ticket.warned | {step.mark})
    if isinstance(step, Warn):
        return ticket
    return replace(ticket, level=step.to, level_since=now, acknowledged_at=None)


def sweep(ticket, now, table=TABLE):
    """All steps due at `now`, and the facts after them."""
    steps = []
    while step := due_step(ticket, deadlines(ticket, table, CALENDAR), now):
        steps.append(step)
        ticket = taken(ticket, step, now)
        assert len(steps) < 12, steps
    return steps, ticket


def swept(ticket, *times):
    """What each sweep did, briefly: the level it went up to, or clock and state of what was told, or "close"."""
    found = []
    for now in times:
        steps, ticket = sweep(ticket, wib(now))
        found.append([brief(step) for step in steps])
    return found


def brief(step):
    if isinstance(step, Escalate):
        return step.to.value
    return "close" if isinstance(step, Close) else f"{step.clock} {step.state}"


def test_nothing_is_due_before_its_time():
    assert swept(facts(OPENED), "2026-11-20T10:00", "2026-11-25T09:35") == [[], []]


def test_a_ticket_that_nobody_forwards_climbs_rung_by_rung():
    assert swept(
        facts(OPENED),
        "2026-11-25T09:36",
        "2026-11-25T15:59:59.999999",
        "2026-11-25T16:00",
        "2026-11-25T16:00",
        "2026-11-30T15:59",
        "2026-11-30T16:00",
        "2026-12-05T10:00",
        "2026-12-20T10:00",
    ) == [
        ["forward warning"],
        [],
        ["diskominfo"],
        [],
        ["rung warning"],
        ["bupati"],
        [],
        ["solve breached"],
    ]


def test_an_agency_that_does_not_answer_loses_the_ticket_to_diskominfo():
    ticket = facts(OPENED, forwarded_at=wib("2026-11-20T11:00"))
    assert swept(ticket, "2026-11-27T16:29", "2026-11-27T16:30") == [["answer warning"], ["diskominfo"]]


def test_an_agency_that_answers_keeps_it_until_the_time_to_solve_is_over():
    ticket = facts(OPENED, forwarded_at=wib("2026-11-20T11:00"), answered_at=wib("2026-11-23T11:00"))
    steps = swept(ticket, "2026-12-10T15:59", "2026-12-10T16:00")
    assert steps == [["solve warning"], ["diskominfo"]]


def test_an_outage_crosses_no_two_rungs():
    steps, ticket = sweep(facts(OPENED), now := wib("2027-03-01T10:00"))
    assert [brief(step) for step in steps] == ["diskominfo", "solve breached"]
    assert (ticket.level, ticket.level_since) == (Level.DISKOMINFO, now)
    assert sweep(ticket, wib("2027-03-02T10:00"))[0] == []
    assert [brief(step) for step in sweep(ticket, wib("2027-03-04T15:30"))[0]] == ["bupati"]


def test_a_rung_that_acknowledges_has_time_to_solve():
    up = wib("2026-11-27T16:30")
    ticket = facts(OPENED, level=Level.DISKOMINFO, level_since=up, forwarded_at=OPENED)
    assert next_look_of(ticket).clock is Clock.ANSWER  # whose breach Diskominfo is told once
    told = replace(ticket, warned=frozenset({deadlines(ticket, TABLE, CALENDAR).answer.mark(State.BREACHED)}))
    assert swept(told, "2026-12-02T16:00") == [["bupati"]]
    held = replace(told, acknowledged_at=wib("2026-11-30T09:00"))
    assert swept(held, "2026-12-02T16:00", "2026-12-10T15:59", "2026-12-10T16:00") == [
        [],
        ["solve warning"],
        ["bupati"],
    ]


def test_what_reaches_diskominfo_too_late_to_solve_has_the_rungs_own_time():
    up = wib("2026-12-09T10:00")
    ticket = facts(
        OPENED, level=Level.DISKOMINFO, level_since=up, forwarded_at=OPENED, answered_at=wib("2026-12-10T09:00")
    )
    assert swept(ticket, "2026-12-10T16:00", "2026-12-16T15:59", "2026-12-16T16:00") == [
        ["solve breached"],
        ["rung warning"],
        ["bupati"],
    ]


def test_an_old_acknowledgment_counts_for_nothing_at_the_new_rung():
    up = wib("2026-11-27T16:30")
    ticket = facts(OPENED, level=Level.DISKOMINFO, level_since=up, acknowledged_at=up - timedelta(days=1))
    assert deadlines(ticket, TABLE, CALENDAR).rung.due_at == wib("2026-12-02T16:00")


def test_a_ticket_that_came_back_down_late_gets_the_rungs_time_first():
    back = wib("2027-01-11T10:00")
    ticket = facts(OPENED, level_since=back, forwarded_at=back, answered_at=back)
    assert swept(ticket, "2027-01-12T10:00") == [["solve breached"]]
    late = deadlines(ticket, TABLE, CALENDAR)
    assert late.rung.due_at == wib("2027-01-18T16:00")
    assert brief(due_step(ticket, late, late.rung.due_at)) == "diskominfo"


def test_at_the_top_a_breach_is_told_once():
    ticket = facts(OPENED, level=Level.BUPATI, level_since=OPENED, forwarded_at=OPENED, answered_at=OPENED)
    assert swept(ticket, "2026-12-11T08:00", "2027-02-01T08:00") == [["solve breached"], []]


def test_one_that_came_back_at_the_very_moment_its_limit_passed_gets_it_too():
    ticket = facts(OPENED, level_since=wib("2026-11-25T16:00"))
    assert swept(ticket, "2026-11-25T16:00", "2026-11-30T15:59", "2026-11-30T16:00") == [
        ["forward breached"],
        ["rung warning"],
        ["diskominfo"],
    ]


def test_a_breach_is_told_before_a_warning():
    ticket = facts(OPENED, type=ComplaintType.INFORMATION, level=Level.BUPATI, forwarded_at=wib("2026-11-23T10:00"))
    assert swept(ticket, "2026-11-30T15:00") == [["solve breached", "answer warning"]]


def test_an_emergency_climbs_by_night():
    opened = wib("2026-03-20T23:50")
    assert swept(
        facts(opened, emergency=True), "2026-03-20T23:54", "2026-03-20T23:55", "2026-03-21T00:07", "2026-03-21T00:10"
    ) == [["forward warning"], ["diskominfo"], ["rung warning"], ["bupati"]]


def test_raising_an_old_ticket_to_an_emergency_does_not_send_it_up_at_once():
    alarm = wib("2026-11-24T02:00")
    ticket = facts(OPENED, emergency=True, emergency_since=alarm, level=Level.DISKOMINFO, level_since=OPENED)
    assert swept(ticket, "2026-11-24T02:01", "2026-11-24T02:15") == [[], ["bupati", "forward breached"]]


def test_nothing_is_due_while_the_ticket_waits_for_the_citizen():
    waiting = facts(OPENED, pauses=((wib("2026-11-25T15:00"), None),))
    assert next_look_of(waiting) is None
    assert swept(waiting, "2026-11-25T16:00", "2027-11-25T16:00") == [[], []]
    thawed = replace(waiting, pauses=((wib("2026-11-25T15:00"), wib("2027-01-11T09:00")),))
    assert swept(thawed, "2027-01-11T09:00", "2027-01-11T10:00") == [["forward warning"], ["diskominfo"]]


def test_a_limit_that_has_moved_warns_anew():
    steps, warned = sweep(facts(OPENED), wib("2026-11-25T10:00"))
    assert [brief(step) for step in steps] == ["forward warning"]
    moved = replace(warned, pauses=((wib("2026-11-25T10:00"), wib("2026-11-25T12:00")),))
    assert swept(moved, "2026-11-25T12:00", "2026-11-25T13:00") == [["forward warning"], []]


def test_a_solved_ticket_closes_itself_when_nobody_replies():
    ticket = facts(OPENED, resolved_at=wib("2026-11-23T10:00"))
    assert swept(ticket, "2026-12-07T15:59", "2026-12-07T16:00", "2026-12-08T16:00") == [[], ["close"], []]
    assert next_look_of(ticket) == (wib("2026-12-07T16:00"), Clock.CLOSE, State.BREACHED)


def test_after_the_end_nothing_is_due():
    ended = facts(OPENED, ended_at=wib("2026-11-23T10:00"))
    assert next_look_of(ended) is None
    assert swept(ended, "2027-11-23T10:00") == [[]]


def test_a_changed_table_repeats_no_rung_and_no_warning():
    steps, ticket = sweep(facts(OPENED), wib("2026-11-25T16:00"))
    ordinary = TABLE.limits[ComplaintType.ORDINARY]
    for forward in (Duration(1), Duration(30)):
        changed = replace(TABLE, limits={**TABLE.limits, ComplaintType.ORDINARY: replace(ordinary, forward=forward)})
        again, _ = sweep(ticket, wib("2026-11-25T16:01"), changed)
        assert not any(isinstance(step, Escalate) for step in again)
    assert [brief(step) for step in steps] == ["diskominfo"]


@pytest.mark.parametrize("now", ["2026-11-25T09:36", "2026-11-25T16:00"])
def test_the_same_facts_ask_for_the_same_step(now):
    found = deadlines(facts(OPENED), TABLE, CALENDAR)
    first, second = (due_step(facts(OPENED), found, wib(now)) for _ in range(2))
    assert first is not None
    assert first == second


def next_look_of(ticket):
    return next_look(ticket, deadlines(ticket, TABLE, CALENDAR))


happenings = st.sampled_from(["forward", "answer", "acknowledge", "ask", "reply", "sweep", "sweep", "sweep", "resolve"])
gaps = st.one_of(st.integers(1, 120), st.integers(120, 6000)).map(lambda minutes: minutes * MINUTE)


def lived(ticket, what, now):
    """The facts after what people did."""
    waits = bool(ticket.pauses) and ticket.pauses[-1][1] is None
    match what:
        case "forward":
            return replace(ticket, forwarded_at=now)
        case "answer" if ticket.forwarded_at:
            return replace(ticket, answered_at=now)
        case "acknowledge":
            return replace(ticket, acknowledged_at=now)
        case "resolve" if not waits:
            return replace(ticket, resolved_at=ticket.resolved_at or now)
        case "ask" if not waits and not ticket.resolved_at:
            return replace(ticket, pauses=(*ticket.pauses, (now, None)))
        case "reply" if waits:
            return replace(ticket, pauses=(*ticket.pauses[:-1], (ticket.pauses[-1][0], now)))
    return ticket


@settings(max_examples=150, deadline=None)
@given(moments, st.booleans(), st.sampled_from(ComplaintType), st.lists(st.tuples(happenings, gaps), max_size=25))
def test_whatever_happens_the_ladder_is_climbed_one_rung_at_a_time(opened, emergency, kind, life):
    ticket, now, reached, told = facts(opened, type=kind, emergency=emergency), opened, [Level.AGENCY], []
    for what, gap in life:
        now += gap
        ticket = lived(ticket, what, now)
        check_look(ticket, now)
        if what == "sweep":
            before = ticket
            steps, ticket = sweep(ticket, now)
            told += [step.mark for step in steps if not isinstance(step, Close)]
            reached += [step.to for step in steps if isinstance(step, Escalate)]
            assert len([step for step in steps if isinstance(step, Escalate)]) <= 1
            assert not steps or not any(end is None for _, end in before.pauses)
            assert not before.ended_at or not steps
            check_look(ticket, now)
    assert reached == LEVELS[: len(reached)]
    assert len(told) == len(set(told))


def check_look(ticket, now):
    """The next look is due exactly when a step is, and working clocks strike only when the offices work."""
    found = deadlines(ticket, TABLE, CALENDAR)
    look, step = next_look(ticket, found), due_step(ticket, found, now)
    assert (step is not None) == (look is not None and look.at <= now)
    if look is None:
        return
    assert look.clock is not Clock.CLOSE or ticket.resolved_at
    if not ticket.urgent or look.clock is Clock.CLOSE:
        local = look.at.astimezone(WIB)
        opens, closes = office(local.date())
        assert opens < local.time() <= closes
