"""Several operators join and merge at the same moment: one consistent end, nothing lost, no circle."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tickets import incident_queries, incident_service, service
from tickets.errors import StaleVersion, TicketsError
from tickets.incident_errors import IncidentChanged
from tickets.incident_service import gather, join_incident, leave_incident, merge_incidents, solve_incident
from tickets.incident_upkeep import change_incident
from tickets.incidents import IncidentStatus
from tickets.model import Actor, Role

from .people import OPERATOR, new_ticket

ROUNDS = 3


def opened(database, count):
    with database.transaction() as tx:
        return [service.open_ticket(tx, new_ticket(category="air"), OPERATOR).id for _ in range(count)]


def together(database, verbs):
    """Run the verbs at the same moment, each in a transaction and a thread of its own; the errors they met."""
    start = threading.Barrier(len(verbs))

    def run(number):
        start.wait()
        try:
            with database.transaction() as tx:
                verbs[number](tx, actor=Actor(f"op{number}", Role.OPERATOR))
        except TicketsError as error:
            return type(error).__name__
        return None

    with ThreadPoolExecutor(len(verbs)) as operators:
        return list(operators.map(run, range(len(verbs))))


def state(database):
    """Of each incident its status and tickets."""
    with database.reading() as tx:
        found = incident_queries.incidents(tx)
        return {one.id: (one.status, {t.id for t in incident_queries.all_members(tx, one.id)}) for one in found}


def test_merging_both_ways_at_once_ends_in_one_incident(database):
    for _ in range(ROUNDS):
        tickets = opened(database, 4)
        with database.transaction() as tx:
            one, two = gather(tx, tickets[:2], OPERATOR).id, gather(tx, tickets[2:], OPERATOR).id
        met = together(
            database,
            [
                partial(merge_incidents, incident_id=one, into_id=two),
                partial(merge_incidents, incident_id=two, into_id=one),
            ],
        )
        assert sorted(met, key=str) == ["IncidentNotOpen", None]
        ends = {number: state(database)[number] for number in (one, two)}
        assert sorted(ends.values(), key=lambda end: len(end[1])) == [
            (IncidentStatus.MERGED, set()),
            (IncidentStatus.OPEN, set(tickets)),
        ]


def test_the_same_two_tickets_joined_by_six_make_one_incident(database):
    for _ in range(ROUNDS):
        first, second = opened(database, 2)
        before = len(state(database))
        met = together(
            database,
            [partial(join_incident, ticket_id=first, other_ticket_id=second)] * 3
            + [partial(join_incident, ticket_id=second, other_ticket_id=first)] * 3,
        )
        assert met == [None] * 6
        assert len(state(database)) == before + 1


def test_three_tickets_joined_crosswise_lose_nothing(database):
    for _ in range(ROUNDS):
        a, b, c = opened(database, 3)
        met = together(
            database,
            [
                partial(join_incident, ticket_id=a, other_ticket_id=b),
                partial(join_incident, ticket_id=b, other_ticket_id=c),
                partial(join_incident, ticket_id=c, other_ticket_id=a),
            ],
        )
        assert met == [None] * 3
        assert [tickets for _, tickets in state(database).values() if tickets & {a, b, c}] == [{a, b, c}]


def test_joining_leaving_merging_and_solving_at_once_is_consistent(database):
    tickets = opened(database, 8)
    with database.transaction() as tx:
        one, two = gather(tx, tickets[:3], OPERATOR).id, gather(tx, tickets[3:6], OPERATOR).id
    met = together(
        database,
        [
            partial(merge_incidents, incident_id=one, into_id=two),
            partial(merge_incidents, incident_id=two, into_id=one),
            partial(join_incident, ticket_id=tickets[6], incident_id=one),
            partial(join_incident, ticket_id=tickets[7], incident_id=two),
            partial(leave_incident, ticket_id=tickets[0]),
            partial(solve_incident, incident_id=two, answer="beres"),
        ],
    )
    assert met[4] is None
    ends = state(database)
    held = [ticket for _, some in ends.values() for ticket in some]
    assert len(held) == len(set(held))
    assert set(held) >= set(tickets[1:6])
    assert (tickets[6] in held, tickets[7] in held) == (met[2] is None, met[3] is None)
    assert all(bool(some) == (status in ("open", "solved")) for status, some in ends.values())


def test_what_was_read_before_another_changed_it_is_not_written(tx):
    ticket = service.open_ticket(tx, new_ticket(category="air"), OPERATOR)
    other = service.open_ticket(tx, new_ticket(category="air"), OPERATOR)
    made = join_incident(tx, ticket.id, OPERATOR, other_ticket_id=other.id)
    change_incident(tx, made, title="Pipa induk")
    with pytest.raises(IncidentChanged, match=made.code):
        change_incident(tx, made, title="Pompa")
    with pytest.raises(StaleVersion):
        incident_service._move(tx, ticket, None, OPERATOR, "incident.left")
    assert incident_queries.incident(tx, made.id).title == "Pipa induk"
