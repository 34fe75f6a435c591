"""The verbs of a home visit: its road, its red flags, who may, what the ticket and the diary say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tickets import queries as ticket_queries
from tickets import service as ticket_service
from tickets.dokmaru import queries, service
from tickets.dokmaru.errors import (
    InvalidAnswer,
    RedFlagPresent,
    UnknownPuskesmas,
    VisitExists,
    VisitNotFound,
    WrongMoment,
)
from tickets.dokmaru.vocabulary import Insurance, Mobility, RedFlag, VisitStatus
from tickets.errors import EmptyText, ImpossibleTransition, NotAllowed, StaleVersion, UnknownField, UnknownPlace
from tickets.model import Priority, Status
from tickets.nik import Sex
from tickets.nik_errors import InvalidNik

from .patients import HOMELESS_NURSE, NURSE, OTHER_NURSE, SLIYEG, import_list, new_visit
from .people import ADMIN, BUPATI, DINKES, DPUPR, OPERATOR, OTHER, T0, new_ticket

BREATHLESS = (RedFlag.BREATHLESS,)


@pytest.fixture
def centres(tx):
    import_list(tx)


@pytest.fixture
def visit(tx, centres):
    return service.open_visit(tx, new_visit(desa="32.12.12.2001", puskesmas="PKM-SLIYEG"), OPERATOR)


def events(tx, visit):
    return [event for event in ticket_queries.history(tx, visit.ticket_id) if event.kind.startswith("visit.")]


def under_way(tx, visit, actor=OPERATOR):
    service.triage_visit(tx, visit.id, actor, ())
    service.appoint_team(tx, visit.id, actor, "PKM-SLIYEG", "dr. Ani, Bidan Ina")
    return service.depart(tx, visit.id, actor)


def test_a_visit_goes_from_report_to_its_end(tx, visit, clock):
    for verb, said in (
        (service.triage_visit, ((),)),
        (service.appoint_team, ("PKM-SLIYEG", "dr. Ani")),
        (service.depart, ()),
        (service.record_visit, ("tensi 90/60, diinfus",)),
        (service.refer_patient, ("RSUD-IND",)),
        (service.refer_patient, ("RS Provinsi",)),
        (service.close_visit, ("membaik",)),
    ):
        clock.now += timedelta(minutes=10)
        verb(tx, visit.id, OPERATOR, *said)
    ended = queries.visit_facts(tx, visit.id)
    assert (ended.status, ended.version) == (VisitStatus.CLOSED, 8)
    assert ended.referred_to == "RSUD-IND → RS Provinsi"
    assert ended.result == "tensi 90/60, diinfus\nmembaik"
    steps = (ended.triaged_at, ended.team_at, ended.on_the_way_at, ended.visited_at, ended.referred_at, ended.closed_at)
    assert [(step - T0) // timedelta(minutes=1) for step in steps] == [10, 20, 30, 40, 50, 70]
    assert [event.kind for event in events(tx, visit)] == [
        "visit.opened", "visit.triaged", "visit.team", "visit.departed", "visit.visited", "visit.referred",
        "visit.referred", "visit.closed",
    ]  # fmt: skip


def test_its_ticket_is_opened_with_it_and_resolved_with_it(tx, visit):
    ticket = ticket_queries.ticket(tx, visit.ticket_id)
    assert (ticket.category, ticket.kecamatan, ticket.confidential) == ("kesehatan", "32.12.12", True)
    under_way(tx, visit)
    service.record_visit(tx, visit.id, OPERATOR, "tensi turun")
    service.close_visit(tx, visit.id, OPERATOR)
    ticket = ticket_queries.ticket(tx, visit.ticket_id)
    assert ticket.status is Status.RESOLVED
    assert "tensi" not in str([event.detail for event in ticket_queries.history(tx, ticket.id)])


def test_the_form_and_the_place_are_kept(tx, centres):
    new = new_visit(
        patient_age=61, patient_sex=Sex.FEMALE, nik="3212 1241 0165 0001", phone="0812-3456-7890", onset="3 hari",
        mobility=Mobility.HELPED, insurance=Insurance.NONE, reporter_name="Rasta", reporter_number="0813",
        relation="anak", desa="32.12.12.2002", rt="003", rw="001", landmark="belakang musala",
    )  # fmt: skip
    opened = service.open_visit(tx, new, OPERATOR)
    assert opened.nik == "3212124101650001"
    for name in ("patient_age", "patient_sex", "phone", "onset", "mobility", "insurance", "relation", "landmark"):
        assert getattr(opened, name) == getattr(new, name), name
    assert (opened.desa, opened.rt, opened.rw, opened.reporter_name) == ("32.12.12.2002", "003", "001", "Rasta")


WRONG_ANSWERS = [
    ({"patient_name": " "}, EmptyText),
    ({"complaint": "\x00"}, EmptyText),
    ({"patient_age": 131}, InvalidAnswer),
    ({"patient_age": -1}, InvalidAnswer),
    ({"nik": "123"}, InvalidNik),
    ({"mobility": "terbang"}, InvalidAnswer),
    ({"red_flags": ("lapar",)}, InvalidAnswer),
    ({"desa": "99"}, UnknownPlace),
    ({"puskesmas": "PKM-BULAN"}, UnknownPuskesmas),
]


def test_a_wrong_answer_is_refused_and_nothing_is_opened(tx, centres):
    for facts, error in WRONG_ANSWERS:
        with pytest.raises(error), tx.begin_nested():
            service.open_visit(tx, new_visit(**facts), OPERATOR)
    assert queries.visits(tx, OPERATOR) == []


def test_without_a_list_a_puskesmas_is_refused_with_the_cure(tx):
    with pytest.raises(UnknownPuskesmas, match="iceta puskesmas import"):
        service.open_visit(tx, new_visit(puskesmas="PKM-SLIYEG"), OPERATOR)


def test_a_red_flag_makes_an_emergency_and_only_119_is_left(tx, centres):
    flagged = service.open_visit(tx, new_visit(red_flags=BREATHLESS), OPERATOR)
    assert flagged.priority is Priority.EMERGENCY
    service.triage_visit(tx, flagged.id, OPERATOR, BREATHLESS)
    with pytest.raises(RedFlagPresent, match="sesak napas"):
        service.appoint_team(tx, flagged.id, OPERATOR, "PKM-SLIYEG", "dr. Ani")
    ended = service.hand_over_119(tx, flagged.id, OPERATOR)
    assert (ended.status, ended.ticket_status) == (VisitStatus.HANDED_OVER, Status.NEW)
    assert events(tx, flagged)[-1].kind == "visit.handed_over_119"


def test_a_red_flag_found_on_the_way_stops_the_team(tx, visit):
    service.triage_visit(tx, visit.id, OPERATOR, ())
    service.appoint_team(tx, visit.id, OPERATOR, "PKM-SLIYEG", "dr. Ani")
    assert queries.visit_facts(tx, visit.id).priority is Priority.NORMAL
    edited = service.edit_visit(tx, visit.id, NURSE, red_flags=["kejang"])
    assert (edited.priority, edited.red_flags) == (Priority.EMERGENCY, (RedFlag.CONVULSIONS,))
    with pytest.raises(RedFlagPresent):
        service.depart(tx, visit.id, OPERATOR)


def test_words_of_danger_raise_the_urgency_and_wait_for_a_person(tx, centres):
    opened = service.open_visit(tx, new_visit(complaint="bapak engap sejak pagi"), OPERATOR)
    assert (opened.red_flags, opened.priority) == ((), Priority.EMERGENCY)
    assert events(tx, opened)[0].detail["proposed_flags"] == ["sesak_napas"]
    service.triage_visit(tx, opened.id, OPERATOR, ())
    assert events(tx, opened)[-1].detail["dismissed"] == ["sesak_napas"]
    assert service.appoint_team(tx, opened.id, OPERATOR, "PKM-SLIYEG", "dr. Ani").status is VisitStatus.TEAM


def test_a_denied_word_raises_nothing(tx, centres):
    assert service.open_visit(tx, new_visit(complaint="demam, tidak sesak"), OPERATOR).priority is Priority.NORMAL


def test_119_without_a_red_flag_needs_a_reason(tx, visit):
    with pytest.raises(EmptyText):
        service.hand_over_119(tx, visit.id, OPERATOR, " ")
    ended = service.hand_over_119(tx, visit.id, OPERATOR, "bicara pelo")
    assert (ended.result, ended.priority) == ("bicara pelo", Priority.EMERGENCY)


def test_a_cancelled_visit_says_why_and_leaves_the_ticket_to_the_desk(tx, visit):
    with pytest.raises(EmptyText):
        service.cancel_visit(tx, visit.id, OPERATOR, "")
    ended = service.cancel_visit(tx, visit.id, OPERATOR, "sudah dibawa ke dokter")
    assert (ended.status, ended.result, ended.ticket_status) == (
        VisitStatus.CANCELLED, "sudah dibawa ke dokter", Status.NEW,
    )  # fmt: skip
    with pytest.raises(ImpossibleTransition):
        service.edit_visit(tx, visit.id, OPERATOR, phone="1")


def test_a_puskesmas_opens_its_own_cases(tx, centres):
    opened = service.open_visit(tx, new_visit(), NURSE)
    assert (opened.puskesmas, opened.channel) == ("PKM-SLIYEG", "puskesmas")
    under_way(tx, opened, NURSE)
    service.record_visit(tx, opened.id, NURSE, "diobati")
    assert service.close_visit(tx, opened.id, NURSE).ticket_status is Status.RESOLVED
    with pytest.raises(NotAllowed):
        service.open_visit(tx, new_visit(puskesmas="PKM-PATROL"), NURSE)
    with pytest.raises(NotAllowed):
        service.open_visit(tx, new_visit(), HOMELESS_NURSE)


def test_a_puskesmas_works_on_and_sees_its_own_visits_only(tx, visit):
    with pytest.raises(NotAllowed):
        service.triage_visit(tx, visit.id, OTHER_NURSE, ())
    assert queries.visits(tx, OTHER_NURSE) == []
    with pytest.raises(VisitNotFound):
        queries.visit_by_code(tx, visit.code, OTHER_NURSE)
    service.triage_visit(tx, visit.id, NURSE, ())
    with pytest.raises(NotAllowed):
        service.appoint_team(tx, visit.id, NURSE, "PKM-PATROL", "dr. Lain")
    assert [found.id for found in queries.visits(tx, NURSE)] == [visit.id]


def test_others_do_nothing_with_visits(tx, visit):
    for actor in (DPUPR, BUPATI, ADMIN, HOMELESS_NURSE):
        with pytest.raises(NotAllowed):
            service.open_visit(tx, new_visit(), actor)
        with pytest.raises(NotAllowed):
            service.cancel_visit(tx, visit.id, actor, "iseng")


def test_the_health_agency_works_on_all(tx, visit):
    assert service.triage_visit(tx, visit.id, DINKES, ()).status is VisitStatus.TRIAGED


def test_a_hotline_ticket_gets_one_visit_that_was_reported_when_it_was(tx, centres, clock):
    ticket = ticket_service.open_ticket(tx, new_ticket(category="kesehatan"), OPERATOR)
    clock.now += timedelta(hours=1)
    joined = service.open_visit(tx, new_visit(ticket_id=ticket.id, reporter_name="lain"), OPERATOR)
    assert (joined.code, joined.created_at, joined.reporter_name) == (ticket.code, T0, "")
    with pytest.raises(VisitExists):
        service.open_visit(tx, new_visit(ticket_id=ticket.id), OPERATOR)
    with pytest.raises(NotAllowed):
        service.open_visit(tx, new_visit(ticket_id=ticket.id), NURSE)


def test_a_visit_does_not_join_a_draft(tx, centres):
    draft = ticket_service.open_ticket(tx, new_ticket(status=Status.DRAFT), OPERATOR)
    with pytest.raises(ImpossibleTransition):
        service.open_visit(tx, new_visit(ticket_id=draft.id), OPERATOR)


def test_who_was_second_learns_who_was_first(tx, visit):
    service.edit_visit(tx, visit.id, OTHER, visit.version, phone="0811")
    with pytest.raises(StaleVersion) as caught:
        service.triage_visit(tx, visit.id, OPERATOR, (), version=visit.version)
    assert (caught.value.changed_by, caught.value.version) == ("Budi", 2)
    assert queries.visit_facts(tx, visit.id).status is VisitStatus.REPORTED


def test_an_edit_that_changes_nothing_leaves_no_trace(tx, visit):
    same = service.edit_visit(tx, visit.id, OPERATOR, patient_name=visit.patient_name, red_flags=[])
    assert same == visit
    assert len(events(tx, visit)) == 1
    with pytest.raises(UnknownField):
        service.edit_visit(tx, visit.id, OPERATOR, status="selesai")


def test_the_diary_holds_no_name_number_or_finding(tx, visit):
    service.edit_visit(
        tx, visit.id, OPERATOR, patient_name="Rahasia Sekali", phone="081234567890", nik="3212124101650001"
    )
    under_way(tx, visit)
    service.record_visit(tx, visit.id, OPERATOR, "HIV positif")
    told = str([event.detail for event in ticket_queries.history(tx, visit.ticket_id)])
    for secret in ("Rahasia", "081234567890", "3212124101650001", "HIV", "Siti"):
        assert secret not in told


def test_steps_may_be_written_down_later_but_in_their_order(tx, centres, clock):
    opened = service.open_visit(tx, new_visit(reported_at=T0 - timedelta(days=1)), NURSE)
    assert opened.created_at == T0 - timedelta(days=1)
    service.triage_visit(tx, opened.id, NURSE, (), at=T0 - timedelta(hours=20))
    with pytest.raises(WrongMoment):
        service.appoint_team(tx, opened.id, NURSE, "PKM-SLIYEG", "dr. Ani", at=T0 - timedelta(hours=21))
    with pytest.raises(WrongMoment):
        service.appoint_team(tx, opened.id, NURSE, "PKM-SLIYEG", "dr. Ani", at=T0 + timedelta(seconds=1))
    named = service.appoint_team(tx, opened.id, NURSE, "PKM-SLIYEG", "dr. Ani", at=T0 - timedelta(hours=19))
    assert named.team_at == T0 - timedelta(hours=19)
    for wrong in (T0 + timedelta(minutes=1), datetime(1990, 1, 1, tzinfo=UTC)):
        with pytest.raises(WrongMoment):
            service.open_visit(tx, new_visit(reported_at=wrong), NURSE)


def test_open_emergencies_stand_first_and_filters_hold(tx, centres):
    flagged = service.open_visit(tx, new_visit(red_flags=BREATHLESS), OPERATOR)
    calm = service.open_visit(tx, new_visit(), NURSE)
    assert [found.id for found in queries.visits(tx, OPERATOR)] == [flagged.id, calm.id]
    service.hand_over_119(tx, flagged.id, OPERATOR)
    assert [found.id for found in queries.visits(tx, OPERATOR)] == [calm.id, flagged.id]
    assert [found.id for found in queries.visits(tx, OPERATOR, open_only=True)] == [calm.id]
    assert [found.id for found in queries.visits(tx, OPERATOR, status=VisitStatus.HANDED_OVER)] == [flagged.id]
    assert [found.id for found in queries.visits(tx, OPERATOR, puskesmas=SLIYEG.code)] == [calm.id]
    assert [found.id for found in queries.visits(tx, OPERATOR, limit=1, offset=1)] == [flagged.id]
    assert queries.visit_by_code(tx, f"{calm.code[:4]} {calm.code[4:]}", OPERATOR) == replace(calm)
