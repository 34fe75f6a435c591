"""The live side against a real database: any order of batches ends in the picture of a fresh load."""

import asyncio
import shutil
from contextlib import asynccontextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_console.live import LIST_PERIOD_S, Live
from agent_console.loading import load
from agent_console.store import Store
from tickets import service
from tickets.database import Database
from tickets.feed import Batch
from tickets.model import Account, CallStage, NewTicket, Priority, Role

from . import shift
from .conftest import until_true

ME = Account(1, "op1", "Sari Dewi", Role.OPERATOR, None, "op1")
DEEDS = st.sampled_from(["start", "stage", "words", "final", "choice", "urgent", "end", "ticket", "note", "health"])
NUMBERS = st.integers(0, 2)


def do(tx, deed, number, state):
    """One thing that happens on the hotline, to the call with this number."""
    call = service.start_call(tx, _new_call(number))
    actor = ME.actor
    match deed:
        case "stage":
            service.set_stage(tx, call, CallStage.QUEUED, at=shift.NOW)
        case "words":
            service.show_live_text(tx, call, "description", f"kata {state}", shift.words(f"kata {state}"))
        case "final":
            service.add_segment(tx, call, shift.said("description", f"kata {state}", float(state)))
        case "choice":
            service.set_choice(tx, call, "air")
        case "urgent":
            service.set_call_priority(tx, call, Priority.EMERGENCY, ("ular",))
        case "end":
            service.end_call(tx, call, at=shift.NOW, reason="hangup")
        case "ticket":
            service.open_ticket(tx, NewTicket("air", call_id=call), actor)
        case "note":
            service.note(tx, service.open_ticket(tx, NewTicket("sosial"), actor).id, actor, "catatan")
        case "health":
            service.report_health(tx, "speech", ("ok", "degraded", "down")[number])


def _new_call(number):
    return shift.NewCall(f"9.{number}", "PJSIP/x", f"08123456{number}", "", "112", shift.ago(60 - number))


def picture(store):
    """Everything that is shown, in an order of its own."""
    live = {key: (text.text, text.revision) for key, text in store.live.items()}
    return (store.queue(), store.segments, live, list(store.tickets.values()), store.health, store.selected_call)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(DEEDS, NUMBERS), max_size=14), chaos=st.randoms(use_true_random=False))
def test_any_order_of_batches_ends_in_the_picture_of_a_fresh_load(quiet_file, tmp_path_factory, deeds, chaos):
    folder = tmp_path_factory.mktemp("order")
    shutil.copy(quiet_file, folder / "iceta.db")
    database = Database(f"sqlite:///{folder / 'iceta.db'}", clock=shift.Clock())
    batches, store = [], Store(ME)
    for state, (deed, number) in enumerate(deeds):
        with database.transaction() as tx:
            do(tx, deed, number, state)
        batches.append(_everything_since(database, batches))
        if chaos.random() < 0.3:
            _deliver(database, store, batches, chaos)
    chaos.shuffle(batches)
    for batch in batches:
        dirty = store.apply(batch)
        _load(database, store, dirty)
    fresh = Store(ME)
    _load(database, fresh, None)
    assert picture(store)[:5] == picture(fresh)[:5]
    database.close()


def _everything_since(database, batches):
    from tickets.feed import _next, _Place

    last = max((batch.last_id for batch in batches), default=0)
    revision = max((text.revision for batch in batches for text in batch.live), default=0)
    with database.reading() as tx:
        return _next(tx, _Place(last, revision))[0]


def _deliver(database, store, batches, chaos):
    # Some batches arrive now and once more later, as after a reconnect.
    _load(database, store, store.apply(chaos.choice(batches)))


def _load(database, store, dirty):
    with database.reading() as tx:
        store.put(load(tx, store.question(dirty)), shift.NOW)


@asynccontextmanager
async def following(database, clock):
    """A store that follows the database, and the changes it was told."""
    store, told = Store(ME), []
    live = Live(database, store, told.append, clock)
    task = asyncio.create_task(live.run())
    await until_true(lambda: store.heard_at is not None)
    yield store, told, live
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_lists_are_painted_at_most_four_times_a_second(database, clock):
    async with following(database, clock) as (store, told, _):
        told.clear()
        store.selected_ticket = 1
        started = asyncio.get_running_loop().time()
        for number in range(60):
            await database.run(service.note, 1, ME.actor, f"catatan {number}")
        await until_true(lambda: "catatan 59" in str(store.history))
        seconds = asyncio.get_running_loop().time() - started
        painted = [dirty for dirty in told if dirty.rows]
        assert 1 <= len(painted) <= seconds / LIST_PERIOD_S + 2


async def test_live_words_are_painted_at_most_ten_times_a_second(database, clock):
    async with following(database, clock) as (store, told, _):
        told.clear()
        for number in range(40):
            await database.run(service.show_live_text, 1, "description", f"kata {number}")
        await until_true(lambda: store.live[1].text == "kata 39")
        painted = [dirty for dirty in told if dirty.live and not dirty.rows]
        assert len(painted) <= 12


async def test_a_database_that_goes_away_is_marked_and_found_again(url, clock, monkeypatch):
    database = Database(url, clock=clock)
    away = False
    real = database.read

    async def read(query, *args, **kwargs):
        if away:
            raise OSError("the cable is out")
        return await real(query, *args, **kwargs)

    monkeypatch.setattr(database, "read", read)
    async with following(database, clock) as (store, _, live):
        away = True
        live.nudge(everything=True)
        await until_true(lambda: store.broken)
        away = False
        await until_true(lambda: not store.broken)
        assert store.calls
    database.close()


def test_a_batch_can_be_empty():
    assert not Store(ME).apply(Batch((), (), 0))


@pytest.mark.parametrize("role", [Role.AGENCY])
async def test_an_agency_loads_its_own_tickets_only(database, role):
    store = Store(Account(4, "jalan", "Dinas PUPR", role, "DPUPR", None))
    store.put(await database.read(load, store.question(None)), shift.NOW)
    assert {ticket.agency for ticket in store.tickets.values()} == {"DPUPR"}
    assert not store.calls
    store.selected_ticket = 2
    loaded = await database.read(load, store.question(None))
    assert 2 not in loaded.details
