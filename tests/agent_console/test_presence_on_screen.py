"""Two consoles: each sees who else has the ticket open, and who is typing into it."""

from agent_console.presence import seen
from tickets.presence_service import present

from .conftest import until
from .driving import choose_ticket, on_screen, press, store_of, type_text


async def test_two_operators_see_each_other_in_list_and_ticket(console, ask):
    async with console("op1") as first, console("op2", size=(120, 40)) as second:
        await choose_ticket(first, 3)
        await choose_ticket(second, 3)
        await until(first, lambda: "Budi Santoso sedang membaca" in on_screen(first), seconds=8)
        await until(second, lambda: "Sari Dewi sedang membaca" in on_screen(second), seconds=8)
        assert "◉Sari Dewi" in on_screen(second)
        await press(first, "f")
        await type_text(first, "x")
        await until(second, lambda: "Sari Dewi sedang menulis" in on_screen(second), seconds=8)
    assert ask(present) == []


async def test_a_watching_console_is_seen_by_nobody(console, ask):
    async with console(readonly=True) as pilot:
        await choose_ticket(pilot, 3)
        await pilot.pause(1.2)
        assert seen(store_of(pilot)) is None
        assert ask(present) == []
