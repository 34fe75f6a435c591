"""The ticket form, driven by keys: it fills, it saves, and nothing typed is lost."""

import json

from textual.widgets import Input

from tickets import queries, service
from tickets.model import Status

from . import shift
from .conftest import until
from .driving import EMERGENCY, OPERATORS_CALL, choose_ticket, notice, on_screen, press, store_of, type_text


class TestForm:
    async def test_the_ticket_of_a_call_is_created_and_assigned(self, console, ask):
        async with console() as pilot:
            await press(pilot, "f", "tab")
            await press(pilot, "home", *["delete"] * 6)
            await type_text(pilot, "DINSOS")
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in notice(pilot))
            ticket = ask(queries.ticket, ask(queries.call, OPERATORS_CALL).ticket_id)
            assert (ticket.status, ticket.agency, ticket.category) == (Status.ASSIGNED, "DINSOS", "kesehatan")
            assert ticket.reporter_name == "Siti Aminah"
            assert (ticket.kecamatan, ticket.desa) == ("32.12.18", ticket.desa)
            assert "sesak napas" in ticket.description
            await until(pilot, lambda: store_of(pilot).ticket is not None)
            assert not store_of(pilot).edits

    async def test_a_draft_is_confirmed_with_what_was_typed(self, console, ask):
        async with console() as pilot:
            await choose_ticket(pilot, 5)
            await press(pilot, "enter", "tab", "tab")
            await type_text(pilot, "Lohbener")
            await press(pilot, "f5")
            await until(pilot, lambda: "tersimpan" in notice(pilot))
            assert ask(queries.ticket, 5).status is Status.NEW
            assert ask(queries.ticket, 5).kecamatan == "32.12.18"

    async def test_a_word_that_is_in_no_table_is_refused_before_anything_is_written(self, console, ask):
        async with console() as pilot:
            await press(pilot, "f", "end")
            await type_text(pilot, "xx")
            await press(pilot, "f5")
            assert "tidak dikenal" in notice(pilot)
            assert ask(queries.call, OPERATORS_CALL).ticket_id is None

    async def test_typed_text_survives_updates_another_selection_and_a_crash(self, console, write, home):
        async with console() as pilot:
            await press(pilot, "f", *["tab"] * 4)
            await type_text(pilot, "dekat masjid")
            for number in range(5):
                write(service.set_step, OPERATORS_CALL, f"step{number}")
                write(service.show_live_text, OPERATORS_CALL, "name", f"kata {number}")
                await type_text(pilot, str(number))
            await press(pilot, "escape", "k")
            assert store_of(pilot).selected_call != OPERATORS_CALL
            assert pilot.app.screen.query_one("#field-landmark", Input).value == ""
            await press(pilot, "j")
            assert pilot.app.screen.query_one("#field-landmark", Input).value == "dekat masjid01234"
        kept = json.loads((home / "drafts" / "op1.json").read_text())
        assert kept["fields"]["call:1"]["landmark"] == "dekat masjid01234"
        async with console() as pilot:
            assert pilot.app.screen.query_one("#field-landmark", Input).value == "dekat masjid01234"

    async def test_no_key_is_lost_when_a_repaint_comes_between_key_and_message(self, console):
        async with console() as pilot:
            await press(pilot, "f", *["tab"] * 4)
            editor = pilot.app.screen.query_one("#field-landmark", Input)
            editor.value = "typed, and not yet reported"
            pilot.app.screen.repaint()
            assert editor.value == "typed, and not yet reported"
            assert "typed, and not yet reported" in store_of(pilot).edits["call:1"].values()

    async def test_what_the_caller_says_meanwhile_is_marked_not_taken(self, console, write):
        async with console() as pilot:
            await press(pilot, "home")
            assert store_of(pilot).selected_call == EMERGENCY
            await press(pilot, "f", *["tab"] * 2)
            await type_text(pilot, "Losarang")
            write(service.add_segment, EMERGENCY, shift.said("district", "kecamatan sindang", 20.0))
            await until(pilot, lambda: "≠" in on_screen(pilot))
            assert pilot.app.screen.query_one("#field-kecamatan", Input).value == "Losarang"
            assert "kata penelepon: Sindang" in on_screen(pilot)
