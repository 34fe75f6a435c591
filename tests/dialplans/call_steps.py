"""Steps that tests of calls have in common."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from tests.dialplans.ear import Ear
from tests.dialplans.sip_phone import SipPhone


async def in_menu(ami, phones, number: str = "08123456789") -> tuple[SipPhone, str]:
    """A caller whom the bridge is in charge of, and the channel."""
    caller = await phones(number)
    assert await caller.call("112") == 200
    return caller, (await ami.event("AsyncAGIStart", CallerIDNum=number))["Channel"]


async def choose(ami, channel: str, what: str) -> None:
    await ami.act("Setvar", Channel=channel, Variable="ICETA_NEXT", Value=what)
    await ami.act("AGI", Channel=channel, Command="ASYNCAGI BREAK", CommandID="end")


async def rings(phone: SipPhone, deadline_s: float = 5.0) -> None:
    await asyncio.wait_for(phone.rang.wait(), deadline_s)


@asynccontextmanager
async def listening(ami, channel: str) -> AsyncIterator[Ear]:
    async with Ear() as ear:
        target = f"AudioSocket/127.0.0.1:{ear.port}/{uuid4()}/c(slin)"
        answer = await ami.act(
            "Originate", Channel=target, Application="ChanSpy", Data=f"{channel},qSo", Async="true", Timeout="5000"
        )
        assert answer["Response"] == "Success", answer
        yield ear
