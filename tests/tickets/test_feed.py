"""The feed tells every change once, in order and soon, also those of another process."""

import asyncio
import subprocess
import sys
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from tickets import bell, feed, service
from tickets.database import Database
from tickets.errors import DatabaseUnreachable
from tickets.feed import changes

from . import server
from .people import OPERATOR, new_call, new_ticket, said

WAIT_S = 10.0
SOON_S = 1.0

WRITER = """
import sys, time
from tickets import service
from tickets.database import Database
from tickets.model import NewCall
from datetime import UTC, datetime
database = Database(sys.argv[1])
for number in range(20):
    with database.transaction() as tx:
        service.start_call(tx, NewCall(f"9.{number}", "PJSIP/x", "0811", "", "112", datetime.now(UTC)))
    time.sleep(0.01)
database.close()
"""


async def collect(stream, count):
    """Events from the stream until there are `count`."""
    events = []
    async with asyncio.timeout(WAIT_S):
        while len(events) < count:
            events += (await anext(stream)).events
    return events


async def test_the_first_batch_comes_at_once_and_may_be_empty(database):
    await database.run(service.start_call, new_call())
    async with aclosing(changes(database)) as stream:
        batch = await asyncio.wait_for(anext(stream), WAIT_S)
    assert (batch.events, batch.live, batch.last_id) == ((), (), 1)


async def test_what_happened_after_an_id_comes_first(database):
    for number in range(3):
        await database.run(service.start_call, new_call(f"1.{number}"))
    async with aclosing(changes(database, after=1)) as stream:
        batch = await asyncio.wait_for(anext(stream), WAIT_S)
    assert [event.id for event in batch.events] == [2, 3]
    assert batch.last_id == 3


async def test_changes_of_this_same_process_are_told(database):
    async with aclosing(changes(database)) as stream:
        await anext(stream)
        await database.run(service.open_ticket, new_ticket(), OPERATOR)
        (event,) = await collect(stream, 1)
    assert (event.kind, event.actor) == ("ticket.opened", "Sari")


async def test_another_process_is_followed_in_order_and_soon(url):
    database = Database(url)
    delays = []
    async with aclosing(changes(database)) as stream:
        await anext(stream)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, url])
        events = []
        async with asyncio.timeout(WAIT_S):
            while len(events) < 20:
                batch = await anext(stream)
                delays += [(datetime.now(UTC) - event.at).total_seconds() for event in batch.events]
                events += batch.events
        assert await asyncio.to_thread(writer.wait, WAIT_S) == 0
    database.close()
    assert [event.id for event in events] == sorted({event.id for event in events})
    assert max(delays) < SOON_S


async def test_live_texts_are_told_when_they_change_and_all_at_the_start(database):
    call_id = await database.run(service.start_call, new_call())
    await database.run(service.show_live_text, call_id, "description", "air")
    async with aclosing(changes(database)) as stream:
        assert [live.text for live in (await anext(stream)).live] == ["air"]
        await database.run(service.show_live_text, call_id, "description", "air mati")
        batch = await asyncio.wait_for(anext(stream), WAIT_S)
        assert ([live.text for live in batch.live], batch.events) == (["air mati"], ())
        await database.run(service.add_segment, call_id, said("air mati"))
        (event,) = await collect(stream, 1)
    assert event.kind == "transcript.final"


async def test_batches_are_bounded_and_nothing_is_lost_between_them(database, monkeypatch):
    monkeypatch.setattr(feed, "MOST_EVENTS", 7)
    for number in range(20):
        await database.run(service.start_call, new_call(f"1.{number}"))
    sizes = []
    async with aclosing(changes(database, after=0)) as stream, asyncio.timeout(WAIT_S):
        while sum(sizes) < 20:
            sizes.append(len((await anext(stream)).events))
    assert sizes == [7, 7, 6]


async def test_several_readers_hear_the_same(database):
    async with aclosing(changes(database)) as one, aclosing(changes(database)) as other:
        await anext(one)
        await anext(other)
        await database.run(service.start_call, new_call())
        assert await collect(one, 1) == await collect(other, 1)


async def test_a_waiting_reader_can_be_cancelled(database):
    async def follow():
        async for _ in changes(database):
            pass

    reader = asyncio.create_task(follow())
    await asyncio.sleep(0.2)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader


async def test_a_database_that_is_not_there_is_named(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'iceta.db'}")
    with pytest.raises(DatabaseUnreachable):
        await anext(changes(database))
    database.close()


@pytest.mark.postgres
async def test_postgres_rings_without_waiting_for_the_poll(postgres_url, monkeypatch):
    monkeypatch.setattr(bell, "POSTGRES_POLL_S", 60.0)
    database = Database(postgres_url)
    async with aclosing(changes(database)) as stream:
        await anext(stream)
        call_id = await database.run(service.start_call, new_call())
        assert len(await collect(stream, 1)) == 1
        await database.run(service.show_live_text, call_id, "description", "air")
        batch = await asyncio.wait_for(anext(stream), WAIT_S)
        assert [live.text for live in batch.live] == ["air"]
    database.close()


@pytest.mark.postgres
async def test_the_feed_goes_on_when_the_listening_connection_breaks(postgres_url, postgres_server):
    database = Database(postgres_url)
    async with aclosing(changes(database)) as stream:
        await anext(stream)
        with server.connect(postgres_server) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await database.run(service.start_call, new_call("1.1"))
        await database.run(service.start_call, new_call("1.2"))
        assert len(await collect(stream, 2)) == 2
    database.close()
