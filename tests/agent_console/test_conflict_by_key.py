"""Two people change the same field: nobody's text is lost, the one who saves last chooses."""

import pytest

from agent_console.screens.ask import AskChoice
from tickets import queries, service

from . import shift
from .conftest import until
from .driving import choose_ticket, notice, on_screen, press, store_of, type_text


@pytest.fixture
def other(write):
    return write(service.authenticate, "op2", shift.PASSWORD).actor


async def begin_typing(pilot):
    await choose_ticket(pilot, 4)
    await press(pilot, "f", *["tab"] * 7, "end")
    await type_text(pilot, " dari saya")


async def theirs_arrives(pilot, write, other):
    write(service.edit_ticket, 4, other, description="uraian Budi")
    await until(pilot, lambda: store_of(pilot).ticket.description == "uraian Budi")
    await press(pilot, "f5")
    await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
    assert "uraian Budi" in on_screen(pilot)


@pytest.mark.parametrize(
    ("choice", "kept"), [("Punya mereka", [True, False]), ("Punya Anda", [False, True]), ("Keduanya", [True, True])]
)
async def test_theirs_mine_or_both(console, ask, write, other, choice, kept):
    async with console(size=(120, 40)) as pilot:
        await begin_typing(pilot)
        await theirs_arrives(pilot, write, other)
        await type_text(pilot, choice)
        await press(pilot, "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, AskChoice))
        await until(pilot, lambda: "tersimpan" in notice(pilot) or "Tidak ada yang berubah" in notice(pilot))
        text = ask(queries.ticket, 4).description
        assert ["uraian Budi" in text, "dari saya" in text] == kept


async def test_leaving_the_question_saves_nothing_and_keeps_what_was_typed(console, ask, write, other):
    async with console(size=(120, 40)) as pilot:
        await begin_typing(pilot)
        await theirs_arrives(pilot, write, other)
        await press(pilot, "escape")
        await pilot.pause(0.2)
        assert ask(queries.ticket, 4).description == "uraian Budi"
        assert "dari saya" in on_screen(pilot)


async def test_another_field_is_no_conflict(console, ask, write, other):
    async with console(size=(120, 40)) as pilot:
        await begin_typing(pilot)
        write(service.edit_ticket, 4, other, landmark="dekat balai desa")
        await until(pilot, lambda: store_of(pilot).ticket.landmark == "dekat balai desa")
        await press(pilot, "f5")
        await until(pilot, lambda: "tersimpan" in notice(pilot))
        saved = ask(queries.ticket, 4)
        assert (saved.landmark, "dari saya" in saved.description) == ("dekat balai desa", True)
