"""The verbs of an incident: what they change, what they refuse, and what takes them back."""

from datetime import timedelta

import pytest

from tickets import incident_queries, incident_service, queries, service
from tickets.errors import EmptyText, ImpossibleTransition, NotAllowed, TicketNotFound
from tickets.incident_errors import (
    InAnotherIncident,
    IncidentNotFound,
    IncidentNotOpen,
    IncidentNotSolved,
    InNoIncident,
    NothingToJoin,
    NothingToUnmerge,
)
from tickets.incident_service import (
    gather,
    join_incident,
    leave_incident,
    merge_incidents,
    reopen_incident,
    solve_incident,
    unmerge_incident,
)
from tickets.incident_upkeep import settle
from tickets.incidents import IncidentStatus
from tickets.model import Status

from .people import BUPATI, DINKES, DISKOMINFO, OPERATOR, OTHER, SUPERVISOR, new_ticket

INDRAMAYU, SINDANG, KARANGSONG, PAOMAN = "32.12.15", "32.12.16", "32.12.15.2016", "32.12.15.1008"


def water(tx, **facts):
    new = new_ticket(**({"category": "air", "description": "banyune mati"} | facts))
    return service.open_ticket(tx, new, OPERATOR).id


def kinds(tx, ticket_id):
    return [event.kind for event in queries.history(tx, ticket_id) if event.kind.startswith("incident.")]


def of_two(tx, **facts):
    """An incident of two tickets, and their ids."""
    first, second = water(tx, **facts), water(tx, **facts)
    return join_incident(tx, second, OPERATOR, other_ticket_id=first), first, second


def test_two_tickets_become_an_incident(tx, clock):
    first = water(tx, kecamatan=INDRAMAYU, desa=KARANGSONG, reporter_number="081234567890")
    clock.now += timedelta(minutes=5)
    second = water(tx, kecamatan=INDRAMAYU, reporter_number="081234567890")
    made = join_incident(tx, second, OPERATOR, other_ticket_id=first)
    assert (made.code, made.title, made.category) == ("I-0001", "Air mati, Karangsong, Indramayu", "air")
    assert (made.status, made.tickets, made.open_tickets, made.reporters) == (IncidentStatus.OPEN, 2, 2, 1)
    assert (made.kecamatan, made.desa, made.last_report_at, made.created_by) == (
        INDRAMAYU,
        KARANGSONG,
        clock.now,
        "Sari",
    )
    assert kinds(tx, first) == ["incident.opened", "incident.joined"]
    assert kinds(tx, second) == ["incident.joined"]
    assert [ticket.id for ticket in incident_queries.members(tx, made.id)] == [first, second]


def test_the_place_is_what_all_tickets_have_in_common(tx):
    made, _, _ = of_two(tx, kecamatan=INDRAMAYU, desa=KARANGSONG)
    assert join_incident(tx, water(tx), OPERATOR, made.id).desa == KARANGSONG
    wider = join_incident(tx, water(tx, kecamatan=INDRAMAYU, desa=PAOMAN), OPERATOR, made.id)
    assert (wider.kecamatan, wider.desa) == (INDRAMAYU, None)
    elsewhere = water(tx, kecamatan=SINDANG)
    assert join_incident(tx, elsewhere, OPERATOR, made.id).kecamatan is None
    leave_incident(tx, elsewhere, OPERATOR)
    assert incident_queries.incident(tx, made.id).kecamatan == INDRAMAYU


def test_a_third_joins_through_either_ticket_or_the_incident(tx):
    made, first, _ = of_two(tx)
    third, fourth, fifth = water(tx), water(tx), water(tx)
    assert join_incident(tx, third, OTHER, other_ticket_id=first).id == made.id
    assert join_incident(tx, first, OTHER, other_ticket_id=fourth).id == made.id
    again = join_incident(tx, fifth, OTHER, made.id)
    assert again.tickets == 5
    assert join_incident(tx, fifth, OTHER, made.id) == again
    assert kinds(tx, fifth) == ["incident.joined"]


def test_a_draft_is_confirmed_by_joining(tx):
    made, _, _ = of_two(tx)
    draft = water(tx, status=Status.DRAFT)
    join_incident(tx, draft, OPERATOR, made.id)
    assert queries.ticket(tx, draft).status is Status.NEW


def test_a_burst_is_gathered_at_once_or_not_at_all(tx):
    tickets = [water(tx) for _ in range(4)]
    made = gather(tx, [*tickets, tickets[0]], OPERATOR, title="Pipa induk pecah [/b]")
    assert (made.tickets, made.title) == (4, "Pipa induk pecah [/b]")
    assert gather(tx, [tickets[0], water(tx)], OPERATOR, made.id).tickets == 5
    with pytest.raises(InAnotherIncident):
        gather(tx, [water(tx), tickets[0]], OPERATOR)
    for few in ([], [water(tx)]):
        with pytest.raises(NothingToJoin):
            gather(tx, few, OPERATOR)
    assert len(incident_queries.incidents(tx)) == 1


def test_leaving_is_undone_by_joining_again_even_by_the_last(tx):
    made, first, second = of_two(tx)
    leave_incident(tx, first, OPERATOR)
    assert incident_queries.incident(tx, made.id).status is IncidentStatus.OPEN
    assert leave_incident(tx, second, OPERATOR).incident_id is None
    assert incident_queries.incident(tx, made.id).status is IncidentStatus.EMPTY
    back = join_incident(tx, second, OPERATOR, made.id)
    assert (back.status, back.tickets, back.solved_at) == (IncidentStatus.OPEN, 1, None)
    left = queries.history(tx, first)[-1].detail
    assert left == {"incident": made.id, "code": "I-0001", "was": {"incident_id": made.id}}


def test_a_ticket_is_in_one_incident_at_most(tx):
    one, first, _ = of_two(tx)
    two, third, _ = of_two(tx)
    with pytest.raises(InAnotherIncident, match=one.code):
        join_incident(tx, first, OPERATOR, two.id)
    with pytest.raises(InAnotherIncident):
        join_incident(tx, first, OPERATOR, other_ticket_id=third)
    assert (incident_queries.incident(tx, one.id).tickets, incident_queries.incident(tx, two.id).tickets) == (2, 2)


def test_merging_moves_all_and_unmerging_moves_them_back(tx):
    one, first, second = of_two(tx)
    two, third, fourth = of_two(tx)
    merged = merge_incidents(tx, one.id, two.id, SUPERVISOR)
    assert (merged.id, merged.tickets) == (two.id, 4)
    assert incident_queries.incident(tx, one.id).status is IncidentStatus.MERGED
    assert kinds(tx, first)[-1] == "incident.merged"
    leave_incident(tx, second, OPERATOR)
    back = unmerge_incident(tx, one.id, two.id, OPERATOR)
    assert (back.status, [t.id for t in incident_queries.members(tx, one.id)]) == (IncidentStatus.OPEN, [first])
    assert [t.id for t in incident_queries.members(tx, two.id)] == [third, fourth]
    with pytest.raises(NothingToUnmerge):
        unmerge_incident(tx, one.id, two.id, OPERATOR)


def test_a_merged_incident_takes_nothing_and_makes_no_circle(tx):
    one, _, _ = of_two(tx)
    two, _, _ = of_two(tx)
    merge_incidents(tx, one.id, two.id, OPERATOR)
    for refused in (
        lambda: merge_incidents(tx, two.id, one.id, OPERATOR),
        lambda: merge_incidents(tx, one.id, two.id, OPERATOR),
        lambda: join_incident(tx, water(tx), OPERATOR, one.id),
        lambda: solve_incident(tx, one.id, OPERATOR, "beres"),
    ):
        with pytest.raises(IncidentNotOpen, match="digabung"):
            refused()
    with pytest.raises(NothingToJoin):
        merge_incidents(tx, two.id, two.id, OPERATOR)


def test_solving_answers_every_open_ticket_and_lists_who_is_to_be_told(tx):
    made, first, second = of_two(tx, reporter_number="0812-3456-7890", reporter_name="Ibu Tati")
    third = water(tx, reporter_name="Rahasia", anonymous=True, channel="whatsapp")
    fourth = water(tx, reporter_number="02345551234")
    for ticket in (third, fourth):
        join_incident(tx, ticket, OPERATOR, made.id)
    service.resolve(tx, fourth, OPERATOR, "sudah lebih dulu")
    solved = solve_incident(tx, made.id, OPERATOR, " Pipa sudah diganti. ")
    assert solved.tickets == (first, second, third)
    assert [(r.name, r.anonymous, r.tickets) for r in solved.to_tell] == [
        ("Ibu Tati", False, (first, second)),
        ("", True, (third,)),
    ]
    assert (solved.incident.status, solved.incident.open_tickets) == (IncidentStatus.SOLVED, 0)
    for ticket in solved.tickets:
        told = {event.kind: event.detail for event in queries.history(tx, ticket)}
        assert told["ticket.resolved"]["text"] == told["incident.solved"]["answer"] == "Pipa sudah diganti."
    assert "incident.solved" not in kinds(tx, fourth)


def test_a_long_solving_goes_in_steps_and_can_be_taken_up_again(database, monkeypatch):
    monkeypatch.setattr(incident_service, "STEP", 2)
    with database.transaction() as tx:
        made = gather(tx, [water(tx, reporter_number=f"0812345678{n:02d}") for n in range(5)], OPERATOR)
        begun = solve_incident(tx, made.id, OPERATOR, "beres", at_most=1)
    assert (begun.remaining, begun.tickets, begun.incident.status) == (4, (1,), IncidentStatus.OPEN)
    solved = incident_service.solve_in_steps(database, made.id, OTHER, "beres")
    assert (solved.remaining, solved.incident.status) == (0, IncidentStatus.SOLVED)
    assert solved.tickets == (1, 2, 3, 4, 5)
    assert len(solved.to_tell) == 5


def test_reopening_brings_back_what_the_solving_resolved(tx):
    made, first, second = of_two(tx)
    third = water(tx)
    join_incident(tx, third, OPERATOR, made.id)
    service.resolve(tx, third, OPERATOR, "beres sendiri")
    with pytest.raises(IncidentNotSolved):
        reopen_incident(tx, made.id, OPERATOR, "masih mati")
    solve_incident(tx, made.id, OPERATOR, "beres")
    service.reopen(tx, second, OPERATOR, "yang ini belum")
    service.resolve(tx, second, OPERATOR, "sekarang sudah")
    again = reopen_incident(tx, made.id, OPERATOR, "masih mati")
    assert (again.status, again.open_tickets, again.solved_at) == (IncidentStatus.OPEN, 1, None)
    assert queries.ticket(tx, first).status in (Status.NEW, Status.VERIFIED)
    assert {queries.ticket(tx, ticket).status for ticket in (second, third)} == {Status.RESOLVED}
    assert solve_incident(tx, made.id, OPERATOR, "kini benar").tickets == (first,)


def test_a_ticket_may_leave_a_solved_incident(tx):
    made, first, _ = of_two(tx)
    solve_incident(tx, made.id, OPERATOR, "beres")
    assert leave_incident(tx, first, OPERATOR).status is Status.RESOLVED
    assert incident_queries.incident(tx, made.id).status is IncidentStatus.SOLVED


@pytest.mark.parametrize("actor", [DINKES, BUPATI])
def test_only_the_desk_works_on_incidents(tx, actor):
    made, first, _ = of_two(tx)
    other = water(tx)
    for refused in (
        lambda: join_incident(tx, other, actor, made.id),
        lambda: gather(tx, [other, water(tx)], actor),
        lambda: leave_incident(tx, first, actor),
        lambda: merge_incidents(tx, made.id, made.id, actor),
        lambda: unmerge_incident(tx, made.id, made.id, actor),
        lambda: solve_incident(tx, made.id, actor, "beres"),
        lambda: reopen_incident(tx, made.id, actor, "belum"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert incident_queries.incident(tx, made.id) == made


def test_mistakes_are_told(tx):
    made, first, second = of_two(tx)
    with pytest.raises(NothingToJoin):
        join_incident(tx, first, OPERATOR)
    with pytest.raises(NothingToJoin):
        join_incident(tx, first, OPERATOR, made.id, other_ticket_id=second)
    with pytest.raises(NothingToJoin):
        join_incident(tx, first, OPERATOR, other_ticket_id=first)
    with pytest.raises(InNoIncident):
        leave_incident(tx, water(tx), OPERATOR)
    with pytest.raises(IncidentNotFound):
        join_incident(tx, first, OPERATOR, 99)
    with pytest.raises(TicketNotFound):
        join_incident(tx, first, OPERATOR, other_ticket_id=99)
    with pytest.raises(EmptyText):
        solve_incident(tx, made.id, OPERATOR, " ")
    rejected = water(tx)
    service.reject(tx, rejected, DISKOMINFO, "iseng")
    with pytest.raises(ImpossibleTransition):
        join_incident(tx, rejected, OPERATOR, made.id)


@pytest.mark.parametrize("written", ["I-0001", "i1", " I 0001 ", "1", "i-1"])
def test_a_code_is_found_however_it_is_written(tx, written):
    made, _, _ = of_two(tx)
    assert incident_queries.incident_by_code(tx, written) == made


@pytest.mark.parametrize("written", ["I-0002", "", "x1", "I-", "٣", "1" * 40])
def test_a_wrong_code_is_told(tx, written):
    of_two(tx)
    with pytest.raises(IncidentNotFound):
        incident_queries.incident_by_code(tx, written)


def test_lists_can_be_narrowed(tx):
    one, _, _ = of_two(tx)
    two, _, _ = of_two(tx)
    solve_incident(tx, one.id, OPERATOR, "beres")
    assert [found.id for found in incident_queries.incidents(tx)] == [two.id, one.id]
    assert [found.id for found in incident_queries.incidents(tx, status=IncidentStatus.SOLVED)] == [one.id]
    assert incident_queries.incidents(tx, limit=0) == []
    assert [len(incident_queries.members(tx, two.id, limit=1, offset=at)) for at in (0, 1, 2)] == [1, 1, 0]


def test_undoing_a_ticket_change_leaves_no_open_incident_without_tickets(tx):
    made, first, second = of_two(tx)
    for ticket in (first, second):
        assert service.undo(tx, ticket, OPERATOR).incident_id is None
        settle(tx, [made.id, None])
    assert incident_queries.incident(tx, made.id).status is IncidentStatus.EMPTY
    assert service.undo(tx, first, OPERATOR).incident_id == made.id
    settle(tx, [made.id])
    assert incident_queries.incident(tx, made.id).status is IncidentStatus.OPEN
