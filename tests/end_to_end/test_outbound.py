"""The hotline rings: officers by the house's telephones, citizens by a carrier; what they answer is done, once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from iceta import ephemeral_home, home_folder, load_settings
from ivr.phone import Phone
from speech.prompts import say
from tickets import queries, service
from tickets.database import Database
from tickets.duty import duty_service
from tickets.duty.ladder import RingingHours
from tickets.duty.model import OutboundCall, Outcome
from tickets.duty.officer_service import NewOfficer, replace_lists
from tickets.duty.queries import newest_calls
from tickets.journal import now
from tickets.model import Actor, Level, NewTicket, Priority, Role, Status, Ticket
from tickets.schema import SurveyTable

from .hotline import Hotline, _employ, _wait_ready, events_of

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.speech, pytest.mark.timeout(180)]

DESK = Actor("Kominfo", Role.DISKOMINFO)
ALWAYS = RingingHours(night_from=0, night_until=0, citizen_from=0, citizen_until=24)
CITIZEN = "081398765432"
CARRIER_PORT = 25060 + os.getpid() % 5000
OUTBOUND = f"""
[ivr]
trunk = "127.0.0.1:{CARRIER_PORT}"

[ivr.outbound]
extensions = ["op1", "op2"]
ring_s = 4
citizen_from = 0
citizen_until = 24
"""


class Carrier(asyncio.DatagramProtocol):
    """A carrier with one subscriber: the telephone that registers with it gets every call."""

    def __init__(self) -> None:
        self.subscriber: tuple[str, int] | None = None
        self.exchange: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, sender: tuple[str, int]) -> None:
        if data.startswith(b"REGISTER"):
            self.subscriber = sender
            self.transport.sendto(self._welcome(data.decode()), sender)
        elif sender == self.subscriber:
            self.transport.sendto(data, self.exchange)
        else:
            self.exchange = sender
            self.transport.sendto(data, self.subscriber)

    @staticmethod
    def _welcome(request: str) -> bytes:
        copied = re.findall(r"^((?:Via|From|To|Call-ID|CSeq|Contact):.*?)\r?$", request, re.MULTILINE)
        return "\r\n".join(["SIP/2.0 200 OK", *copied, "Expires: 300", "Content-Length: 0", "", ""]).encode()


@contextlib.asynccontextmanager
async def carrier() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Carrier, local_addr=("127.0.0.1", CARRIER_PORT))
    try:
        yield
    finally:
        transport.close()


@contextlib.asynccontextmanager
async def citizens_phone() -> AsyncIterator[Phone]:
    async with Phone(CITIZEN, register=f"127.0.0.1:{CARRIER_PORT}", answer=200, answer_delay=0.3) as phone:
        await phone.wait("registered", timeout_s=10)
        yield phone


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reasons")
    say("Itu jalan provinsi, bukan jalan kabupaten.", folder / "province.wav")
    say("Jalannya masih berlubang.", folder / "still.wav")
    return folder


@pytest.fixture(scope="module")
def hotline(reasons: Path) -> Iterator[Hotline]:
    """A hotline that may call out."""
    with ephemeral_home(load_settings(home_folder())) as settings:
        file = settings.home / "iceta.toml"
        told = file.read_text().replace("[exchange]\n", f'[exchange]\ntrunk = "127.0.0.1:{CARRIER_PORT}"\n')
        file.write_text(told + OUTBOUND)
        log = (settings.home / "run.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "iceta", "run", "--no-sample"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "ICETA_HOME": str(settings.home)},
        )  # fmt: skip
        running = Hotline(load_settings(settings.home), Database(settings.tickets.database_url), reasons, process)
        try:
            _wait_ready(running)
            _employ(running)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            running.database.close()
            log.close()


def on_duty(hotline: Hotline, agency: str, *people: tuple[str, str]) -> None:
    listed = [NewOfficer(agency, name, number) for name, number in people]
    with hotline.database.transaction() as tx:
        replace_lists(tx, listed, DESK, extensions=("op1", "op2"))


def emergency(hotline: Hotline, agency: str) -> Ticket:
    """A ticket that an agency must take on at once; its first officer is about to be rung."""
    with hotline.database.transaction() as tx:
        new = NewTicket("pekerjaan_umum", "Jalan ambles di depan pasar", priority=Priority.EMERGENCY)
        ticket = service.open_ticket(tx, new, DESK)
        service.assign(tx, ticket.id, agency, DESK)
        duty_service.ring_duty(tx, ticket.id, Level.AGENCY, now=now(tx), hours=ALWAYS)
    return ticket


def newest(hotline: Hotline, ticket: Ticket) -> OutboundCall:
    with hotline.database.reading() as tx:
        return newest_calls(tx, ticket_id=ticket.id)[0]


async def state(hotline: Hotline, ticket: Ticket, *states: str, timeout_s: float = 30.0) -> OutboundCall:
    """Wait until the ticket's newest call is in one of the states."""
    look = lambda: (call := newest(hotline, ticket)).state in states and call  # noqa: E731
    return await hotline.until(look, f"a call that is {states}", timeout_s)


async def speak_reason(hotline: Hotline, phone: Phone, wav: str) -> None:
    """Press 2 and speak after the tone."""
    await phone.press("2")
    takes = hotline.settings.exchange.folder / "spool" / "recording"
    await hotline.until(lambda: [*takes.glob("outbound-*.wav")], "a recording")
    await asyncio.sleep(0.7)
    await phone.say(hotline.wavs / f"{wav}.wav")
    await phone.press("#")


def ticket_now(hotline: Hotline, ticket: Ticket) -> Ticket:
    return hotline.ask(queries.ticket, ticket.id)


async def test_an_officer_hears_the_ticket_and_takes_it_on_by_1(hotline: Hotline, tmp_path: Path):
    on_duty(hotline, "DPUPR", ("Andi", "op1"))
    heard = tmp_path / "heard.wav"
    async with hotline.operator("op1", record=heard) as phone:
        ticket = emergency(hotline, "DPUPR")
        await state(hotline, ticket, "answered")
        await asyncio.sleep(2.0)
        await phone.press("1")
        call = await state(hotline, ticket, "done")
        await phone.wait("state", state="DISCONNECTED", timeout_s=20)
    after = ticket_now(hotline, ticket)
    assert (call.outcome, after.acknowledged_by, after.status) == (Outcome.ACKNOWLEDGED, "Andi", Status.IN_PROGRESS)
    assert after.acknowledged_at is not None
    assert heard.stat().st_size > 30_000
    assert not [*(hotline.settings.speech.prompts_folder / "outbound").glob(f"iceta-out-{call.id}-*")]


async def test_the_first_does_not_answer_and_the_second_refuses_aloud(hotline: Hotline):
    on_duty(hotline, "DISHUB", ("Andi", "op1"), ("Beni", "op2"))
    async with hotline.operator("op1", answer=None), hotline.operator("op2") as second:
        ticket = emergency(hotline, "DISHUB")
        await second.wait("ringing", timeout_s=30)
        await state(hotline, ticket, "answered")
        await speak_reason(hotline, second, "province")
        refused = await state(hotline, ticket, "done", timeout_s=40)
    with hotline.database.reading() as tx:
        first = newest_calls(tx, ticket_id=ticket.id)[1]
    after = ticket_now(hotline, ticket)
    assert (first.outcome, refused.outcome, after.status, after.agency) == (
        Outcome.NO_ANSWER,
        Outcome.REFUSED,
        Status.VERIFIED,
        None,
    )
    assert "jalan" in refused.said
    assert Path(str(refused.recording)).stat().st_size > 16_000
    told = next(event.detail["text"] for event in events_of(hotline, ticket) if event.kind == "ticket.refused")
    assert told.startswith("Beni")
    assert refused.said in told


async def test_a_bridge_killed_in_the_middle_rings_again_and_acknowledges_once(hotline: Hotline):
    on_duty(hotline, "DLH", ("Andi", "op1"))
    async with hotline.operator("op1") as phone:
        ticket = emergency(hotline, "DLH")
        await state(hotline, ticket, "answered")
        seen = len(phone.events)
        os.kill(hotline.bridge_pid, signal.SIGKILL)
        async with hotline.operator("op1") as again:
            await phone.wait("state", state="DISCONNECTED", timeout_s=60, after=seen)
            await again.wait("state", state="CONFIRMED", timeout_s=40)
            await state(hotline, ticket, "answered")
            await again.press("1")
            await state(hotline, ticket, "done")
    kinds = [event.kind for event in events_of(hotline, ticket)]
    assert kinds.count("ticket.acknowledged") == 1
    with hotline.database.reading() as tx:
        assert len(newest_calls(tx, ticket_id=ticket.id)) == 1


async def test_the_citizen_reopens_and_then_closes_and_rates(hotline: Hotline):
    with hotline.database.transaction() as tx:
        new = NewTicket("pekerjaan_umum", "Jalan berlubang", reporter_number=CITIZEN)
        ticket = service.open_ticket(tx, new, DESK)
        service.assign(tx, ticket.id, "DPUPR", DESK)
    async with carrier():
        await citizen_reopens(hotline, ticket)
        await citizen_closes(hotline, ticket)
    assert ticket_now(hotline, ticket).status is Status.CLOSED
    with hotline.database.reading() as tx:
        assert not [call for call in queries.live_calls(tx) if call.caller_number == CITIZEN]


async def citizen_reopens(hotline: Hotline, ticket: Ticket) -> None:
    async with citizens_phone() as phone:
        resolve(hotline, ticket)
        await state(hotline, ticket, "answered")
        await speak_reason(hotline, phone, "still")
        reopened = await state(hotline, ticket, "done", timeout_s=40)
    assert (reopened.outcome, ticket_now(hotline, ticket).status) == (Outcome.REOPENED, Status.ASSIGNED)
    assert "jalan" in reopened.said or "lubang" in reopened.said


async def citizen_closes(hotline: Hotline, ticket: Ticket) -> None:
    async with citizens_phone() as phone:
        resolve(hotline, ticket)
        await phone.wait("state", state="CONFIRMED", timeout_s=30)
        await state(hotline, ticket, "answered")
        for key in "1443":
            await phone.press(key)
            await asyncio.sleep(0.6)
        await state(hotline, ticket, "done")
        await phone.hang_up()
        survey = await hotline.until(lambda: surveyed(hotline, ticket), "a survey")
    assert (survey.answers, survey.source) == ({"U3": 4, "U6": 4, "U7": 3}, "telepon")


def resolve(hotline: Hotline, ticket: Ticket) -> None:
    with hotline.database.transaction() as tx:
        service.resolve(tx, ticket.id, DESK, "sudah ditambal")
        duty_service.ring_citizen(tx, ticket.id, hours=ALWAYS)


def surveyed(hotline: Hotline, ticket: Ticket):
    with hotline.database.reading() as tx:
        columns = (SurveyTable.answers, SurveyTable.source)
        return tx.execute(select(*columns).where(SurveyTable.ticket_id == ticket.id)).one_or_none()
