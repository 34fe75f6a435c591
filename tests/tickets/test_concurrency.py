"""Many writers at once: nobody is turned away, nothing is lost, one wins."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tickets import queries, service
from tickets.database import Database
from tickets.errors import AlreadyClaimed
from tickets.model import Actor, Role
from tickets.schema import EventTable

from .people import OPERATOR, new_call, new_ticket

WRITERS = 8
CALLS_EACH = 25


def test_eight_writers_with_a_connection_each_all_get_through(url):
    def write(writer):
        own = Database(url)
        try:
            for number in range(CALLS_EACH):
                with own.transaction() as tx:
                    service.start_call(tx, new_call(f"{writer}.{number}"))
        finally:
            own.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    own = Database(url)
    with own.reading() as tx:
        ids = [row.id for row in tx.query(EventTable.id).order_by(EventTable.id)]
    own.close()
    assert len(ids) == WRITERS * CALLS_EACH


def test_one_of_eight_wins_a_ticket(database):
    with database.transaction() as tx:
        ticket = service.open_ticket(tx, new_ticket(), OPERATOR)

    def claim(number):
        try:
            with database.transaction() as tx:
                return service.claim(tx, ticket.id, Actor(f"op{number}", Role.OPERATOR)).claimed_by
        except AlreadyClaimed as error:
            return error.claimed_by

    with ThreadPoolExecutor(WRITERS) as claimers:
        winners = set(claimers.map(claim, range(WRITERS)))
    with database.reading() as tx:
        assert winners == {queries.ticket(tx, ticket.id).claimed_by}


def test_each_command_goes_to_one_bridge(database):
    with database.transaction() as tx:
        call_id = service.start_call(tx, new_call())
        wanted = [service.request_command(tx, OPERATOR, "take", call_id=call_id) for _ in range(40)]

    def claim(number):
        with database.transaction() as tx:
            return [command.id for command in service.claim_commands(tx, f"bridge-{number}", limit=5)]

    with ThreadPoolExecutor(WRITERS) as bridges:
        claimed = [command for some in bridges.map(claim, range(WRITERS)) for command in some]
    assert sorted(claimed) == wanted


def test_a_reader_never_sees_a_gap_that_is_filled_later(url):
    """Ids commit in order: what a reader has passed never grows new rows behind it."""
    stop = threading.Event()
    seen = []

    def read():
        own = Database(url)
        last, finished = 0, False
        while not finished:
            finished = stop.is_set()
            with own.reading() as tx:
                new = [row.id for row in tx.query(EventTable.id).filter(EventTable.id > last).order_by(EventTable.id)]
            seen.extend(new)
            last = new[-1] if new else last
        own.close()

    def write(writer):
        own = Database(url)
        for number in range(10):
            with own.transaction() as tx:
                service.start_call(tx, new_call(f"{writer}.{number}"))
                time.sleep(0.002 * (writer % 3))
        own.close()

    reader = threading.Thread(target=read)
    reader.start()
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    stop.set()
    reader.join()
    assert len(seen) == 40
