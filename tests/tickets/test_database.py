"""Transactions: one writer at a time, readers that can't write, times that keep their zone."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from tickets import queries, service
from tickets.errors import DatabaseUnreachable
from tickets.schema import HealthTable

from .people import T0, new_call

JAKARTA = timezone(timedelta(hours=7))


def test_times_come_back_aware_in_utc(tx):
    moment = datetime(2026, 3, 9, 8, 0, 0, 123456, tzinfo=JAKARTA)
    tx.execute(insert(HealthTable).values(part="x", state="ok", detail="", at=moment))
    stored = tx.scalar(select(HealthTable.at))
    assert stored == moment
    assert stored.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(tx):
    with pytest.raises(StatementError, match="no time zone"):
        tx.execute(insert(HealthTable).values(part="x", state="ok", detail="", at=datetime(2026, 3, 9)))


def test_a_reader_cannot_write(database):
    with pytest.raises((DatabaseUnreachable, DBAPIError), match=r"(?i)read.?only"), database.reading() as tx:
        service.start_call(tx, new_call())


def test_a_reader_sees_one_state(database):
    with database.reading() as tx:
        assert queries.live_calls(tx) == []
        with database.transaction() as writing:
            service.start_call(writing, new_call())
        if database.is_sqlite:
            assert queries.live_calls(tx) == []
    with database.reading() as tx:
        assert len(queries.live_calls(tx)) == 1


def test_an_error_rolls_everything_back(database):
    with pytest.raises(RuntimeError), database.transaction() as tx:
        service.start_call(tx, new_call())
        raise RuntimeError
    with database.reading() as tx:
        assert queries.live_calls(tx) == []


async def test_verbs_run_beside_the_event_loop(database, clock):
    clock.now = T0 + timedelta(seconds=1)
    ids = await asyncio.gather(*(database.run(service.start_call, new_call(f"1.{n}")) for n in range(20)))
    assert len(set(ids)) == 20
    assert len(await database.read(queries.live_calls)) == 20
