"""What becomes of a ticket after it was assigned, up to its end and back."""

from datetime import timedelta

import pytest

from tickets import queries, service
from tickets.errors import (
    EmptyText,
    ImpossibleTransition,
    InvalidHouseNumber,
    NotAllowed,
    TicketNotFound,
    UnknownBody,
    UnknownChannel,
)
from tickets.model import CLOCK, TELEPHONE, Channel, ComplaintType, Level, Status
from tickets.nik_errors import InvalidNik

from .people import BUPATI, DINKES, DISKOMINFO, DPUPR, OPERATOR, T0, new_ticket


@pytest.fixture
def assigned(tx):
    opened = service.open_ticket(tx, new_ticket(), OPERATOR)
    return service.assign(tx, opened.id, "DPUPR", OPERATOR)


def kinds(tx, ticket):
    return [event.kind for event in queries.history(tx, ticket.id)]


def test_the_agency_acknowledges_and_begins(tx, assigned, clock):
    clock.now = T0 + timedelta(hours=1)
    taken = service.acknowledge(tx, assigned.id, DPUPR)
    assert (taken.acknowledged_by, taken.acknowledged_at) == (DPUPR.name, clock.now)
    assert taken.status is Status.IN_PROGRESS
    with pytest.raises(ImpossibleTransition, match=DPUPR.name):
        service.acknowledge(tx, assigned.id, DPUPR)


def test_an_officer_acknowledges_by_telephone_under_his_own_name(tx, assigned):
    taken = service.acknowledge(tx, assigned.id, TELEPHONE, "Pak Rahmat")
    assert taken.acknowledged_by == "Pak Rahmat"
    assert queries.history(tx, assigned.id)[-1].detail["by"] == "Pak Rahmat"


def test_nobody_acknowledges_what_nobody_was_given(tx):
    opened = service.open_ticket(tx, new_ticket(), OPERATOR)
    with pytest.raises(ImpossibleTransition, match="Tugaskan dulu"):
        service.acknowledge(tx, opened.id, TELEPHONE)


def test_every_rung_acknowledges_for_itself(tx, assigned):
    service.acknowledge(tx, assigned.id, DPUPR)
    raised = service.escalate(tx, assigned.id, OPERATOR, "belum ada tindakan")
    assert (raised.level, raised.acknowledged_by, raised.status) == (Level.DISKOMINFO, None, Status.IN_PROGRESS)
    with pytest.raises(NotAllowed):
        service.acknowledge(tx, assigned.id, DPUPR)
    assert service.acknowledge(tx, assigned.id, DISKOMINFO).acknowledged_by == DISKOMINFO.name
    with pytest.raises(NotAllowed):
        service.acknowledge(tx, assigned.id, BUPATI)
    top = service.escalate(tx, assigned.id, CLOCK, "lewat batas")
    assert top.level is Level.BUPATI
    ordered = service.dispose(tx, assigned.id, BUPATI, "selesaikan minggu ini")
    assert ordered.acknowledged_by == BUPATI.name


def test_a_refused_ticket_returns_to_the_desk_with_the_reason(tx, assigned):
    with pytest.raises(EmptyText):
        service.refuse(tx, assigned.id, DPUPR, "  ")
    back = service.refuse(tx, assigned.id, DPUPR, "jalan provinsi")
    assert (back.status, back.agency, back.forwarded_at) == (Status.VERIFIED, None, None)
    assert queries.history(tx, assigned.id)[-1].detail["text"] == "jalan provinsi"


def test_a_question_to_the_citizen_stops_the_clocks(tx, assigned, clock):
    asked = service.wait_for_citizen(tx, assigned.id, OPERATOR, "RT berapa?")
    assert (asked.status, asked.pauses) == (Status.WAITING, ((T0, None),))
    clock.now = T0 + timedelta(hours=5)
    told = service.resume(tx, assigned.id, OPERATOR, "RT 4")
    assert (told.status, told.pauses) == (Status.ASSIGNED, ((T0, clock.now),))


def test_any_way_out_of_waiting_ends_the_pause(tx, assigned, clock):
    service.wait_for_citizen(tx, assigned.id, OPERATOR, "RT berapa?")
    clock.now = T0 + timedelta(hours=5)
    assert service.resolve(tx, assigned.id, OPERATOR, "beres").pauses == ((T0, clock.now),)


def test_after_acknowledgement_waiting_leads_back_to_work(tx, assigned):
    service.acknowledge(tx, assigned.id, DPUPR)
    service.wait_for_citizen(tx, assigned.id, DPUPR, "di sebelah mana?")
    assert service.resume(tx, assigned.id, DPUPR).status is Status.IN_PROGRESS


def test_the_first_answer_counts_and_a_new_agency_starts_afresh(tx, assigned, clock):
    clock.now = T0 + timedelta(days=1)
    assert service.answer(tx, assigned.id, DPUPR, "kami jadwalkan").answered_at == clock.now
    clock.now = T0 + timedelta(days=2)
    assert service.answer(tx, assigned.id, DPUPR, "masih menunggu alat").answered_at == T0 + timedelta(days=1)
    moved = service.assign(tx, assigned.id, "DISKIMRUM", OPERATOR)
    assert (moved.forwarded_at, moved.answered_at, moved.acknowledged_by) == (clock.now, None, None)
    clock.now = T0 + timedelta(days=3)
    assert service.assign(tx, assigned.id, "DISKIMRUM", OPERATOR).forwarded_at == T0 + timedelta(days=2)


def test_solved_closed_and_opened_again(tx, assigned, clock):
    solved = service.resolve(tx, assigned.id, DPUPR, "sudah ditambal")
    assert (solved.resolved_at, solved.answered_at) == (T0, T0)
    closed = service.close_ticket(tx, assigned.id, TELEPHONE, "pelapor menekan 1")
    assert (closed.status, closed.closed_at) == (Status.CLOSED, T0)
    again = service.reopen(tx, assigned.id, OPERATOR, "berlubang lagi")
    assert (again.status, again.agency, again.reopened) == (Status.ASSIGNED, "DPUPR", 1)
    assert (again.resolved_at, again.closed_at, again.acknowledged_at) == (None, None, None)


def test_outside_bodies_are_referred_to_never_assigned(tx, assigned):
    with pytest.raises(UnknownBody, match="PLN"):
        service.refer(tx, assigned.id, OPERATOR, "DINKES", "salah alamat")
    sent = service.refer(tx, assigned.id, OPERATOR, "PLN", "pelapor diberi nomor 123")
    assert (sent.status, sent.referred_to) == (Status.NOT_OURS, "PLN")
    assert service.reopen(tx, assigned.id, OPERATOR, "ternyata PJU").referred_to is None


def test_a_duplicate_points_at_the_first_report(tx, assigned):
    first = service.open_ticket(tx, new_ticket(), OPERATOR)
    third = service.open_ticket(tx, new_ticket(), OPERATOR)
    assert service.mark_duplicate(tx, assigned.id, OPERATOR, first.id).duplicate_of == first.id
    assert service.mark_duplicate(tx, third.id, OPERATOR, assigned.id).duplicate_of == first.id
    with pytest.raises(ImpossibleTransition, match="tiket yang sama"):
        service.mark_duplicate(tx, first.id, OPERATOR, third.id)
    with pytest.raises(TicketNotFound):
        service.mark_duplicate(tx, first.id, OPERATOR, 99)
    assert service.reopen(tx, assigned.id, OPERATOR, "bukan yang sama").duplicate_of is None


def test_a_rejected_report_keeps_its_reason(tx):
    draft = service.open_ticket(tx, new_ticket(status=Status.DRAFT), OPERATOR)
    assert service.reject(tx, draft.id, OPERATOR, "telepon iseng").status is Status.REJECTED
    assert kinds(tx, draft) == ["ticket.opened", "ticket.rejected"]


def test_an_agency_sees_only_what_it_was_given(tx, assigned):
    for verb in (service.acknowledge, service.resume):
        with pytest.raises(NotAllowed):
            verb(tx, assigned.id, DINKES)


def test_an_attachment_is_kept_by_reference(tx, assigned):
    assert service.attach(tx, assigned.id, DPUPR, "foto", "foto/jalan.jpg") > 0
    assert kinds(tx, assigned)[-1] == "ticket.attached"
    with pytest.raises(EmptyText):
        service.attach(tx, assigned.id, DPUPR, "foto", "\x00")


def test_what_a_report_says_of_itself_is_checked_and_kept(tx):
    facts = {"channel": "SP4N-LAPOR", "complaint_type": "berkadar", "rt": "4", "rw": "012", "relation": "anak"}
    opened = service.open_ticket(tx, new_ticket(**facts, reporter_nik="3212 1501 0190 0001"), OPERATOR)
    assert (opened.channel, opened.complaint_type) == (Channel.SP4N_LAPOR, ComplaintType.OVERSIGHT)
    assert (opened.rt, opened.rw, opened.reporter_nik) == ("004", "012", "3212150101900001")
    edited = service.edit_ticket(tx, opened.id, OPERATOR, complaint_type=None, rt="", channel="web")
    assert (edited.complaint_type, edited.rt, edited.channel) == (None, "", Channel.WEB)
    for wrong, error in ((("channel", "merpati"), UnknownChannel), (("rt", "empat"), InvalidHouseNumber)):
        with pytest.raises(error):
            service.open_ticket(tx, new_ticket(**dict([wrong])), OPERATOR)
    with pytest.raises(InvalidNik, match="16 angka"):
        service.edit_ticket(tx, opened.id, OPERATOR, reporter_nik="321215010190000")


def test_the_same_report_comes_in_once(tx):
    first = service.open_ticket(tx, new_ticket(source="lapor", source_id="77"), OPERATOR)
    again = service.open_ticket(tx, new_ticket(source="lapor", source_id="77", description="lain"), OPERATOR)
    other = service.open_ticket(tx, new_ticket(source="ig", source_id="77"), OPERATOR)
    assert first == again != other
    assert kinds(tx, first) == ["ticket.opened"]
