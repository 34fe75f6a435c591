"""A ticket's further life, driven by keys: accepted, waiting, closed, reopened, referred, duplicate, undone."""

from textual.widgets import OptionList

from agent_console.screens.ask import AskChoice, AskText
from tickets import queries, service
from tickets.model import Level, Status

from . import shift
from .conftest import until
from .driving import choose_ticket, notice, on_screen, press, type_text


def operator(write, login="op1"):
    return write(service.authenticate, login, shift.PASSWORD).actor


async def test_the_desk_takes_an_assigned_ticket_on_waits_and_goes_on(console, ask, write):
    write(service.assign, 4, "DPUPR", operator(write))
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await press(pilot, "d")
        await until(pilot, lambda: "diterima" in notice(pilot))
        await until(pilot, lambda: "Sari Dewi" in on_screen(pilot))
        await press(pilot, "p")
        await type_text(pilot, "RT berapa?")
        await press(pilot, "f5")
        await until(pilot, lambda: "menunggu pelapor" in notice(pilot))
        assert ask(queries.ticket, 4).status is Status.WAITING
        await press(pilot, "l")
        await until(pilot, lambda: "berjalan lagi" in notice(pilot))
        assert ask(queries.ticket, 4).status is Status.IN_PROGRESS


async def test_a_wrong_assignment_is_undone_with_one_key_and_done_again_with_the_same(console, ask, write):
    write(service.assign, 4, "DPUPR", operator(write))
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await until(pilot, lambda: "ditugaskan" in on_screen(pilot))
        await press(pilot, "u")
        await until(pilot, lambda: "dibatalkan" in notice(pilot))
        assert ask(queries.ticket, 4).agency is None
        await press(pilot, "u")
        await until(pilot, lambda: ask(queries.ticket, 4).agency == "DPUPR")


async def test_resolved_closed_and_opened_again_with_the_reason(console, ask, write):
    write(service.resolve, 4, operator(write), "sudah ditambal")
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await press(pilot, "z")
        await until(pilot, lambda: "ditutup" in notice(pilot))
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, AskText)
        await type_text(pilot, "berlubang lagi")
        await press(pilot, "f5")
        await until(pilot, lambda: "dibuka lagi" in notice(pilot))
        assert ask(queries.ticket, 4).reopened == 1


async def test_a_power_cut_is_referred_to_pln_with_a_note(console, ask):
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await press(pilot, "R")
        assert isinstance(pilot.app.screen, AskChoice)
        await type_text(pilot, "PLN")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        await type_text(pilot, "hubungi 123")
        await press(pilot, "f5")
        await until(pilot, lambda: "dirujuk" in notice(pilot))
        assert (ask(queries.ticket, 4).status, ask(queries.ticket, 4).referred_to) == (Status.NOT_OURS, "PLN")


async def test_the_first_report_is_chosen_from_the_open_ones(console, ask, write):
    first = ask(queries.ticket, 4)
    twin = write(service.open_ticket, shift.NewTicket(first.category, "sama saja"), operator(write))
    async with console() as pilot:
        await choose_ticket(pilot, twin.id)
        await press(pilot, "D")
        offered = pilot.app.screen.query_one(OptionList)
        assert not any("sama saja" in str(option.prompt) for option in offered.options)
        await type_text(pilot, first.description[:8])
        await press(pilot, "enter")
        await until(pilot, lambda: "duplikat" in notice(pilot))
        assert ask(queries.ticket, twin.id).duplicate_of == first.id


async def test_what_makes_no_sense_is_said_in_words(console, ask):
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await press(pilot, "z")
        await until(pilot, lambda: "tidak bisa" in notice(pilot))
        await press(pilot, "C")
        await until(pilot, lambda: "belum dipegang" in notice(pilot))
        await press(pilot, "i")
        await until(pilot, lambda: "tidak termasuk" in notice(pilot))
        assert ask(queries.ticket, 4).level is Level.AGENCY


async def test_a_ready_sentence_comes_in_where_the_cursor_is(console, ask, write):
    write(service.assign, 4, "DPUPR", operator(write))
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await press(pilot, "b")
        await type_text(pilot, "Halo ")
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, AskChoice)
        await type_text(pilot, "diteruskan")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        await press(pilot, "f5")
        await until(pilot, lambda: "Jawaban tersimpan" in notice(pilot))
        said = ask(queries.history, 4)[-1].detail["text"]
        assert said.startswith("Halo Terima kasih.")
        assert "Dinas Pekerjaan Umum" in said
