"""No sequence of verbs leads a ticket or a call into an impossible state."""

from contextlib import contextmanager

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tickets import queries, service
from tickets.database import Database
from tickets.errors import TicketsError
from tickets.migrate import upgrade
from tickets.model import BRIDGE, OPEN_STATUSES, CallStage, Level, Priority, Status

from .people import BUPATI, DINKES, DPUPR, OPERATOR, OTHER, T0, Clock, new_call, new_ticket, said

ACTORS = st.sampled_from([OPERATOR, OPERATOR, OPERATOR, OTHER, OTHER, DPUPR, DINKES, BUPATI, BRIDGE])
PHASES = (Phase.reuse, Phase.generate)
"""A failing sequence is short enough to read; shortening it further would take minutes."""
MOST = 2
"""So few tickets and calls that verbs meet on the same one."""
AGENCIES = st.sampled_from(["DPUPR", "DPUPR", "DINKES", "PLN", "?"])
OPENINGS = [Status.NEW, Status.NEW, Status.DRAFT, Status.CLOSED]
LIFE = [
    service.acknowledge, service.answer, service.close_ticket, service.dispose, service.refuse, service.reject,
    service.reopen, service.resume, service.wait_for_citizen,
]  # fmt: skip
TEXTS = st.sampled_from(["", "sudah dicek", "ada ular"])


class Hotline(RuleBasedStateMachine):
    """One database, in one transaction that is thrown away at the end."""

    url = ""
    tickets = Bundle("tickets")
    calls = Bundle("calls")

    def __init__(self):
        super().__init__()
        self.database = Database(self.url, clock=Clock())
        self.opened = self.database._session(self.database._writing)
        self.tx = self.opened.__enter__()
        self.tx.begin()
        self.last = {}

    @contextmanager
    def attempt(self):
        """A verb may be refused, and then must have changed nothing."""
        before = queries.tickets(self.tx)
        try:
            yield
        except TicketsError:
            assert queries.tickets(self.tx) == before

    @precondition(lambda self: len(queries.live_calls(self.tx)) < MOST)
    @rule(target=calls)
    def call_arrives(self):
        return service.start_call(self.tx, new_call(f"1.{len(queries.live_calls(self.tx))}"))

    @rule(call=calls, stage=st.sampled_from(CallStage), operator=st.sampled_from([None, "op1"]))
    def call_moves(self, call, stage, operator):
        with self.attempt():
            service.set_stage(self.tx, call, stage, at=T0, operator=operator)

    @rule(call=calls, text=TEXTS, step=st.sampled_from(["description", "menu"]), final=st.booleans())
    def caller_speaks(self, call, text, step, final):
        if queries.call(self.tx, call).ended_at is None:
            service.show_live_text(self.tx, call, step, text)
            if final:
                service.add_segment(self.tx, call, said(text, step))

    @rule(call=calls, priority=st.sampled_from(Priority))
    def call_burns(self, call, priority):
        service.set_call_priority(self.tx, call, priority)

    @rule(target=tickets, call=calls)
    def call_ends(self, call):
        ticket = service.end_call(self.tx, call, at=T0, reason="hangup")
        return multiple() if ticket is None or ticket.id in self.last else ticket.id

    @precondition(lambda self: len(queries.tickets(self.tx)) < MOST)
    @rule(target=tickets, actor=ACTORS, call=st.none() | calls, status=st.sampled_from(OPENINGS))
    def open_ticket(self, actor, call, status):
        with self.attempt():
            return service.open_ticket(self.tx, new_ticket(call_id=call, status=status), actor).id
        return multiple()

    @rule(ticket=tickets, actor=ACTORS)
    def claim(self, ticket, actor):
        with self.attempt():
            service.claim(self.tx, ticket, actor)

    @rule(ticket=tickets, actor=ACTORS)
    def confirm(self, ticket, actor):
        with self.attempt():
            service.confirm_ticket(self.tx, ticket, actor)

    @rule(ticket=tickets, actor=ACTORS, text=TEXTS, verb=st.sampled_from([service.note, service.escalate]))
    def work(self, ticket, actor, text, verb):
        with self.attempt():
            verb(self.tx, ticket, actor, text)

    @rule(ticket=tickets, actor=ACTORS, text=TEXTS, verb=st.sampled_from(LIFE))
    def live_on(self, ticket, actor, text, verb):
        with self.attempt():
            verb(self.tx, ticket, actor, text)

    @rule(ticket=tickets, actor=ACTORS, body=st.sampled_from(["PLN", "DINKES"]))
    def refer(self, ticket, actor, body):
        with self.attempt():
            service.refer(self.tx, ticket, actor, body, "hubungi mereka")

    @rule(ticket=tickets, of=tickets, actor=ACTORS)
    def duplicate(self, ticket, of, actor):
        with self.attempt():
            service.mark_duplicate(self.tx, ticket, actor, of)

    @rule(ticket=tickets, actor=ACTORS, verb=st.sampled_from([service.verify, service.undo, service.release]))
    def go_on(self, ticket, actor, verb):
        with self.attempt():
            verb(self.tx, ticket, actor)

    @rule(ticket=tickets, actor=ACTORS)
    def resolve(self, ticket, actor):
        with self.attempt():
            service.resolve(self.tx, ticket, actor, "beres")

    @rule(ticket=tickets, actor=ACTORS, agency=AGENCIES)
    def assign(self, ticket, actor, agency):
        with self.attempt():
            service.assign(self.tx, ticket, agency, actor)

    @rule(ticket=tickets, actor=ACTORS, version=st.sampled_from([None, 1, 2]), text=TEXTS)
    def edit(self, ticket, actor, version, text):
        with self.attempt():
            service.edit_ticket(self.tx, ticket, actor, version, description=text)

    @invariant()
    def every_ticket_makes_sense(self):
        for ticket in queries.tickets(self.tx, limit=500):
            if ticket.status in (Status.ASSIGNED, Status.IN_PROGRESS):
                assert ticket.agency in ("DPUPR", "DINKES")
            if ticket.level is not Level.AGENCY:
                assert ticket.status is not Status.DRAFT
            self.clocks_make_sense(ticket)
            self.compare_with_before(ticket)

    def clocks_make_sense(self, ticket):
        assert (ticket.acknowledged_at is None) == (ticket.acknowledged_by is None)
        assert any(until is None for _, until in ticket.pauses) == (ticket.status is Status.WAITING)
        assert (ticket.duplicate_of is not None) == (ticket.status is Status.DUPLICATE)
        assert (ticket.referred_to is not None) == (ticket.status is Status.NOT_OURS)
        assert ticket.duplicate_of != ticket.id
        if ticket.status in (Status.RESOLVED, Status.CLOSED):
            assert ticket.resolved_at is not None
        if ticket.status in OPEN_STATUSES:
            assert (ticket.resolved_at, ticket.closed_at) == (None, None)

    def compare_with_before(self, ticket):
        before = self.last.get(ticket.id, ticket)
        self.last[ticket.id] = ticket
        assert before.code == ticket.code
        assert ticket.version >= before.version

    @invariant()
    def every_ended_call_has_its_ticket(self):
        for call in queries.live_calls(self.tx):
            assert (call.stage is CallStage.ENDED) == (call.ended_at is not None)
            if call.ended_at is not None:
                assert call.ticket_id is not None
                assert queries.live_text(self.tx, call.id) is None

    @invariant()
    def the_diary_tells_of_every_ticket(self):
        for ticket in queries.tickets(self.tx, limit=500):
            kinds = [event.kind for event in queries.history(self.tx, ticket.id)]
            assert kinds[0] == "ticket.opened"
            assert ticket.status is not Status.RESOLVED or "ticket.resolved" in kinds
            assert ticket.claimed_by is None or "ticket.claimed" in kinds
            assert ticket.version - 1 <= kinds.count("ticket.edited") + kinds.count("ticket.undone")

    def teardown(self):
        self.tx.rollback()
        self.opened.__exit__(None, None, None)
        self.database.close()


def test_no_sequence_of_verbs_reaches_an_impossible_state(tmp_path):
    Hotline.url = f"sqlite:///{tmp_path / 'machine.db'}"
    upgrade(Hotline.url)
    some = settings(max_examples=30, stateful_step_count=30, deadline=None, phases=PHASES, report_multiple_bugs=False)
    run_state_machine_as_test(Hotline, settings=some)
