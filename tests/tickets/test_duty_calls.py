"""Calls that the hotline makes: planned once, claimed once, settled once, and rung on when nobody answers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from tickets import queries, service
from tickets.duty import call_service as calls
from tickets.duty import duty_service
from tickets.duty.ladder import CallingRules, RingingHours
from tickets.duty.model import CallState, Outcome, Purpose
from tickets.duty.officer_service import NewOfficer, add_officer, remove_officer
from tickets.duty.queries import newest_calls, outbound_call
from tickets.model import Level, Priority, Status
from tickets.schema import TicketTable

from .people import DISKOMINFO, DPUPR, OPERATOR, T0, new_ticket

RULES = CallingRules(trunk=True)
NIGHT = T0 + timedelta(hours=15)
"""23.00 WIB."""
CITIZEN = "081398765432"


@pytest.fixture
def officers(tx):
    people = [("DPUPR", "Andi", "081200000001"), ("DPUPR", "Beni", "081200000002")]
    people += [("DISKOMINFO", "Citra", "081200000003"), ("BUPATI", "Dewi", "081200000004")]
    return [add_officer(tx, NewOfficer(*one), DISKOMINFO) for one in people]


@pytest.fixture
def ticket(tx):
    return assigned(tx)


def assigned(tx, **facts):
    facts = {"priority": Priority.EMERGENCY, "reporter_number": CITIZEN} | facts
    opened = service.open_ticket(tx, new_ticket(**facts), OPERATOR)
    return service.assign(tx, opened.id, "DPUPR", OPERATOR)


def ring(tx, clock, ticket, rung=Level.AGENCY):
    return duty_service.ring_duty(tx, ticket.id, rung, now=clock.now)


def claim(tx, rules=RULES, bridge="bridge", limit=5):
    return calls.claim_outbound(tx, bridge, rules, limit)


def names(due):
    return [one.officer.name if one.officer else "warga" for one in due]


def in_vain(tx, outcome=Outcome.NO_ANSWER):
    (due,) = claim(tx)
    calls.ringing(tx, due.call.id)
    calls.unanswered(tx, due.call.id, outcome, RULES)
    return due


def history(tx, ticket):
    return [event.kind for event in queries.history(tx, ticket.id)]


def test_an_officer_is_rung_once_and_acknowledges_in_his_own_name(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    assert ring(tx, clock, ticket) == []
    (due,) = claim(tx)
    assert (due.call.id, due.dialled, names([due])) == (planned, "081200000001", ["Andi"])
    assert claim(tx, bridge="another") == []
    calls.ringing(tx, planned)
    calls.answered(tx, planned)
    clock.now += timedelta(seconds=40)
    assert calls.acknowledge_by_phone(tx, planned) is Outcome.ACKNOWLEDGED
    after = queries.ticket(tx, ticket.id)
    assert (after.acknowledged_by, after.acknowledged_at) == ("Andi", clock.now)
    assert calls.acknowledge_by_phone(tx, planned) is Outcome.ACKNOWLEDGED
    assert history(tx, ticket).count("ticket.acknowledged") == 1
    done = outbound_call(tx, planned)
    assert (done.state, done.outcome, done.answered_at, done.ended_at) == ("done", "acknowledged", T0, clock.now)


def test_nobody_answers_so_the_next_officer_rings_and_then_the_next_rungs(tx, clock, officers, ticket):
    ring(tx, clock, ticket)
    rung = []
    for outcome in (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.HUNG_UP, Outcome.NO_ANSWER):
        due = in_vain(tx, outcome)
        rung.append((due.officer.name, due.call.rung))
    assert rung == [("Andi", "opd"), ("Beni", "opd"), ("Citra", "diskominfo"), ("Dewi", "bupati")]
    assert claim(tx) == []
    assert queries.ticket(tx, ticket.id).level is Level.BUPATI
    assert history(tx, ticket).count("ticket.escalated") == 2
    assert history(tx, ticket)[-1] == "duty.unanswered"


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.NOT_ALLOWED, Outcome.OFF_DUTY])
def test_a_ticket_does_not_climb_when_nobody_was_really_rung(tx, clock, officers, ticket, outcome):
    ring(tx, clock, ticket)
    assert [in_vain(tx, outcome).officer.name for _ in range(2)] == ["Andi", "Beni"]
    assert claim(tx) == []
    assert queries.ticket(tx, ticket.id).level is Level.AGENCY


def test_a_rung_without_officers_is_told_and_rings_nobody(tx, clock, ticket):
    assert ring(tx, clock, ticket) == []
    assert history(tx, ticket)[-1] == "duty.nobody"
    assert queries.ticket(tx, ticket.id).level is Level.AGENCY


def test_an_escalation_gives_up_the_calls_of_the_rung_below(tx, clock, officers, ticket):
    (lower,) = ring(tx, clock, ticket)
    service.escalate(tx, ticket.id, DISKOMINFO, "lama")
    (upper,) = ring(tx, clock, ticket, Level.DISKOMINFO)
    assert outbound_call(tx, lower).state is CallState.CANCELLED
    assert [(due.call.id, names([due])) for due in claim(tx)] == [(upper, ["Citra"])]
    assert ring(tx, clock, ticket, Level.AGENCY) == []


def test_a_new_round_rings_the_same_people_again(tx, clock, officers, ticket):
    (first,) = ring(tx, clock, ticket)
    claim(tx)
    calls.acknowledge_by_phone(tx, first)
    service.resolve(tx, ticket.id, DPUPR, "ditambal")
    service.reopen(tx, ticket.id, OPERATOR, "berlubang lagi")
    (second,) = ring(tx, clock, ticket)
    assert (outbound_call(tx, second).round, names(claim(tx))) == (2, ["Andi"])


def test_at_night_only_an_emergency_rings(tx, clock, officers):
    clock.now = NIGHT
    (calm,) = ring(tx, clock, assigned(tx, priority=Priority.URGENT))
    (loud,) = ring(tx, clock, assigned(tx, priority=Priority.EMERGENCY))
    assert [due.call.id for due in claim(tx)] == [loud]
    morning = T0 + timedelta(hours=22)
    assert outbound_call(tx, calm).not_before == morning
    calls.acknowledge_by_phone(tx, loud)
    clock.now = morning
    assert [due.call.id for due in claim(tx)] == [calm]


def test_a_call_that_waited_into_the_night_is_put_off(tx, clock, officers):
    (planned,) = ring(tx, clock, assigned(tx, priority=Priority.URGENT))
    clock.now = NIGHT
    assert claim(tx) == []
    put_off = outbound_call(tx, planned)
    assert (put_off.state, put_off.not_before) == (CallState.PENDING, T0 + timedelta(hours=22))


def test_what_is_acknowledged_elsewhere_rings_nobody(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    service.acknowledge(tx, ticket.id, DPUPR)
    assert claim(tx) == []
    assert outbound_call(tx, planned).outcome is Outcome.MOVED


def test_who_presses_1_too_late_acknowledges_nothing(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    service.escalate(tx, ticket.id, DISKOMINFO, "lama")
    assert calls.acknowledge_by_phone(tx, planned) is Outcome.MOVED
    assert queries.ticket(tx, ticket.id).acknowledged_at is None


def test_an_agencys_refusal_goes_back_to_the_desk_with_the_spoken_reason(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    calls.keep_spoken(tx, planned, Outcome.REFUSED, "/rekaman/1.wav")
    assert outbound_call(tx, planned).state is CallState.ANSWERED
    assert calls.settle_spoken(tx, planned, "itu jalan provinsi", RULES) is Outcome.REFUSED
    calls.settle_spoken(tx, planned, "sekali lagi", RULES)
    after, call = queries.ticket(tx, ticket.id), outbound_call(tx, planned)
    assert (after.status, after.agency) == (Status.VERIFIED, None)
    assert (call.said, call.recording, call.state) == ("itu jalan provinsi", "/rekaman/1.wav", "done")
    refused = [event for event in queries.history(tx, ticket.id) if event.kind == "ticket.refused"]
    assert [event.detail["text"] for event in refused] == ["Andi: Menolak lewat telepon: itu jalan provinsi"]
    assert claim(tx) == []


def test_a_refusal_above_the_agencies_rings_the_next_rung(tx, clock, officers, ticket):
    service.escalate(tx, ticket.id, DISKOMINFO, "lama")
    (planned,) = ring(tx, clock, ticket, Level.DISKOMINFO)
    claim(tx)
    calls.keep_spoken(tx, planned, Outcome.REFUSED, None)
    calls.settle_spoken(tx, planned, "", RULES)
    assert (queries.ticket(tx, ticket.id).agency, names(claim(tx))) == ("DPUPR", ["Dewi"])


def test_a_reason_that_nobody_understood_still_refuses(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    calls.keep_spoken(tx, planned, Outcome.REFUSED, "/rekaman/1.wav")
    calls.settle_spoken(tx, planned, " ", RULES)
    assert queries.ticket(tx, ticket.id).agency is None


def resolved(tx, **facts):
    ticket = assigned(tx, **facts)
    return service.resolve(tx, ticket.id, DPUPR, "sudah ditambal")


def test_the_citizen_is_asked_and_closes(tx, clock):
    ticket = resolved(tx)
    (planned,) = duty_service.ring_citizen(tx, ticket.id)
    assert duty_service.ring_citizen(tx, ticket.id) == []
    (due,) = claim(tx)
    assert (due.officer, due.dialled, due.call.purpose) == (None, CITIZEN, Purpose.SOLVED)
    assert calls.close_by_phone(tx, planned) is Outcome.CLOSED
    assert queries.ticket(tx, ticket.id).status is Status.CLOSED


def test_the_citizen_reopens_with_what_is_missing(tx, clock):
    ticket = resolved(tx)
    (planned,) = duty_service.ring_citizen(tx, ticket.id)
    claim(tx)
    calls.keep_spoken(tx, planned, Outcome.REOPENED, "/rekaman/2.wav")
    assert calls.settle_spoken(tx, planned, "masih berlubang", RULES) is Outcome.REOPENED
    after = queries.ticket(tx, ticket.id)
    assert (after.status, after.reopened) == (Status.ASSIGNED, 1)
    service.resolve(tx, ticket.id, DPUPR, "ditambal lagi")
    clock.now += timedelta(hours=1)
    service.reopen(tx, ticket.id, OPERATOR, "lagi")
    service.resolve(tx, ticket.id, DPUPR, "kali ini benar")
    assert len(duty_service.ring_citizen(tx, ticket.id)) == 1


def test_a_citizen_is_rung_twice_half_an_hour_apart_and_no_more(tx, clock):
    ticket = resolved(tx)
    duty_service.ring_citizen(tx, ticket.id)
    in_vain(tx)
    assert claim(tx) == []
    clock.now += timedelta(minutes=29)
    assert claim(tx) == []
    clock.now += timedelta(minutes=1)
    in_vain(tx, Outcome.BUSY)
    clock.now += timedelta(hours=1)
    assert claim(tx) == []
    assert [call.round for call in newest_calls(tx)] == [2, 1]
    assert duty_service.ring_citizen(tx, ticket.id) == []


def test_a_citizen_who_hung_up_is_left_in_peace(tx, clock):
    duty_service.ring_citizen(tx, resolved(tx).id)
    in_vain(tx, Outcome.HUNG_UP)
    clock.now += timedelta(hours=1)
    assert claim(tx) == []


def test_citizens_are_rung_by_day_only(tx, clock):
    clock.now = T0 + timedelta(hours=12)
    (planned,) = duty_service.ring_citizen(tx, resolved(tx).id)
    assert outbound_call(tx, planned).not_before == T0 + timedelta(days=1)
    assert claim(tx) == []
    anytime = RingingHours(citizen_from=0, citizen_until=24)
    (planned,) = duty_service.ring_citizen(tx, resolved(tx).id, hours=anytime)
    assert [due.call.id for due in claim(tx, replace(RULES, hours=anytime))] == [planned]


@pytest.mark.parametrize("number", ["", "anonim", "119", "+12125550100", "op1"])
def test_a_citizen_without_a_number_that_may_be_rung_is_not_rung(tx, number):
    assert duty_service.ring_citizen(tx, resolved(tx, reporter_number=number, anonymous=True).id) == []


def test_a_ticket_that_is_not_resolved_rings_no_citizen(tx, clock):
    ticket = assigned(tx)
    assert duty_service.ring_citizen(tx, ticket.id) == []
    done = resolved(tx)
    duty_service.ring_citizen(tx, done.id)
    service.reopen(tx, done.id, OPERATOR, "belum")
    assert claim(tx) == []


def test_no_number_is_rung_that_is_not_the_reporters_any_more(tx, clock):
    ticket = resolved(tx)
    (planned,) = duty_service.ring_citizen(tx, ticket.id)
    tx.execute(update(TicketTable).where(TicketTable.id == ticket.id).values(reporter_number="081311112222"))
    assert claim(tx) == []
    assert outbound_call(tx, planned).outcome is Outcome.NOT_ALLOWED


def test_a_removed_officer_is_not_rung(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    remove_officer(tx, officers[0].id, DISKOMINFO)
    assert claim(tx) == []
    assert outbound_call(tx, planned).state is CallState.CANCELLED


def test_without_a_carrier_only_the_houses_own_telephones_ring(tx, clock):
    house = CallingRules(extensions=frozenset({"op1"}))
    add_officer(tx, NewOfficer("DPUPR", "Luar", "081200000001"), DISKOMINFO)
    add_officer(tx, NewOfficer("DPUPR", "Dalam", "op1"), DISKOMINFO, extensions=house.extensions)
    ring(tx, clock, assigned(tx))
    assert claim(tx, house) == []
    assert [due.dialled for due in claim(tx, house)] == ["op1"]


def test_an_extension_that_is_named_no_more_is_not_rung(tx, clock):
    add_officer(tx, NewOfficer("DPUPR", "Dalam", "op1"), DISKOMINFO, extensions=("op1",))
    ring(tx, clock, assigned(tx))
    assert claim(tx) == []


def test_one_number_rings_once_at_a_time(tx, clock, officers):
    first, second = assigned(tx), assigned(tx)
    ring(tx, clock, first)
    ring(tx, clock, second)
    (due,) = claim(tx)
    assert claim(tx) == []
    calls.acknowledge_by_phone(tx, due.call.id)
    assert [one.ticket.id for one in claim(tx)] == [second.id]


def test_no_more_calls_an_hour_than_the_rules_allow(tx, clock, officers):
    rules = replace(RULES, per_hour=1)
    ring(tx, clock, assigned(tx))
    (due,) = claim(tx, rules)
    calls.unanswered(tx, due.call.id, Outcome.NO_ANSWER, rules)
    assert claim(tx, rules) == []
    clock.now += timedelta(minutes=61)
    assert len(claim(tx, rules)) == 1


def test_calls_in_hand_are_bounded(tx, clock, officers):
    for _ in range(3):
        ring(tx, clock, assigned(tx))
    assert claim(tx, limit=0) == []


def test_a_bridge_that_broke_off_rings_once_more_and_not_a_third_time(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    calls.answered(tx, planned)
    assert calls.recover(tx, "bridge", RULES) == []
    assert names(claim(tx)) == ["Andi"]
    calls.recover(tx, "bridge", RULES)
    assert names(claim(tx)) == ["Beni"]
    assert outbound_call(tx, planned).state is CallState.FAILED


def test_another_bridges_calls_are_left_alone_until_they_are_old(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx, bridge="one")
    calls.recover(tx, "two", RULES)
    assert outbound_call(tx, planned).state is CallState.CLAIMED
    clock.now += timedelta(minutes=21)
    calls.recover(tx, "two", RULES)
    assert outbound_call(tx, planned).state is CallState.PENDING


def test_after_a_restart_a_spoken_refusal_is_settled_without_ringing_again(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    calls.keep_spoken(tx, planned, Outcome.REFUSED, "/rekaman/1.wav")
    calls.interrupted(tx, planned, RULES)
    assert calls.recover(tx, "bridge", RULES) == [planned]
    calls.settle_spoken(tx, planned, "bukan kami", RULES)
    assert claim(tx) == []


def test_an_acknowledgement_before_the_crash_is_not_asked_for_again(tx, clock, officers, ticket):
    (planned,) = ring(tx, clock, ticket)
    claim(tx)
    calls.acknowledge_by_phone(tx, planned)
    assert calls.recover(tx, "bridge", RULES) == []
    calls.interrupted(tx, planned, RULES)
    assert calls.unanswered(tx, planned, Outcome.HUNG_UP, RULES) is Outcome.ACKNOWLEDGED
    assert claim(tx) == []


def test_two_bridges_at_once_claim_a_call_once(database, clock):
    from concurrent.futures import ThreadPoolExecutor

    with database.transaction() as tx:
        for number in range(4):
            add_officer(tx, NewOfficer("DPUPR", f"P{number}", f"08120000000{number}"), DISKOMINFO)
            ring(tx, clock, assigned(tx))

    def take(bridge):
        with database.transaction() as tx:
            return [due.call.id for due in claim(tx, bridge=bridge)]

    with ThreadPoolExecutor(2) as pool:
        taken = [one for part in pool.map(take, ("one", "two", "one", "two")) for one in part]
    assert len(taken) == len(set(taken)) == 1


def test_nothing_of_a_number_is_in_the_diary(tx, clock, officers, ticket):
    ring(tx, clock, ticket)
    in_vain(tx)
    assert "081200000001" not in str([event.detail for event in queries.history(tx, ticket.id)])
