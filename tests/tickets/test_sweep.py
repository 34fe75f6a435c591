"""What the clocks do by themselves, on the working calendar, once each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tickets import queries, service
from tickets.database import Database
from tickets.model import Level, Priority, Status
from tickets.sweep_service import Swept, sweep
from tickets.time_limits import TimeLimits

from .people import DPUPR, OPERATOR, new_ticket

MONDAY = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
"""Nine in the morning in Indramayu, in a fortnight without holidays."""
DAY = timedelta(days=1)


@pytest.fixture
def desk(database, clock):
    clock.now = MONDAY
    return Desk(database, clock)


class Desk:
    def __init__(self, database, clock):
        self.database, self.clock = database, clock

    def do(self, verb, *args, **facts):
        with self.database.transaction() as tx:
            return verb(tx, *args, **facts)

    def open(self, **facts):
        return self.do(service.open_ticket, new_ticket(**facts), OPERATOR).id

    def sweep_on(self, moment):
        self.clock.now = moment
        return sweep(self.database)

    def ticket(self, id):
        return self.do(queries.ticket, id)

    def kinds(self, id):
        return [event.kind for event in self.do(queries.history, id)]


def test_an_ordinary_complaint_that_nobody_forwards_warns_then_goes_up(desk):
    id = desk.open()
    assert not desk.sweep_on(MONDAY + 2 * DAY)
    warned = desk.sweep_on(MONDAY + 3 * DAY + timedelta(hours=2))
    assert (warned.told, warned.escalated) == (1, 0)
    assert not desk.sweep_on(MONDAY + 3 * DAY + timedelta(hours=2))
    assert desk.sweep_on(MONDAY + 4 * DAY).escalated == 1
    ticket = desk.ticket(id)
    assert (ticket.level, ticket.status) == (Level.DISKOMINFO, Status.NEW)
    raised = [event for event in desk.do(queries.history, id) if event.kind == "ticket.escalated"]
    assert raised[0].detail["reason"].startswith("belum diteruskan")
    assert raised[0].actor == "jam"


def test_an_agency_that_lets_it_lie_loses_it_rung_by_rung_and_an_acknowledgement_gives_time(desk):
    id = desk.open()
    desk.do(service.assign, id, "DPUPR", OPERATOR)
    assert desk.sweep_on(MONDAY + 8 * DAY).escalated == 1
    assert desk.ticket(id).level is Level.DISKOMINFO
    assert desk.sweep_on(MONDAY + 9 * DAY).escalated == 0
    desk.sweep_on(MONDAY + 14 * DAY)
    assert desk.ticket(id).level is Level.BUPATI
    assert desk.sweep_on(MONDAY + 100 * DAY).escalated == 0


def test_an_agency_that_acknowledges_keeps_it_until_it_should_be_solved(desk):
    id = desk.open()
    desk.do(service.assign, id, "DPUPR", OPERATOR)
    desk.clock.now = MONDAY + DAY
    desk.do(service.acknowledge, id, DPUPR)
    desk.sweep_on(MONDAY + 16 * DAY)
    assert desk.ticket(id).level is Level.AGENCY
    desk.sweep_on(MONDAY + 19 * DAY)
    assert desk.ticket(id).level is Level.DISKOMINFO


def test_while_the_citizen_is_asked_nothing_falls_due(desk):
    id = desk.open()
    desk.do(service.assign, id, "DPUPR", OPERATOR)
    desk.do(service.wait_for_citizen, id, OPERATOR, "RT berapa?")
    assert not desk.sweep_on(MONDAY + 60 * DAY)
    desk.do(service.resume, id, OPERATOR)
    assert not desk.sweep_on(MONDAY + 60 * DAY)
    assert desk.ticket(id).next_due_at > MONDAY + 60 * DAY


def test_an_emergency_runs_at_night_and_nothing_else_does(desk):
    saturday_night = MONDAY + 5 * DAY + timedelta(hours=14)
    desk.clock.now = saturday_night
    burning, calm = desk.open(priority=Priority.EMERGENCY), desk.open()
    assert desk.sweep_on(saturday_night + timedelta(minutes=6)).escalated == 1
    assert desk.ticket(burning).level is Level.DISKOMINFO
    assert desk.ticket(calm).level is Level.AGENCY


def test_what_becomes_an_emergency_counts_from_then_on(desk):
    id = desk.open()
    desk.clock.now = MONDAY + DAY
    desk.do(service.edit_ticket, id, OPERATOR, priority="darurat")
    assert not desk.sweep_on(MONDAY + DAY + timedelta(minutes=2))
    assert desk.sweep_on(MONDAY + DAY + timedelta(minutes=6)).escalated == 1


def test_a_solved_ticket_closes_itself_after_ten_working_days_unless_reopened(desk):
    silent, unhappy = desk.open(), desk.open()
    for id in (silent, unhappy):
        desk.do(service.resolve, id, OPERATOR, "beres")
    desk.do(service.reopen, unhappy, OPERATOR, "belum")
    assert desk.sweep_on(MONDAY + 12 * DAY).closed == 0
    assert desk.sweep_on(MONDAY + 15 * DAY).closed == 1
    assert desk.ticket(silent).status is Status.CLOSED
    assert desk.ticket(unhappy).status is not Status.CLOSED


def test_drafts_and_ended_tickets_are_left_alone(desk):
    draft, rejected = desk.open(status=Status.DRAFT), desk.open()
    desk.do(service.reject, rejected, OPERATOR, "iseng")
    assert not desk.sweep_on(MONDAY + 200 * DAY)
    assert desk.kinds(draft) == ["ticket.opened"]


def test_an_emergency_that_was_cut_off_goes_up_although_nobody_confirmed_it(desk):
    draft = desk.open(status=Status.DRAFT, priority=Priority.EMERGENCY)
    assert desk.sweep_on(MONDAY + timedelta(minutes=4, seconds=30)).told == 1
    assert desk.ticket(draft).status is Status.DRAFT
    assert desk.sweep_on(MONDAY + timedelta(minutes=6)).escalated == 1
    raised = desk.ticket(draft)
    assert (raised.status, raised.level) == (Status.NEW, Level.DISKOMINFO)
    assert desk.kinds(draft)[-4:-1].count("ticket.confirmed") == 1


def test_two_sweeps_at_once_do_everything_once(desk):
    ids = [desk.open() for _ in range(8)]
    desk.clock.now = MONDAY + 5 * DAY
    others = [Database(desk.database.url, clock=desk.clock) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        done = sum(pool.map(sweep, others), Swept())
    for other in others:
        other.close()
    assert done.escalated == 8
    assert all(desk.kinds(id).count("ticket.escalated") == 1 for id in ids)


def test_changed_rules_hold_for_open_tickets_at_once(desk, tmp_path):
    id = desk.open()
    before = desk.ticket(id)
    built_in = TimeLimits().sla_file.read_text(encoding="utf-8")
    (tmp_path / "sla.toml").write_text(built_in.replace('forward = "3 hari kerja"', 'forward = "1 hari kerja"'))
    stricter = Database(desk.database.url, clock=desk.clock, limits=TimeLimits(sla_file=tmp_path / "sla.toml"))
    assert sweep(stricter).renewed == 1
    assert sweep(stricter).renewed == 0
    stricter.close()
    after = desk.ticket(id)
    assert after.next_due_at < before.next_due_at
    assert after.sla_version != before.sla_version


def test_reopening_starts_a_round_of_its_own(desk):
    id = desk.open()
    desk.do(service.assign, id, "DPUPR", OPERATOR)
    desk.do(service.resolve, id, DPUPR, "beres")
    desk.clock.now = MONDAY + 9 * DAY
    desk.do(service.reopen, id, OPERATOR, "belum")
    assert not desk.sweep_on(MONDAY + 9 * DAY)
    assert desk.ticket(id).next_due_at > MONDAY + 13 * DAY


def test_where_the_calendar_ends_a_ticket_lives_on_without_a_clock(desk):
    desk.clock.now = datetime(2060, 1, 1, tzinfo=UTC)
    lost = desk.open()
    assert desk.ticket(lost).next_due_at is None
    assert desk.do(service.assign, lost, "DPUPR", OPERATOR).agency == "DPUPR"
    assert not desk.sweep_on(desk.clock.now + 30 * DAY)
