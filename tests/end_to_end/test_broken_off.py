"""A call that breaks off anywhere leaves its record and a ticket with what was said."""

import pytest

from tickets.model import Status

from .hotline import Caller, Hotline

pytestmark = [pytest.mark.end_to_end, pytest.mark.exchange, pytest.mark.speech, pytest.mark.timeout(120)]


async def walk(caller: Caller, to: str) -> None:
    """Go through the conversation as far as a step."""
    way = [
        ("greeting", "2"),
        ("description", "keluhan"),
        ("district", "#"),
        ("read_back", "1"),
        ("ticket", "#"),
        ("wait", "1"),
    ]
    await caller.at("greeting")
    if to == "main":
        await caller.at("main")
        return
    for step, act in way:
        await caller.at(step)
        if step == to:
            return
        await (caller.says(act) if act.isalpha() else caller.phone.press(act))


@pytest.mark.parametrize(
    "step", ["greeting", "main", "description", "district", "read_back", "ticket", "wait", "queue"]
)
async def test_hanging_up_at_a_step_leaves_a_ticket(hotline: Hotline, step: str):
    async with hotline.citizen() as caller:
        await walk(caller, step)
        if step == "queue":
            await caller.in_stage("queued")
        await caller.hangs_up()
        ticket = await caller.ticket()
    opened = step in ("ticket", "wait", "queue")
    assert ticket.status is (Status.NEW if opened else Status.DRAFT)
    if step in ("district", "read_back") or opened:
        assert "air" in ticket.description


async def test_a_description_cut_off_in_mid_sentence_is_not_lost(hotline: Hotline):
    import asyncio

    async with hotline.citizen() as caller:
        await walk(caller, "description")
        speaking = asyncio.create_task(caller.says("keluhan"))
        await asyncio.sleep(3.5)
        await caller.hangs_up()
        speaking.cancel()
        ticket = await caller.ticket()
    assert ticket.status is Status.DRAFT
    assert ticket.description
