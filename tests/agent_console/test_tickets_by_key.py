"""The tickets view, driven by keys: note, assign, escalate, resolve, claim, search."""

import json

from textual.widgets import OptionList, TextArea

from agent_console.screens.ask import AskChoice, AskText
from agent_console.store import View
from tickets import queries, service
from tickets.model import Level, Status

from . import shift
from .conftest import until
from .driving import choose_ticket, notice, on_screen, press, store_of, type_text


class TestTickets:
    async def test_a_note_is_kept_from_the_first_key_and_written(self, console, ask, home):
        async with console() as pilot:
            await choose_ticket(pilot, 1)
            await press(pilot, "n")
            await type_text(pilot, "Sudah")
            await press(pilot, "escape", "n")
            assert pilot.app.screen.query_one(TextArea).text == "Sudah"
            await type_text(pilot, " disurvei")
            await press(pilot, "f5")
            await until(pilot, lambda: "Catatan tersimpan" in notice(pilot))
            assert ask(queries.history, 1)[-1].detail["text"] == "Sudah disurvei"
            await until(pilot, lambda: "Sudah disurvei" in on_screen(pilot))
        assert "note:1" not in json.loads((home / "drafts" / "op1.json").read_text())

    async def test_an_empty_note_is_asked_for_again(self, console):
        async with console() as pilot:
            await choose_ticket(pilot, 1)
            await press(pilot, "n", "f5")
            assert isinstance(pilot.app.screen, AskText)

    async def test_assign_proposes_the_categorys_agency_and_filters(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, 3)
            await press(pilot, "a")
            assert isinstance(pilot.app.screen, AskChoice)
            first = pilot.app.screen.query_one(OptionList).get_option_at_index(0)
            assert "SATPOLPP-DAMKAR" in str(first.prompt)
            await type_text(pilot, "kesehatan")
            await press(pilot, "enter")
            await until(pilot, lambda: "ditugaskan" in notice(pilot))
            assert ask(queries.ticket, 3).agency == "DINKES"

    async def test_escalate_asks_why(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, 3)
            await press(pilot, "e")
            await type_text(pilot, "gawat")
            await press(pilot, "f5")
            await until(pilot, lambda: "dinaikkan" in notice(pilot))
            assert ask(queries.ticket, 3).level is Level.DISKOMINFO

    async def test_resolve_and_claim(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, 4)
            await press(pilot, "c")
            await until(pilot, lambda: "Anda pegang" in notice(pilot))
            await until(pilot, lambda: store_of(pilot).ticket.claimed_by == "Sari Dewi")
            await press(pilot, "r")
            await type_text(pilot, "beres")
            await press(pilot, "f5")
            await until(pilot, lambda: "selesai" in notice(pilot))
            assert ask(queries.ticket, 4).status is Status.RESOLVED

    async def test_the_domains_refusal_is_shown_in_its_own_words(self, console, write):
        async with console() as pilot:
            await choose_ticket(pilot, 4)
            other = write(service.authenticate, "op2", shift.PASSWORD).actor
            write(service.claim, 4, other)
            await press(pilot, "c")
            await until(pilot, lambda: "sudah diambil Budi Santoso" in notice(pilot))

    async def test_the_filter_searches_and_escape_goes_back_step_by_step(self, console):
        async with console() as pilot:
            await press(pilot, "slash")
            await type_text(pilot, "tawon")
            await until(pilot, lambda: list(store_of(pilot).tickets) == [3])
            await press(pilot, "escape")
            await until(pilot, lambda: len(store_of(pilot).tickets) == 5)
            await press(pilot, "escape")
            assert store_of(pilot).view is View.TICKETS
            await press(pilot, "escape")
            assert store_of(pilot).view is View.CALLS

    async def test_the_code_is_copied(self, console):
        async with console() as pilot:
            await choose_ticket(pilot, 1)
            await press(pilot, "y")
            assert pilot.app.clipboard.replace(" ", "") == store_of(pilot).ticket.code

    async def test_an_agency_sees_its_own_and_notes_it(self, console, ask):
        async with console("jalan") as pilot:
            assert list(store_of(pilot).tickets) == [1]
            await press(pilot, "n")
            await type_text(pilot, "kami kerjakan")
            await press(pilot, "f5")
            await until(pilot, lambda: "Catatan tersimpan" in notice(pilot))
            assert ask(queries.ticket, 1).status is Status.IN_PROGRESS
            await press(pilot, "a")
            assert "Peran Anda" in notice(pilot)
