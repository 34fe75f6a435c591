"""The link to Asterisk against a fake that misbehaves; each docstring says what the bare library does."""

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator

import pytest

from ivr import ami_link
from ivr.ami import AmiAddress, AmiLink, AmiMessage, LinkDown, LinkUp
from ivr.errors import ActionRefused, ActionTimeout, BadValue, LinkLost, LoginRefused
from tests.ivr.fake_ami import SECRET, FakeAmi, Fields, Session, block, fake_ami, never


def _address(port: int, secret: str = SECRET) -> AmiAddress:
    return AmiAddress("127.0.0.1", port, "iceta", secret)


async def _take(link: AmiLink, timeout_s: float = 6.0) -> AmiMessage | LinkUp | LinkDown:
    return await asyncio.wait_for(link.messages.get(), timeout_s)


async def _events(link: AmiLink, count: int) -> list[AmiMessage]:
    """The next events, without the greeting and the link's own notes."""
    found: list[AmiMessage] = []
    while len(found) < count:
        note = await _take(link)
        if isinstance(note, AmiMessage) and note.event != "FullyBooted":
            found.append(note)
    return found


@contextlib.asynccontextmanager
async def _hole() -> AsyncIterator[int]:
    """A port that accepts connections and says nothing, like a half-open link."""

    async with fake_ami() as fake:
        fake.frozen = True
        yield fake.port


async def test_a_link_up_comes_before_every_event(fake: FakeAmi, link: AmiLink):
    await fake.session.event("Newchannel", Uniqueid="1.1")
    assert isinstance(await _take(link), LinkUp)
    assert [event.get("uniqueid") for event in await _events(link, 1)] == ["1.1"]
    assert link.up


async def test_events_keep_their_order(fake: FakeAmi, link: AmiLink):
    await fake.session.send(b"".join(block(Event="Newstate", Number=str(number)) for number in range(3000)))
    assert [event.get("Number") for event in await _events(link, 3000)] == [str(number) for number in range(3000)]


async def test_a_wrong_password_is_told_at_once_and_not_tried_again(fake: FakeAmi):
    """The bare library retries silently for ever, without a pause that grows."""
    link = AmiLink(_address(fake.port, "wrong"))
    with pytest.raises(LoginRefused, match=r"Authentication failed.*manager\.conf"):
        await link.start()
    await asyncio.sleep(0.6)
    assert fake.attempts == 1
    assert not link.up
    await link.stop()


def test_the_secret_is_not_shown():
    assert SECRET not in repr(_address(1))


async def test_an_asterisk_that_is_not_there_is_told_after_the_deadline(monkeypatch: pytest.MonkeyPatch):
    """The bare library raises, and yet goes on trying in the background."""
    monkeypatch.setattr(ami_link, "CONNECT_DEADLINE_S", 0.7)
    async with fake_ami() as gone:
        port = gone.port
    link = AmiLink(_address(port))
    with pytest.raises(LinkLost, match=f"127.0.0.1:{port}.*is the exchange running"):
        await link.start()
    async with fake_ami(port) as late:
        await asyncio.sleep(0.7)
        assert late.attempts == 0


async def test_start_waits_for_an_asterisk_that_comes_up_late():
    async with fake_ami() as first:
        port = first.port
    link = AmiLink(_address(port))
    starting = asyncio.create_task(link.start())
    await asyncio.sleep(0.3)
    async with fake_ami(port):
        await asyncio.wait_for(starting, 3)
        assert link.up
        await link.stop()


async def test_a_half_open_link_is_no_link(monkeypatch: pytest.MonkeyPatch):
    """The bare library waits for ever for a greeting that never comes."""
    monkeypatch.setattr(ami_link, "CONNECT_DEADLINE_S", 0.5)
    async with _hole() as port:
        with pytest.raises(LinkLost):
            await AmiLink(_address(port)).start()


async def test_a_frozen_asterisk_is_noticed_within_five_seconds(fake: FakeAmi, link: AmiLink):
    """The bare library never notices: its ping has no deadline."""
    assert isinstance(await _take(link), LinkUp)
    fake.frozen = True
    began = time.monotonic()
    while not isinstance(note := await _take(link), LinkDown):
        pass
    assert time.monotonic() - began < 5
    assert "ping" in note.reason
    assert not link.up
    fake.frozen = False
    await link.wait_up(8)


async def test_an_action_in_a_frozen_asterisk_has_a_deadline(fake: FakeAmi, link: AmiLink):
    fake.answer = never
    with pytest.raises(ActionTimeout, match=r"Getvar within 0\.1 s"):
        await link.action("Getvar", Variable="X", timeout_s=0.1)
    assert link.up


async def test_an_answer_after_the_deadline_disturbs_nothing(fake: FakeAmi, link: AmiLink):
    fake.answer = never
    with pytest.raises(ActionTimeout):
        await link.action("Getvar", Variable="X", timeout_s=0.05)
    await fake.session.respond(fake.actions[0], Value="late")
    await fake.session.event("Hangup", Uniqueid="1.1")
    assert (await _events(link, 1))[0].event == "Hangup"


async def test_after_a_reset_the_link_comes_back_and_says_so(fake: FakeAmi, link: AmiLink):
    fake.session.reset()
    await fake.logins(2)
    await link.wait_up(3)
    await fake.session.event("Newchannel", Uniqueid="2.1")
    notes = []
    while not (notes and isinstance(notes[-1], AmiMessage) and notes[-1].event == "Newchannel"):
        notes.append(await _take(link))
    kinds = [type(note) for note in notes if getattr(note, "event", "") != "FullyBooted"]
    assert kinds == [LinkUp, LinkDown, LinkUp, AmiMessage]


async def test_unanswered_actions_fail_and_are_never_sent_again(fake: FakeAmi, link: AmiLink):
    """The bare library sends them again after the reconnect: a second Originate is a second telephone call."""
    fake.answer = never
    asking = asyncio.gather(
        link.action("Originate", Channel="PJSIP/op1"), link.rows("QueueStatus"), return_exceptions=True
    )
    await fake.received(2)
    fake.session.reset()
    assert [type(result) for result in await asking] == [LinkLost, LinkLost]
    await fake.logins(2)
    await link.wait_up(3)
    await fake.session.event("FullyBooted")
    await asyncio.sleep(0.3)
    assert fake.session.actions == []


async def test_while_the_link_is_down_actions_fail_at_once(fake: FakeAmi, link: AmiLink):
    fake.session.reset()
    while link.up:
        await asyncio.sleep(0.01)
    with pytest.raises(LinkLost, match="nothing was sent"):
        await link.action("Setvar", Variable="X", Value="1")
    assert fake.actions == []


async def test_waiting_for_a_link_has_an_end(fake: FakeAmi):
    with pytest.raises(LinkLost):
        await AmiLink(_address(fake.port)).wait_up(0.05)


async def test_a_password_that_changes_later_is_tried_with_patience(fake: FakeAmi, link: AmiLink):
    fake.secret = "changed"
    fake.session.reset()
    await asyncio.sleep(1.5)
    assert fake.attempts == 2
    assert not link.up


async def test_a_stopped_link_stays_away(fake: FakeAmi):
    """The bare library, closed while it is disconnected, goes on connecting."""
    link = AmiLink(_address(fake.port))
    await link.start()
    fake.session.reset()
    while link.up:
        await asyncio.sleep(0.01)
    await link.stop()
    attempts = fake.attempts
    await asyncio.sleep(0.7)
    assert fake.attempts == attempts


@pytest.mark.parametrize("text", ["Added interface to queue", "Originate successfully queued", ""])
async def test_one_response_ends_one_action(fake: FakeAmi, link: AmiLink, text: str):
    """The bare library waits for ever after the first text and raises KeyError inside after the second."""

    async def answer(session: Session, action: Fields) -> None:
        await session.respond(action, Message=text)

    fake.answer = answer
    assert (await link.action("QueueAdd", Queue="complaints", Interface="PJSIP/op1"))["message"] == text
    assert link.up


async def test_a_refusal_carries_asterisks_own_words(fake: FakeAmi, link: AmiLink):
    """The bare library waits for ever if a list was asked for."""

    async def answer(session: Session, action: Fields) -> None:
        await session.respond(action, "Error", Message="Permission denied")

    fake.answer = answer
    for asking in (link.action("Redirect", Channel="x"), link.rows("QueueStatus")):
        with pytest.raises(ActionRefused) as refusal:
            await asking
        assert refusal.value.message == "Permission denied"


async def test_a_module_that_is_still_loading_is_waited_for(fake: FakeAmi, link: AmiLink):
    """After a start Asterisk lets us in before app_queue is there, and the calls of before would live for ever."""
    asked: list[Fields] = []

    async def answer(session: Session, action: Fields) -> None:
        asked.append(action)
        if len(asked) < 3:
            await session.respond(action, "Error", Message="Invalid/unknown command: QueueStatus.")
            return
        await session.respond(action, EventList="start")
        await session.event("QueueEntry", ActionID=action["ActionID"], Channel="x")
        await session.event("QueueStatusComplete", ActionID=action["ActionID"], EventList="Complete")

    fake.answer = answer
    assert [row["channel"] for row in await link.rows_once_loaded("QueueStatus")] == ["x"]
    assert len(asked) == 3


async def test_a_module_that_never_comes_is_not_waited_for_for_ever(fake: FakeAmi, link: AmiLink, monkeypatch):
    monkeypatch.setattr(ami_link, "LOADING_DEADLINE_S", 0.3)

    async def answer(session: Session, action: Fields) -> None:
        await session.respond(action, "Error", Message="Invalid/unknown command: QueueStatus.")

    fake.answer = answer
    with pytest.raises(ActionRefused, match="unknown command"):
        await link.rows_once_loaded("QueueStatus")


async def test_a_list_is_its_rows_and_events_in_between_are_events(fake: FakeAmi, link: AmiLink):
    async def answer(session: Session, action: Fields) -> None:
        await session.respond(action, EventList="start")
        for name in ("a", "b"):
            await session.event("CoreShowChannel", ActionID=action["ActionID"], Channel=name)
            await session.event("AgentComplete", Channel=name)
        await session.event("CoreShowChannelsComplete", ActionID=action["ActionID"], EventList="Complete")

    fake.answer = answer
    rows = await link.rows("CoreShowChannels")
    assert [row["channel"] for row in rows] == ["a", "b"]
    assert [event.event for event in await _events(link, 2)] == ["AgentComplete"] * 2


@pytest.mark.parametrize("evil", ["x\r\nAction: Originate", "x\nY: z", "x\0", "x" * 2000])
async def test_nothing_of_a_dangerous_action_is_sent(fake: FakeAmi, link: AmiLink, evil: str):
    """The bare library sends the line break, and with it a second action."""
    with pytest.raises(BadValue):
        await link.action("Setvar", Variable="NAME", Value=evil)
    await link.action("Setvar", Variable="NAME", Value="fine")
    assert [action["Value"] for action in fake.actions] == ["fine"]


async def test_a_name_split_at_every_byte_arrives_whole(fake: FakeAmi, link: AmiLink):
    """The bare library loses a character that is split over two reads, and the empty last header."""
    await fake.session.send("Event: Newchannel\r\nCallerIDName: Bu Inés 😀\r\nAccountCode: \r\n\r\n".encode(), pieces=1)
    message = (await _events(link, 1))[0]
    assert (message.get("CallerIDName"), message.headers["accountcode"]) == ("Bu Inés 😀", "")


async def test_garbage_is_skipped(fake: FakeAmi, link: AmiLink):
    await fake.session.send(b"\x00\xff garbage\r\n\r\n: \r\n\r\n\r\n\r\nHTTP/1.1 400 Bad Request\r\nEvent\r\n\r\n")
    await fake.session.send(b"Response: Success\r\nActionID: nobody\r\n\r\nEvent: A\r\nEvent: B\r\n\r\n")
    await fake.session.event("Hangup", Uniqueid="1.1")
    assert (await _events(link, 2))[-1].event == "Hangup"
    assert link.up


async def test_a_header_of_ten_megabytes_costs_the_link_and_no_more(fake: FakeAmi, link: AmiLink):
    """The bare library collects it in memory, searching all of it again at every read."""
    with contextlib.suppress(ConnectionError):
        await fake.session.send(b"Event: Hangup\r\nName: " + b"x" * 10_000_000)
    while not isinstance(note := await _take(link), LinkDown):
        pass
    assert "without an end" in note.reason
    await link.wait_up(3)


async def test_asterisks_shutdown_is_a_link_down(fake: FakeAmi, link: AmiLink):
    await fake.session.event("Shutdown", Shutdown="Cleanly", Restart="False")
    await fake.logins(2)
    await link.wait_up(3)
    notes = [await _take(link) for _ in range(3)]
    assert any(isinstance(note, LinkDown) for note in notes)


async def test_an_exception_in_the_consumer_does_not_reach_the_link(fake: FakeAmi, link: AmiLink):
    """The bare library calls the consumer from its reader: its exception drops the connection and loses events."""

    async def consumer() -> None:
        while True:
            await link.messages.get()
            raise ZeroDivisionError

    task = asyncio.create_task(consumer())
    await fake.session.event("Newchannel", Uniqueid="1.1")
    await asyncio.wait([task], timeout=3)
    assert isinstance(task.exception(), ZeroDivisionError)
    await fake.session.event("Hangup", Uniqueid="1.1")
    assert (await _events(link, 1))[-1].event in ("Newchannel", "Hangup")
    assert link.up
    assert len(fake.sessions) == 1


async def test_a_full_queue_drops_the_link_and_starts_afresh(fake: FakeAmi):
    link = AmiLink(_address(fake.port), queue_size=50)
    await link.start()
    await fake.session.send(b"".join(block(Event="Newstate", Number=str(number)) for number in range(200)))
    await fake.logins(2)
    await link.wait_up(3)
    assert isinstance(note := await _take(link), LinkDown)
    assert "too slow" in note.reason
    assert isinstance(await _take(link), LinkUp)
    await link.stop()


async def test_a_slow_asterisk_is_waited_for(fake: FakeAmi, link: AmiLink):
    async def answer(session: Session, action: Fields) -> None:
        await asyncio.sleep(0.3)
        await session.respond(action, Value=action["Variable"])

    fake.answer = answer
    names = [str(number) for number in range(3)]
    answers = await asyncio.gather(*(link.action("Getvar", Variable=name) for name in names))
    assert [answer["Value"] for answer in answers] == names


async def test_answers_in_another_order_find_their_actions(fake: FakeAmi, link: AmiLink):
    fake.answer = never
    asking = [asyncio.create_task(link.action("Getvar", Variable=str(number))) for number in range(20)]
    await fake.received(20)
    for action in reversed(fake.actions):
        await fake.session.respond(action, Value=action["Variable"])
    assert [(await each)["Value"] for each in asking] == [str(number) for number in range(20)]


async def test_a_cancelled_action_leaves_nothing_behind(fake: FakeAmi, link: AmiLink):
    fake.answer = never
    asking = asyncio.create_task(link.action("Getvar", Variable="X"))
    await fake.received(1)
    asking.cancel()
    await asyncio.wait([asking])
    connection = link._connection
    assert connection is not None
    assert list(connection.protocol.responses) == []
    fake.session.reset()
    await fake.logins(2)
    gc.collect()
