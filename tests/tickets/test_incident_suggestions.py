"""What an operator is shown while a ticket or a call is open, and an outage of five hundred calls at full size."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from tickets import duplicate_queries, incident_queries, service
from tickets.duplicate_queries import suggestions, suggestions_for_call
from tickets.duplicates import Kind
from tickets.errors import TicketNotFound
from tickets.incident_service import gather, join_incident, solve_incident
from tickets.incidents import IncidentStatus
from tickets.model import Status
from tickets.rows import columns_of
from tickets.schema import TicketTable

from .people import OPERATOR, new_call, new_ticket, said

INDRAMAYU, SINDANG = "32.12.15", "32.12.16"
CALLS = {"sqlite": 500, "postgresql": 60}
"""The size of a large outage; the second database shows with fewer that its statements do the same."""
WAYS = (
    "banyune mati pak",
    "air ora metu",
    "pdam tidak mengalir",
    "ledeng macet kit mau esuk",
    "air mati di karangsong",
)


def water(tx, clock, minutes=0, description="banyune mati", **facts):
    clock.now += timedelta(minutes=minutes)
    new = new_ticket(**({"category": "air", "description": description, "kecamatan": INDRAMAYU} | facts))
    return service.open_ticket(tx, new, OPERATOR).id


def test_likely_tickets_and_incidents_are_shown_with_reasons(tx, clock):
    first, second = water(tx, clock), water(tx, clock, 5)
    other = water(tx, clock, 1, "tagihan air naik")
    made = join_incident(tx, second, OPERATOR, other_ticket_id=first)
    alone = water(tx, clock, 2, "ledeng tidak keluar", kecamatan=None)
    found = suggestions(tx, water(tx, clock, 2, "air ora metu"))
    best = found.likely[0]
    assert (best.kind, best.id, best.code) == (Kind.INCIDENT, made.id, made.code)
    assert [one.id for one in found.likely if one.kind is Kind.TICKET] == [alone]
    assert best.reasons[0] == "isi serupa: air, mati"
    assert other not in [one.id for one in found.likely]
    assert found.burst is None


def test_the_third_caller_makes_the_operator_see_a_burst(tx, clock):
    tickets = [water(tx, clock, 3, way) for way in WAYS[:2]]
    assert suggestions(tx, tickets[1]).burst is None
    third = water(tx, clock, 3, WAYS[2])
    proposal = suggestions(tx, third).burst
    assert proposal.tickets == (*tickets, third)
    assert proposal.text == "3 laporan serupa dalam 6 menit di kecamatan Indramayu: gabungkan menjadi satu insiden?"
    made = gather(tx, proposal.tickets, OPERATOR, proposal.incident_id)
    assert (made.tickets, suggestions(tx, third).burst) == (3, None)


def test_what_a_caller_says_finds_its_like_before_there_is_a_ticket(tx, clock):
    first = water(tx, clock)
    call = service.start_call(tx, new_call(at=clock.now))
    service.set_choice(tx, call, "air")
    assert suggestions_for_call(tx, call).likely == ()
    service.show_live_text(tx, call, "description", "air tidak keluar di karangsong")
    (live,) = suggestions_for_call(tx, call).likely
    service.add_segment(tx, call, said("air tidak keluar"))
    (final,) = suggestions_for_call(tx, call).likely
    assert (live.id, final.id) == (first, first)
    assert live.score > final.score


def test_a_ticket_without_a_description_speaks_with_its_callers_words(tx, clock):
    first = water(tx, clock)
    call = service.start_call(tx, new_call(at=clock.now))
    service.add_segment(tx, call, said("banyu laka"))
    service.add_segment(tx, call, said("air mati jalan rusak", speaker="operator"))
    (found,) = suggestions(tx, water(tx, clock, 1, "", call_id=call)).likely
    assert found.id == first


def test_what_is_over_is_no_candidate_and_what_is_solved_says_so(tx, clock):
    over = [water(tx, clock) for _ in range(2)]
    service.reject(tx, over[0], OPERATOR, "iseng")
    service.mark_duplicate(tx, over[1], OPERATOR, water(tx, clock, 0, "tagihan air naik"))
    solved = gather(tx, [water(tx, clock), water(tx, clock)], OPERATOR)
    solve_incident(tx, solved.id, OPERATOR, "pipa diganti")
    (found,) = suggestions(tx, water(tx, clock, 30)).likely
    assert (found.kind, found.id, found.reasons[-1]) == (Kind.INCIDENT, solved.id, "insiden sudah selesai")


def test_an_anonymous_reporter_is_not_linked_by_his_number(tx, clock):
    facts = {"category": "kependudukan", "reporter_number": "081234567890"}
    water(tx, clock, 0, "ktp saya belum jadi", anonymous=True, **facts)
    assert suggestions(tx, water(tx, clock, 5, "ktp saya belum jadi", **facts)).likely == ()
    known = water(tx, clock, 5, "kapan ktp saya jadi", **facts)
    assert len(suggestions(tx, known).likely) == 1


def test_another_category_and_a_far_place_are_candidates_too(tx, clock):
    water(tx, clock, 0, "air mati", category="lainnya", kecamatan=None)
    water(tx, clock, 0, "air mati", kecamatan=SINDANG)
    assert len(suggestions(tx, water(tx, clock, 5)).likely) == 2


def test_an_unknown_ticket_is_told(tx):
    with pytest.raises(TicketNotFound):
        suggestions(tx, 1)


def copies(tx, ticket_id, changes):
    """As many copies of a ticket as there are changes, written at once; their ids."""
    row = tx.execute(select(*columns_of(TicketTable, but={"id"})).where(TicketTable.id == ticket_id)).one()
    highest = tx.scalar(select(func.max(TicketTable.id)))
    tx.execute(insert(TicketTable), [row._asdict() | {"code": f"c{n}"} | one for n, one in enumerate(changes)])
    return list(range(highest + 1, highest + 1 + len(changes)))


def test_few_candidates_are_read_however_many_there_are(tx, clock):
    most = duplicate_queries.MOST_RECENT + duplicate_queries.MOST_NEAR
    copies(tx, water(tx, clock, 0, kecamatan=None), [{"description": WAYS[n % len(WAYS)]} for n in range(most + 20)])
    report = duplicate_queries.report_of(tx, service.open_ticket(tx, new_ticket(category="air"), OPERATOR))
    assert len(duplicate_queries.candidates(tx, report)) <= most


def test_an_outage_of_five_hundred_calls_is_one_incident_with_as_many_reporters(tx, clock):
    size = CALLS[tx.get_bind().dialect.name]
    first, second = water(tx, clock, 0, WAYS[0]), water(tx, clock, 1, WAYS[1])
    third = water(tx, clock, 1, WAYS[2], reporter_number="081234560000")
    proposal = suggestions(tx, third).burst
    assert proposal.tickets == (first, second, third)
    made = gather(tx, proposal.tickets, OPERATOR)
    statuses = [Status.DRAFT, Status.NEW, Status.VERIFIED]
    calls = [
        {"reporter_number": f"08123457{n:04d}", "description": WAYS[n % len(WAYS)], "status": statuses[n % 3].value}
        | {"created_at": clock.now + timedelta(seconds=6 * n)}
        for n in range(size - 3)
    ]
    tickets = copies(tx, water(tx, clock, 0, "pohon tumbang"), calls)
    join_incident(tx, tickets[0], OPERATOR, made.id)
    assert gather(tx, tickets, OPERATOR, made.id).tickets == size
    clock.now += timedelta(hours=1)
    last = water(tx, clock, 1, "banyune durung metu", reporter_number="081299999999")
    (found,) = suggestions(tx, last).likely
    assert (found.kind, found.id) == (Kind.INCIDENT, made.id)
    whole = incident_queries.incident(tx, made.id)
    assert (whole.tickets, whole.reporters, whole.open_tickets) == (size, size, size)
    solved = solve_incident(tx, made.id, OPERATOR, "Pipa induk sudah tersambung.")
    assert len(solved.tickets) == len(solved.to_tell) == size
    assert (solved.incident.status, solved.incident.open_tickets) == (IncidentStatus.SOLVED, 0)
