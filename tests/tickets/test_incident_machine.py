"""No sequence of joining, leaving, merging and solving breaks what is true of every incident."""

from collections import Counter
from contextlib import contextmanager

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tickets import incident_queries, queries, service
from tickets.database import Database
from tickets.errors import TicketsError
from tickets.incident_service import (
    gather,
    join_incident,
    leave_incident,
    merge_incidents,
    reopen_incident,
    solve_incident,
    unmerge_incident,
)
from tickets.incidents import IncidentStatus
from tickets.migrate import upgrade
from tickets.model import OPEN_STATUSES, Status

from .people import BUPATI, OPERATOR, OTHER, Clock, new_ticket

TICKETS = st.integers(1, 5)
INCIDENTS = st.integers(1, 3)
ACTORS = st.sampled_from([OPERATOR, OTHER, OTHER, BUPATI])


class Desk(RuleBasedStateMachine):
    """Five tickets in one transaction that is thrown away at the end."""

    url = ""

    def __init__(self):
        super().__init__()
        self.database = Database(self.url, clock=Clock())
        self.opened = self.database._session(self.database._writing)
        self.tx = self.opened.__enter__()
        self.tx.begin()

    @initialize()
    def five_people_call(self):
        for number in range(1, 6):
            status = Status.DRAFT if number == 5 else Status.NEW
            facts = {"status": status, "reporter_number": "081234567890" if number < 3 else ""}
            ticket = service.open_ticket(self.tx, new_ticket(category="air", **facts), OPERATOR)
            assert ticket.id == number

    @contextmanager
    def attempt(self):
        """A verb may be refused, and then must have changed nothing."""
        before = (queries.tickets(self.tx), incident_queries.incidents(self.tx))
        try:
            yield
        except TicketsError:
            assert (queries.tickets(self.tx), incident_queries.incidents(self.tx)) == before

    @rule(ticket=TICKETS, actor=ACTORS, incident=INCIDENTS)
    def joins(self, ticket, actor, incident):
        with self.attempt():
            assert join_incident(self.tx, ticket, actor, incident).tickets > 0

    @rule(ticket=TICKETS, actor=ACTORS, other=TICKETS)
    def joins_another(self, ticket, actor, other):
        with self.attempt():
            join_incident(self.tx, ticket, actor, other_ticket_id=other)

    @rule(tickets=st.lists(TICKETS, max_size=3), incident=st.none() | INCIDENTS)
    def gathered(self, tickets, incident):
        with self.attempt():
            gather(self.tx, tickets, OPERATOR, incident)

    @rule(ticket=TICKETS, actor=ACTORS)
    def leaves(self, ticket, actor):
        with self.attempt():
            assert leave_incident(self.tx, ticket, actor).incident_id is None

    @rule(one=INCIDENTS, into=INCIDENTS)
    def merged(self, one, into):
        with self.attempt():
            before = {t.id for number in (one, into) for t in incident_queries.all_members(self.tx, number)}
            merge_incidents(self.tx, one, into, OPERATOR)
            assert {t.id for t in incident_queries.all_members(self.tx, into)} == before

    @rule(one=INCIDENTS, source=INCIDENTS)
    def unmerged(self, one, source):
        with self.attempt():
            unmerge_incident(self.tx, one, source, OPERATOR)

    @rule(incident=INCIDENTS, actor=ACTORS, reopened=st.booleans())
    def solved(self, incident, actor, reopened):
        with self.attempt():
            verb = reopen_incident if reopened else solve_incident
            verb(self.tx, incident, actor, "beres")

    @rule(ticket=TICKETS, verb=st.sampled_from([service.resolve, service.reopen, service.reject]))
    def somebody_works_on_a_ticket(self, ticket, verb):
        with self.attempt():
            verb(self.tx, ticket, OPERATOR, "alasan")

    @invariant()
    def incidents_are_what_their_tickets_say(self):
        held = Counter()
        for one in incident_queries.incidents(self.tx):
            members = incident_queries.all_members(self.tx, one.id)
            held.update(ticket.id for ticket in members)
            assert one.tickets == len(members)
            assert one.open_tickets == sum(ticket.status in OPEN_STATUSES for ticket in members)
            assert one.reporters == len(incident_queries.reporters(self.tx, one.id))
            assert bool(members) == (one.status in (IncidentStatus.OPEN, IncidentStatus.SOLVED))
            assert (one.solved_at is None) == (one.status is IncidentStatus.OPEN)
        assert set(held.values()) <= {1}

    @invariant()
    def the_diary_tells_where_each_ticket_is(self):
        for ticket in queries.tickets(self.tx):
            moves = [
                event for event in queries.history(self.tx, ticket.id) if "incident_id" in event.detail.get("was", {})
            ]
            assert [move.detail["was"]["incident_id"] for move in moves][:1] in ([], [None])
            assert ticket.incident_id == (_after(moves[-1]) if moves else None)

    def teardown(self):
        self.tx.rollback()
        self.opened.__exit__(None, None, None)
        self.database.close()


def _after(move):
    """Where a move brought its ticket."""
    if move.kind == "incident.left":
        return None
    return move.detail["incident"] if move.kind == "incident.joined" else move.detail["into"]


def test_no_sequence_of_verbs_breaks_an_incident(tmp_path):
    Desk.url = f"sqlite:///{tmp_path / 'machine.db'}"
    upgrade(Desk.url)
    phases = (Phase.reuse, Phase.generate)
    some = settings(max_examples=10, stateful_step_count=18, deadline=None, phases=phases, report_multiple_bugs=False)
    run_state_machine_as_test(Desk, settings=some)
