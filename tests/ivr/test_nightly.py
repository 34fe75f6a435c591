"""Once a night what is too old goes, and what is not stays."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.nightly import HOUR, purge_now, until_night
from tickets import migrate, queries, service
from tickets.database import Database
from tickets.model import BRIDGE, NewTicket, Status

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "hours"),
    [(NOON, 14.5), (NOON + timedelta(hours=14, minutes=30), 24), (NOON + timedelta(hours=14, minutes=31), 24 - 1 / 60)],
)
def test_how_long_until_the_night(now, hours):
    assert until_night(now) == timedelta(hours=hours)


@given(st.datetimes(datetime(2021, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_the_next_night_is_never_more_than_a_day_away(now):
    wait = until_night(now)
    assert timedelta(0) < wait <= timedelta(days=1)
    assert (now + wait).astimezone(HOUR.tzinfo).time() == HOUR.replace(tzinfo=None)


def test_an_old_draft_goes_and_a_new_one_stays(tmp_path):
    url = f"sqlite:///{tmp_path / 'iceta.db'}"
    migrate.upgrade(url)
    moment = [NOON]
    database = Database(url, clock=lambda: moment[0])
    ids = []
    for days in (0, 300):
        moment[0] = NOON + timedelta(days=days)
        with database.transaction() as tx:
            ids.append(service.open_ticket(tx, NewTicket("air", "pipa bocor", status=Status.DRAFT), BRIDGE).id)
    purge_now(database, tmp_path)
    with database.reading() as tx:
        old, new = (queries.ticket(tx, number) for number in ids)
    database.close()
    assert (old.status, new.status) == (Status.REJECTED, Status.DRAFT)
    assert "pipa" not in old.description
    assert new.description == "pipa bocor"
