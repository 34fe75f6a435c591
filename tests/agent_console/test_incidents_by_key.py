"""Alike reports are proposed by themselves, joined with one key, solved with one answer; views narrow the list."""

from textual.widgets import OptionList

from agent_console.screens.ask import AskChoice
from tickets import queries, service
from tickets.model import Status

from . import shift
from .conftest import until
from .driving import choose_ticket, notice, on_screen, press, store_of, type_text

OUTAGE = "air mati sejak pagi di desa sliyeg lor, sudah dua hari tidak keluar"


def outage(write, number):
    actor = write(service.authenticate, "op2", shift.PASSWORD).actor
    new = shift.NewTicket("air", OUTAGE, kecamatan="32.12.14", reporter_number=f"08123456780{number}")
    return write(service.open_ticket, new, actor)


async def test_the_third_alike_report_proposes_an_incident_and_one_key_makes_it(console, ask, write):
    first, _, third = (outage(write, number) for number in range(3))
    async with console(size=(120, 40)) as pilot:
        await choose_ticket(pilot, third.id)
        await until(pilot, lambda: "laporan serupa" in on_screen(pilot))
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        assert "3 laporan serupa" in str(pilot.app.screen.query_one(OptionList).get_option_at_index(0).prompt)
        await press(pilot, "enter")
        await until(pilot, lambda: "digabung" in notice(pilot))
        incident = ask(queries.ticket, third.id).incident_id
        assert incident is not None
        assert ask(queries.ticket, first.id).incident_id == incident
        await until(pilot, lambda: "insiden" in on_screen(pilot))
        await press(pilot, "M")
        await until(pilot, lambda: "keluar dari insiden" in notice(pilot))
        assert ask(queries.ticket, third.id).incident_id is None


async def test_one_answer_solves_the_incident_for_all_its_reporters(console, ask, write):
    reports = [outage(write, number) for number in range(3)]
    actor = write(service.authenticate, "op2", shift.PASSWORD).actor
    write(service.gather, [one.id for one in reports], actor)
    async with console() as pilot:
        await choose_ticket(pilot, reports[0].id)
        await press(pilot, "S")
        await type_text(pilot, "pipa diperbaiki")
        await press(pilot, "f5")
        await until(pilot, lambda: "insiden" in notice(pilot))
        assert all(ask(queries.ticket, one.id).status is Status.RESOLVED for one in reports)


async def test_nothing_alike_is_said_in_words(console):
    async with console() as pilot:
        await choose_ticket(pilot, 4)
        await until(pilot, lambda: store_of(pilot).subject in store_of(pilot).similar)
        await press(pilot, "m")
        await until(pilot, lambda: "Tidak ada laporan serupa" in notice(pilot))


async def test_a_view_narrows_the_list_and_all_tickets_come_back(console):
    async with console() as pilot:
        await press(pilot, "v")
        everything = set(store_of(pilot).tickets)
        await press(pilot, "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await type_text(pilot, "darurat")
        await press(pilot, "enter")
        await until(pilot, lambda: 0 < len(store_of(pilot).tickets) < len(everything))
        assert all(ticket.priority == "darurat" for ticket in store_of(pilot).tickets.values())
        await press(pilot, "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await type_text(pilot, "semua tiket")
        await press(pilot, "enter")
        await until(pilot, lambda: set(store_of(pilot).tickets) == everything)


async def test_a_search_is_kept_as_a_view_of_ones_own_and_dropped_again(console):
    async with console() as pilot:
        await press(pilot, "v")
        everything = set(store_of(pilot).tickets)
        await press(pilot, "B")
        assert "cari atau saring dulu" in notice(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "pipa")
        await press(pilot, "enter")
        await until(pilot, lambda: 0 < len(store_of(pilot).tickets) < len(everything))
        found = set(store_of(pilot).tickets)
        await press(pilot, "B")
        await type_text(pilot, "pipa bocor")
        await press(pilot, "f5")
        await until(pilot, lambda: "pipa bocor" in notice(pilot))
        await press(pilot, "slash", "escape", "escape", "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await type_text(pilot, "pipa bocor")
        await press(pilot, "enter")
        await until(pilot, lambda: set(store_of(pilot).tickets) == found and not store_of(pilot).search)
        pilot.app.desk.action_do("drop_view")
        await until(pilot, lambda: set(store_of(pilot).tickets) == everything)
        assert "dihapus" in notice(pilot)
