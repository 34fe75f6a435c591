"""Records the AMI streams of tests/recordings/ami from a real Asterisk and real SIP phones.

Run it again with `python -m tests.ivr.record_ami [NAME ...]` when the dialplan has changed.
Callers have made-up numbers.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from dialplans.settings import ExchangeSettings
from ivr.agi import Channel
from ivr.events import AgentDidNotAnswer, BridgeEntered, HotlineEvent, HungUp, QueueJoined
from tests.ivr.studio import EVENT_DEADLINE_S, REPOSITORY, Studio, open_studio

TARGET = REPOSITORY / "tests/recordings/ami"
SETTLE_S = 0.7


async def answered_by_queue(studio: Studio) -> None:
    async with studio.operator("op1", answer=200, answer_delay=0.5), studio.caller() as caller:
        channel = await studio.in_menu()
        await caller.press("1")
        await channel.play("iceta/goodbye")
        await studio.to_queue(channel)
        await studio.until(BridgeEntered, 2)
        await asyncio.sleep(1)
        await caller.hang_up()
        await studio.until(HungUp, 2)


async def abandoned_in_queue(studio: Studio) -> None:
    async with studio.caller() as caller:
        await studio.to_queue(await studio.in_menu())
        await asyncio.sleep(1.2)
        await caller.hang_up()
        await studio.until(HungUp)


async def abandoned_while_ringing(studio: Studio) -> None:
    async with studio.operator("op1") as operator, studio.caller() as caller:
        await studio.to_queue(await studio.in_menu())
        await operator.wait("ringing", timeout_s=EVENT_DEADLINE_S)
        await asyncio.sleep(0.5)
        await caller.hang_up()
        await studio.until(HungUp, 2)


async def hung_up_in_menu(studio: Studio) -> None:
    async with studio.caller() as caller:
        channel = await studio.in_menu()
        playing = asyncio.create_task(channel.play("iceta/welcome"))
        await asyncio.sleep(0.5)
        await caller.press("12")
        await asyncio.sleep(0.7)
        await caller.press("3", info=True)
        await asyncio.sleep(0.7)
        await caller.hang_up()
        await studio.until(HungUp)
        await asyncio.gather(playing, return_exceptions=True)


async def fallback(studio: Studio) -> None:
    await studio.beat(alive=False)
    async with studio.operator("op1", answer=200), studio.caller():
        await studio.until(BridgeEntered, 2)
        await asyncio.sleep(0.5)
    await studio.until(HungUp, 2)
    await studio.beat()


async def taken_from_menu(studio: Studio) -> None:
    async with studio.operator("op2", answer=200, answer_delay=0.3) as operator, studio.caller():
        channel = await studio.in_menu()
        playing = asyncio.create_task(channel.play("iceta/welcome"))
        await asyncio.sleep(0.5)
        await channel.redirect("take", "op2")
        await studio.until(BridgeEntered, 2)
        await asyncio.sleep(0.7)
        await operator.hang_up()
        await studio.until(HungUp, 2)
        await asyncio.gather(playing, return_exceptions=True)


async def taken_unanswered_then_queue(studio: Studio) -> None:
    async with studio.operator("op3"), studio.caller() as caller:
        channel = await studio.in_menu()
        await channel.redirect("take", "op3")
        await studio.until(QueueJoined)
        await asyncio.sleep(1.5)
        await caller.hang_up()
    await studio.until(HungUp, 2)


async def refused_then_answered(studio: Studio) -> None:
    async with studio.operator("op1", answer=486), studio.caller() as caller:
        await studio.to_queue(await studio.in_menu())
        await studio.until(AgentDidNotAnswer)
        async with studio.operator("op2", answer=200):
            await studio.until(BridgeEntered, 2)
            await asyncio.sleep(0.5)
            await caller.hang_up()
            await asyncio.sleep(SETTLE_S)


async def rang_then_answered(studio: Studio) -> None:
    async with studio.operator("op1") as operator, studio.caller() as caller:
        await studio.to_queue(await studio.in_menu())
        await studio.until(AgentDidNotAnswer)
        seen = len(operator.events)
        await operator.wait("ringing", timeout_s=EVENT_DEADLINE_S, after=seen)
        await operator.do("answer")
        await studio.until(BridgeEntered, 2)
        await asyncio.sleep(0.5)
        await caller.hang_up()
        await asyncio.sleep(SETTLE_S)


async def voice_message(studio: Studio) -> None:
    async with studio.caller():
        await studio.to_queue(await studio.in_menu())
        await studio.until(HotlineEvent, name="IcetaMessage")
        await studio.until(HungUp)


async def adopted(studio: Studio) -> None:
    async with studio.caller():
        await (await studio.in_menu()).redirect("from-trunk", "resume")
        channel = await studio.in_menu(2)
        await channel.set("ICETA_NEXT", "goodbye")
        await channel.leave()
        await studio.until(HungUp)


async def two_calls_with_ears(studio: Studio) -> None:
    server = await asyncio.start_server(_swallow, "127.0.0.1", studio.settings.ear_port)
    async with studio.operator("op1", answer=200), studio.caller() as one, studio.caller("081200000002") as two:
        first, second = await studio.in_menu(), await studio.in_menu(2)
        for number, channel in enumerate((first, second)):
            await _ear(studio, channel, number)
        await studio.to_queue(first)
        await studio.until(BridgeEntered, 2)
        await studio.to_queue(second)
        await one.hang_up()
        await studio.until(BridgeEntered, 4)
        await asyncio.sleep(0.5)
        await two.hang_up()
        await asyncio.sleep(2 * SETTLE_S)
    server.close()
    await server.wait_closed()


async def _ear(studio: Studio, channel: Channel, number: int) -> None:
    ear = f"AudioSocket/127.0.0.1:{studio.settings.ear_port}/00000000-0000-4000-8000-00000000000{number}/c(slin)"
    await studio.link.action(
        "Originate", Channel=ear, Application="ChanSpy", Data=f"{channel.name},qSo", Async="true", Timeout=5000
    )


async def _swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(4096):
        pass
    writer.close()


SCENARIOS: dict[str, Callable[[Studio], Awaitable[None]]] = {
    scene.__name__: scene
    for scene in (
        answered_by_queue,
        abandoned_in_queue,
        abandoned_while_ringing,
        hung_up_in_menu,
        fallback,
        taken_from_menu,
        taken_unanswered_then_queue,
        refused_then_answered,
        rang_then_answered,
        voice_message,
        adopted,
        two_calls_with_ears,
    )
}


async def record(name: str) -> None:
    async with open_studio() as studio:
        tape = await _tape(studio.settings)
        await SCENARIOS[name](studio)
        await asyncio.sleep(SETTLE_S)
        await _save(name, tape, studio.settings.home)


async def _tape(settings: ExchangeSettings) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A second connection that only listens; what it reads is the recording."""
    reader, writer = await asyncio.open_connection("127.0.0.1", settings.ami_port, limit=1 << 24)
    secret = settings.ami_secret.get_secret_value()
    writer.write(f"Action: Login\r\nUsername: {settings.ami_user}\r\nSecret: {secret}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def _save(name: str, tape: tuple[asyncio.StreamReader, asyncio.StreamWriter], home: Path) -> None:
    reader, writer = tape
    writer.write(b"Action: Logoff\r\n\r\n")
    stream = await reader.read()
    writer.close()
    await writer.wait_closed()
    stream = stream[: stream.rindex(b"Response: Goodbye")]
    (TARGET / f"{name}.txt").write_bytes(stream.replace(str(home).encode(), b"/srv/iceta"))
    print(f"{name}: {stream.count(b'Event: ')} events")


if __name__ == "__main__":
    for scenario in sys.argv[1:] or SCENARIOS:
        asyncio.run(record(scenario))
