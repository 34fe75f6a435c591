"""The bridge makes the calls that are due: what each answer, each silence and each fault comes to in the database."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from ivr import outbound_calling, outbound_house, outbound_worker
from ivr.calls import CallBoard
from ivr.events import ChannelCreated
from ivr.outbound_house import House
from ivr.outbound_line import outcome_of, outcome_of_reason
from ivr.outbound_settings import OutboundSettings, describe
from ivr.outbound_worker import Outbound
from speech.settings import SpeechSettings
from tests.ivr.outbound_exchange import HANG_UP, VOICE, BrokenExchange, Exchange, Words
from tickets import migrate, queries, service
from tickets.database import Database
from tickets.duty import duty_service
from tickets.duty.ladder import RingingHours
from tickets.duty.model import CallState, OutboundCall, Outcome
from tickets.duty.officer_service import NewOfficer, add_officer
from tickets.duty.queries import newest_calls
from tickets.errors import DatabaseUnreachable
from tickets.model import Actor, Level, NewTicket, Priority, Role, Status
from tickets.schema import SurveyTable

DESK = Actor("Kominfo", Role.DISKOMINFO)
SETTINGS = OutboundSettings(
    extensions=("op1",), night_from=0, night_until=0, citizen_from=0, citizen_until=24
).model_copy(update={"patience_s": 0.05})
HOURS = RingingHours(0, 0, 0, 24)
CITIZEN = "081398765432"
END_S = 10.0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "iceta.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def database(template: Path, tmp_path: Path):
    shutil.copy(template, tmp_path / "iceta.db")
    opened = Database(f"sqlite:///{tmp_path / 'iceta.db'}")
    with opened.transaction() as tx:
        for name, number in (("Andi", "op1"), ("Beni", "081200000002")):
            add_officer(tx, NewOfficer("DPUPR", name, number), DESK, extensions=("op1",))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound_worker, "LOOK_S", 0.02)
    monkeypatch.setattr(outbound_calling, "RING_GRACE_S", 0.05)
    monkeypatch.setattr(outbound_house, "AWAY_S", 0.02)


def plan(database: Database, *, solved: bool = False, description: str = "") -> int:
    with database.transaction() as tx:
        new = NewTicket("air", description, priority=Priority.EMERGENCY, reporter_number=CITIZEN)
        ticket = service.open_ticket(tx, new, DESK)
        service.assign(tx, ticket.id, "DPUPR", DESK)
        if solved:
            service.resolve(tx, ticket.id, DESK, "selesai")
            duty_service.ring_citizen(tx, ticket.id, hours=HOURS)
        else:
            duty_service.ring_duty(tx, ticket.id, Level.AGENCY, now=datetime.now(UTC), hours=HOURS)
    return ticket.id


def house(
    database: Database,
    tmp_path: Path,
    ends=("answered",),
    keys=None,
    takes=(),
    words="bukan kami",
    kind=Exchange,
    ring_s=25,
) -> Outbound:
    exchange = kind(tmp_path, list(ends), keys or {}, list(takes))
    speech = SpeechSettings(home=tmp_path)
    exchange.agi.exists = lambda name: True
    rules = SETTINGS.rules(trunk=True)
    settings = SETTINGS.model_copy(update={"ring_s": ring_s})
    shared = House(exchange, database, settings, rules, speech, Words(words), "112", ("U3", "U6"))
    exchange.outbound = Outbound(shared, database, "bridge", "carrier.example")
    return exchange.outbound


def calls(database: Database, ticket: int) -> list[OutboundCall]:
    with database.reading() as tx:
        return newest_calls(tx, ticket_id=ticket)[::-1]


@contextlib.asynccontextmanager
async def running(outbound: Outbound):
    await outbound.tidy([])
    work = asyncio.create_task(outbound.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(END_S):
        while not look():
            await asyncio.sleep(0.02)


async def finished(outbound: Outbound, database: Database, ticket: int, count: int = 1) -> list[OutboundCall]:
    """Let it run until so many of the ticket's calls are over and nobody is on the line."""
    over = lambda: [one for one in calls(database, ticket) if one.ended_at is not None]  # noqa: E731
    async with running(outbound):
        await until(lambda: len(over()) >= count and not outbound.lines)
    return over()


def ticket_of(database: Database, ticket: int):
    with database.reading() as tx:
        return queries.ticket(tx, ticket)


async def test_the_officer_hears_it_told_and_takes_it_on(database, tmp_path):
    ticket = plan(database, description="Pipa pecah di depan pasar.")
    outbound = house(database, tmp_path, keys={"outbound_duty_choose": ["1"]})
    (call,) = await finished(outbound, database, ticket)
    exchange = outbound.house.link
    assert (call.outcome, ticket_of(database, ticket).acknowledged_by) == (Outcome.ACKNOWLEDGED, "Andi")
    assert exchange.heard[:3] == ["outbound_urgent", "outbound_about", "category_air"]
    assert exchange.heard[-3].startswith("outbound/iceta-out-")
    assert exchange.heard[-2:] == ["outbound_duty_choose", "outbound_acknowledged"]
    (made,) = exchange.calls
    assert (made["Channel"], made["Context"], made["Exten"]) == ("PJSIP/op1", "outbound", call.id)
    assert [*(tmp_path / "prompts" / "outbound").iterdir()] == []


@pytest.mark.parametrize(
    ("end", "outcome"),
    [("unregistered", Outcome.UNREACHABLE), ("busy", Outcome.BUSY)],
)
async def test_who_cannot_be_reached_is_followed_by_the_next(database, tmp_path, end, outcome):
    ticket = plan(database)
    outbound = house(database, tmp_path, (end, "answered"), {"outbound_duty_choose": ["1"]})
    first, second = await finished(outbound, database, ticket, 2)
    assert (first.outcome, second.outcome) == (outcome, Outcome.ACKNOWLEDGED)
    assert outbound.house.link.calls[1]["Channel"] == "PJSIP/081200000002@iceta-carrier"


async def test_a_telephone_that_rings_on_is_no_answer(database, tmp_path):
    ticket = plan(database)
    outbound = house(database, tmp_path, ("rings on", "answered"), {"outbound_duty_choose": ["1"]}, ring_s=0.1)
    first, _ = await finished(outbound, database, ticket, 2)
    assert first.outcome is Outcome.NO_ANSWER
    assert len(outbound.house.link.hung_up) == 2


async def test_an_answering_machine_acknowledges_nothing(database, tmp_path):
    ticket = plan(database)
    outbound = house(database, tmp_path, ("answered", "answered"), {})
    first, second = await finished(outbound, database, ticket, 2)
    assert (first.outcome, second.outcome) == (Outcome.NO_ANSWER, Outcome.NO_ANSWER)
    assert outbound.house.link.heard.count("outbound_urgent") == 6
    assert ticket_of(database, ticket).acknowledged_at is None
    assert ticket_of(database, ticket).level is Level.DISKOMINFO


async def test_who_hangs_up_without_a_key_is_followed_by_the_next(database, tmp_path):
    ticket = plan(database)
    keys = {"category_air": [HANG_UP, "1"]}
    first, second = await finished(house(database, tmp_path, ("answered", "answered"), keys), database, ticket, 2)
    assert (first.outcome, second.outcome) == (Outcome.HUNG_UP, Outcome.ACKNOWLEDGED)


async def test_a_refusal_is_recorded_and_put_into_words(database, tmp_path):
    ticket = plan(database)
    outbound = house(database, tmp_path, keys={"outbound_duty_choose": ["2"]}, takes=[np.zeros(8000), VOICE])
    (call,) = await finished(outbound, database, ticket)
    assert (call.outcome, call.said) == (Outcome.REFUSED, "bukan kami")
    assert Path(str(call.recording)).is_relative_to(tmp_path / "recordings")
    assert Path(str(call.recording)).stat().st_size > 16_000
    assert ticket_of(database, ticket).status is Status.VERIFIED
    assert outbound.house.link.heard[-3:] == ["outbound_no_voice", "outbound_why", "outbound_refused"]
    assert not (tmp_path / "take.wav").exists()


async def test_who_refuses_and_hangs_up_has_refused_without_a_reason(database, tmp_path):
    ticket = plan(database)
    keys = {"outbound_duty_choose": ["2"], "outbound_why": [HANG_UP]}
    (call,) = await finished(house(database, tmp_path, keys=keys), database, ticket)
    assert (call.outcome, call.said, call.recording) == (Outcome.REFUSED, "", None)
    assert ticket_of(database, ticket).agency is None


async def test_a_citizen_closes_rates_and_hangs_up(database, tmp_path):
    ticket = plan(database, solved=True)
    keys = {"outbound_solved_choose": ["1"], "survey_u3": ["4"], "survey_u6": [HANG_UP]}
    outbound = house(database, tmp_path, keys=keys)
    (call,) = await finished(outbound, database, ticket)
    assert (call.outcome, ticket_of(database, ticket).status) == (Outcome.CLOSED, Status.CLOSED)
    assert outbound.house.link.calls[0]["Channel"] == f"PJSIP/{CITIZEN}@iceta-carrier"
    with database.reading() as tx:
        assert tx.execute(select(SurveyTable.answers, SurveyTable.agency)).all() == [({"U3": 4}, "DPUPR")]


async def test_a_citizen_reopens(database, tmp_path):
    ticket = plan(database, solved=True)
    outbound = house(database, tmp_path, keys={"outbound_solved_choose": ["2"]}, takes=[VOICE], words="masih mati")
    (call,) = await finished(outbound, database, ticket)
    assert (call.outcome, call.said) == (Outcome.REOPENED, "masih mati")
    assert ticket_of(database, ticket).status is Status.ASSIGNED


async def test_a_link_that_breaks_while_it_rings_lets_the_call_be_made_once_more(database, tmp_path):
    ticket = plan(database)
    outbound = house(database, tmp_path, ("link lost", "answered"), {"outbound_duty_choose": ["1"]})
    async with running(outbound):
        await until(lambda: calls(database, ticket)[0].outcome is Outcome.INTERRUPTED)
        await asyncio.sleep(0.1)
        assert len(outbound.house.link.calls) == 1, "nothing is rung before what was left behind is hung up"
        await outbound.tidy([])
        await until(lambda: calls(database, ticket)[0].state is CallState.DONE)
    assert [call.outcome for call in calls(database, ticket)] == [Outcome.ACKNOWLEDGED]


async def test_an_exchange_that_takes_no_orders_is_asked_twice_and_raises_no_ticket(database, tmp_path):
    ticket = plan(database)
    first, second = await finished(house(database, tmp_path, kind=BrokenExchange), database, ticket, 2)
    assert (first.outcome, second.outcome) == (Outcome.INTERRUPTED, Outcome.INTERRUPTED)
    assert ticket_of(database, ticket).level is Level.AGENCY


async def test_an_acknowledgement_is_thanked_for_and_written_when_the_database_is_back(database, tmp_path, monkeypatch):
    ticket = plan(database)
    outbound = house(database, tmp_path, keys={"outbound_duty_choose": ["1"]})
    monkeypatch.setattr(outbound_calling, "ANSWER_DEADLINE_S", 0.05)
    really, away = database.run, [True]

    async def run(verb, *args, **kwargs):
        if verb is outbound_calling.calls.acknowledge_by_phone and away[0]:
            raise DatabaseUnreachable(where="x", reason="gone")
        return await really(verb, *args, **kwargs)

    monkeypatch.setattr(database, "run", run)
    async with running(outbound):
        await until(lambda: outbound.house.link.heard[-1:] == ["outbound_acknowledged"])
        assert ticket_of(database, ticket).acknowledged_by is None
        away[0] = False
        await until(lambda: ticket_of(database, ticket).acknowledged_by == "Andi")


async def test_after_a_restart_what_was_left_in_the_middle_is_taken_up_again(database, tmp_path):
    ticket = plan(database)
    with database.transaction() as tx:
        outbound_calling.calls.claim_outbound(tx, "bridge", SETTINGS.rules(trunk=True), 1)
    (call,) = await finished(house(database, tmp_path, keys={"outbound_duty_choose": ["1"]}), database, ticket)
    assert call.outcome is Outcome.ACKNOWLEDGED


async def test_after_a_restart_a_recorded_refusal_is_only_put_into_words(database, tmp_path):
    ticket = plan(database)
    with database.transaction() as tx:
        (due,) = outbound_calling.calls.claim_outbound(tx, "bridge", SETTINGS.rules(trunk=True), 1)
        outbound_calling.calls.keep_spoken(tx, due.call.id, Outcome.REFUSED, None)
    outbound = house(database, tmp_path)
    (call,) = await finished(outbound, database, ticket)
    assert (call.outcome, outbound.house.link.calls) == (Outcome.REFUSED, [])


async def test_only_our_own_leftover_channels_are_hung_up(database, tmp_path):
    outbound = house(database, tmp_path)
    await outbound.tidy([{"Uniqueid": "iceta-out-7-ab"}, {"Uniqueid": "1795503971.0"}, {}])
    assert outbound.house.link.hung_up == ["iceta-out-7-ab"]


async def test_whom_another_bridge_rang_is_not_taken(database, tmp_path):
    outbound = house(database, tmp_path)
    assert not outbound.house.link.answered("iceta-out-7-ab")


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [(17, Outcome.BUSY), (21, Outcome.BUSY), (19, Outcome.NO_ANSWER), (16, Outcome.NO_ANSWER), (0, Outcome.NO_ANSWER),
     (20, Outcome.NO_ANSWER), (34, Outcome.UNREACHABLE), (1, Outcome.UNREACHABLE), (38, Outcome.UNREACHABLE)],
)  # fmt: skip
def test_the_cause_of_an_unanswered_call(cause, outcome):
    assert outcome_of(cause) is outcome


def test_the_reason_of_a_call_that_was_not_made():
    reasons = ("5", "3", "8", "0", "")
    outcomes = [outcome_of_reason(reason) for reason in reasons]
    assert outcomes == [Outcome.BUSY, Outcome.NO_ANSWER, *[Outcome.UNREACHABLE] * 3]


def test_whom_the_hotline_rings_is_no_caller():
    board = CallBoard()
    channel, at = "PJSIP/iceta-carrier-00000001", datetime.now(UTC)
    facts = {"channel": channel, "uniqueid": "iceta-out-1-a", "linkedid": "iceta-out-1-a", "at": at}
    facts |= {"context": "from-trunk", "dialled": "", "caller_number": "", "caller_name": ""}
    assert board.apply(ChannelCreated(**facts)) == ()
    row = {"Channel": channel, "Uniqueid": "iceta-out-1-a", "Linkedid": "iceta-out-1-a", "Context": "outbound"}
    assert board.rebuild([row], []) == ()


async def test_a_call_that_breaks_the_program_breaks_no_other(database, tmp_path, monkeypatch):
    tickets = [plan(database), plan(database)]
    outbound = house(database, tmp_path, ["answered"] * 8, {"outbound_duty_choose": ["1"] * 2, "category_air": ["1"]})
    broken = []

    def brief(ticket, *_rest):
        if ticket.id == tickets[0]:
            broken.append(ticket.id)
            raise ValueError("a fault of the program")
        return ["category_air"]

    monkeypatch.setattr(outbound_calling, "brief", brief)
    async with running(outbound):
        await until(lambda: ticket_of(database, tickets[1]).acknowledged_by is not None)
    assert broken
    assert calls(database, tickets[0])[0].outcome is Outcome.INTERRUPTED


def test_what_is_possible_is_told_in_one_sentence():
    assert "carrier.example" in describe("carrier.example", ("op1",))
    assert "op1" in describe("", ("op1",))
    assert "trunk kosong" in describe("", ())


@pytest.mark.parametrize(
    "changes",
    [{"extensions": ("0812",)}, {"extensions": ("op1,op2",)}, {"night_from": 24}, {"citizen_from": 20}, {"at_once": 0}],
)
def test_settings_that_make_no_sense_are_refused(changes):
    with pytest.raises(ValueError, match=next(iter(changes))):
        OutboundSettings(**changes)
