"""The console driven by keys against a real SQLite database: every action, from anywhere, with nothing lost."""

import asyncio
import json
import time

import pytest
from textual.widgets import Input, OptionList, Static, TextArea

from agent_console.screens.ask import AskChoice, AskSure, AskText
from agent_console.screens.help import HelpScreen
from agent_console.screens.login import LoginScreen
from agent_console.screens.operator import OperatorScreen
from agent_console.store import View
from agent_console.widgets.queue_pane import QueuePane
from agent_console.widgets.status_line import StatusLine
from tickets import queries, service
from tickets.model import CallStage, Level, NewTicket, Priority, Status

from . import shift
from .conftest import until

OPERATORS_CALL, EMERGENCY, IN_MENU, QUEUED = 1, 2, 3, 4
HOSTILE = "[/]\"'; DROP TABLE ticket; -- [bold red]\u202e[@click=app.exit]"


def store_of(pilot):
    return pilot.app.session.store


def notice(pilot):
    return pilot.app.desk.query_one(StatusLine).notice


def on_screen(pilot):
    """Every cell of the terminal as text."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(line.text for line in lines)[: (width + 1) * height]


async def press(pilot, *keys):
    await pilot.press(*keys)
    await pilot.pause()


async def type_text(pilot, text):
    await press(pilot, *["space" if char == " " else char for char in text])


async def choose_ticket(pilot, key):
    """Go to the tickets view and put the cursor on a ticket."""
    await press(pilot, "v")
    order = list(store_of(pilot).tickets)
    await press(pilot, "home", *["j"] * order.index(key))
    await until(pilot, lambda: key in store_of(pilot).details)


@pytest.fixture
def hang_up_mine(write):
    """Free the operator's line."""
    write(service.end_call, OPERATORS_CALL, at=shift.NOW, reason="hangup")


class TestLogin:
    async def test_a_wrong_password_is_said_plainly(self, new_app):
        app = new_app(password="")
        async with app.run_test(size=(80, 24)) as pilot:
            await type_text(pilot, "salah besar")
            await press(pilot, "enter")
            await until(pilot, lambda: "salah" in str(app.screen.query_one("#login-problem", Static).content))
            assert isinstance(app.screen, LoginScreen)
            assert app.screen.query_one("#login-password", Input).value == ""
            await type_text(pilot, shift.PASSWORD)
            await press(pilot, "enter")
            await until(pilot, lambda: isinstance(app.screen, OperatorScreen))

    async def test_a_given_login_asks_only_for_the_password(self, new_app):
        app = new_app(login="op2", password="")
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.focused.id == "login-password"
            assert app.screen.query_one("#login-name", Input).value == "op2"

    async def test_without_a_database_the_cure_is_told(self, new_app, home):
        (home / "iceta.db").unlink()
        app = new_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "database upgrade" in str(app.screen.query_one("#login-problem").content))


class TestCalls:
    async def test_f2_takes_the_most_urgent_call_even_while_typing(self, console, hang_up_mine, ask, write):
        async with console() as pilot:
            await press(pilot, "f")
            assert isinstance(pilot.app.focused, Input)
            await press(pilot, "f2")
            assert store_of(pilot).pending[EMERGENCY][0] == "take"
            await until(pilot, lambda: write(service.claim_commands, "test") != [])
            assert isinstance(pilot.app.focused, Input)

    async def test_f2_works_over_an_open_dialog(self, console, hang_up_mine):
        async with console() as pilot:
            await choose_ticket(pilot, 1)
            await press(pilot, "n", "f2")
            assert isinstance(pilot.app.screen, AskText)
            assert EMERGENCY in store_of(pilot).pending

    async def test_t_takes_the_selected_call_and_the_bridges_answer_is_shown(self, console, hang_up_mine, write):
        async with console() as pilot:
            await press(pilot, "home", "j")
            assert store_of(pilot).selected_call == QUEUED
            await press(pilot, "t")
            assert "mengambil" in on_screen(pilot)
            commands = []
            await until(pilot, lambda: commands.extend(write(service.claim_commands, "test")) or commands)
            assert (commands[0].verb, commands[0].call_id) == ("take", QUEUED)
            assert commands[0].args == {"extension": "op1"}
            write(service.finish_command, commands[0].id, ok=True, result="Telepon Anda berdering.")
            await until(pilot, lambda: "berdering" in notice(pilot))
            assert not store_of(pilot).pending

    async def test_a_refused_take_says_why(self, console, hang_up_mine, write):
        async with console() as pilot:
            await press(pilot, "f2")
            commands = []
            await until(pilot, lambda: commands.extend(write(service.claim_commands, "test")) or commands)
            write(service.finish_command, commands[0].id, ok=False, result="Panggilan itu sudah selesai.")
            await until(pilot, lambda: "sudah selesai" in notice(pilot))

    async def test_a_bridge_that_never_answers_is_told(self, console, hang_up_mine, clock):
        async with console() as pilot:
            await press(pilot, "f2")
            clock.move(13)
            await until(pilot, lambda: "Jembatan tidak menjawab" in notice(pilot))
            assert not store_of(pilot).pending

    async def test_hanging_up_asks_first_with_the_focus_on_cancel(self, console, write):
        async with console() as pilot:
            await press(pilot, "x")
            assert isinstance(pilot.app.screen, AskSure)
            assert pilot.app.focused.id == "sure-no"
            await press(pilot, "enter")
            assert not store_of(pilot).pending
            await press(pilot, "f4", "tab", "enter")
            commands = []
            await until(pilot, lambda: commands.extend(write(service.claim_commands, "test")) or commands)
            assert (commands[0].verb, commands[0].call_id) == ("hangup", OPERATORS_CALL)

    async def test_a_key_that_cannot_act_says_why(self, console):
        async with console() as pilot:
            await press(pilot, "f2")
            assert "masih dalam panggilan" in notice(pilot)
            await press(pilot, "n")
            assert "belum punya tiket" in notice(pilot)

    async def test_a_new_call_rings_but_takes_neither_focus_nor_cursor(self, console, write):
        async with console() as pilot:
            rung = []
            pilot.app.bell = lambda: rung.append(1)
            await press(pilot, "f")
            before = (pilot.app.focused, store_of(pilot).selected_call)
            key = write(shift.call, "8.1", "081999888777", "", 0)
            write(service.set_call_priority, key, Priority.EMERGENCY)
            await until(pilot, lambda: key in store_of(pilot).calls and rung)
            assert (pilot.app.focused, store_of(pilot).selected_call) == before

    async def test_words_grow_and_settle(self, console, write):
        async with console() as pilot:
            write(service.show_live_text, OPERATORS_CALL, "village", "rumah cat biru")
            await until(pilot, lambda: "rumah cat biru ▌" in on_screen(pilot))
            write(
                service.add_segment, OPERATORS_CALL, shift.said("village", "rumah cat biru", 80.0, doubtful=("biru",))
            )
            await until(pilot, lambda: "rumah cat biru?" in on_screen(pilot) and "▌" not in on_screen(pilot))


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


class TestScreen:
    async def test_readonly_changes_nothing(self, console, ask):
        async with console(readonly=True) as pilot:
            for key in ("f2", "t", "x", "s"):
                await press(pilot, key)
                assert "hanya untuk melihat" in notice(pilot)
            assert pilot.app.screen.query_one("#field-name", Input).disabled

    async def test_help_shows_every_key_and_closes(self, console):
        async with console(size=(120, 40)) as pilot:
            await press(pilot, "question_mark")
            assert isinstance(pilot.app.screen, HelpScreen)
            assert all(word in on_screen(pilot) for word in ("F2", "Ambil terdesak", "Ctrl+Q"))
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, OperatorScreen)

    async def test_the_palette_does_what_the_keys_do(self, console):
        async with console() as pilot:
            await press(pilot, "colon")
            await type_text(pilot, "Pindah")
            await until(pilot, lambda: "Pindah antara" in on_screen(pilot))
            await pilot.pause(0.3)
            await press(pilot, "down", "enter")
            await until(pilot, lambda: store_of(pilot).view is View.TICKETS)

    async def test_the_mouse_does_what_the_keys_do(self, console):
        async with console() as pilot:
            await pilot.click(QueuePane, offset=(5, 2))
            assert store_of(pilot).selected_call == QUEUED
            await pilot.click("#footer", offset=(1, 0))
            await until(pilot, lambda: isinstance(pilot.app.screen, AskSure))

    async def test_a_tiny_terminal_breaks_nothing(self, console, write):
        async with console() as pilot:
            before = on_screen(pilot)
            await press(pilot, "f", *["tab"] * 4)
            await type_text(pilot, "pasar")
            await pilot.resize_terminal(20, 5)
            write(service.set_step, OPERATORS_CALL, "ticket")
            await press(pilot, "f1", "escape", "f3", "f3")
            await pilot.resize_terminal(80, 24)
            await pilot.pause()
            assert pilot.app.screen.query_one("#field-landmark", Input).value == "pasar"
            assert before.splitlines()[0] == on_screen(pilot).splitlines()[0]

    async def test_hostile_words_are_shown_and_do_nothing(self, console, write, ask):
        key = write(shift.call, "7.1", HOSTILE, HOSTILE, 300)
        write(service.set_step, key, HOSTILE)
        write(service.show_live_text, key, HOSTILE, HOSTILE, shift.words(HOSTILE))
        write(service.add_segment, key, shift.said(HOSTILE, HOSTILE))
        actor = write(service.authenticate, "op1", shift.PASSWORD).actor
        ticket = write(service.open_ticket, NewTicket("air", HOSTILE, reporter_name=HOSTILE, call_id=key), actor)
        write(service.note, ticket.id, actor, HOSTILE + "\nsecond [line")
        write(service.report_health, "speech", "degraded", HOSTILE)
        async with console() as pilot:
            while store_of(pilot).selected_call != key:
                await press(pilot, "k")
            assert "[/]" in on_screen(pilot)
            assert pilot.app.screen.query_one("#field-name", Input).value.startswith("[/]\"'; DROP")
            await press(pilot, "f", "tab", "escape", "question_mark", "escape", "a", "escape", "v", "home")
            assert "DROP TABLE" in on_screen(pilot)
        assert ask(queries.tickets)

    async def test_two_consoles_see_each_others_change_within_a_second(self, console, new_app, ask):
        other = new_app("op2")
        async with console() as pilot, other.run_test(size=(80, 24)) as second:
            await until(second, lambda: other.session is not None and other.session.store.heard_at is not None)
            await choose_ticket(pilot, 4)
            started = time.monotonic()
            await pilot.press("c")
            await until(pilot, lambda: ask(queries.ticket, 4).claimed_by == "Sari Dewi")
            await until(second, lambda: other.session.store.tickets[4].claimed_by == "Sari Dewi", 1.0)
            assert time.monotonic() - started < 1.5

    async def test_a_database_that_goes_away_leaves_a_mark_and_no_crash(self, console, monkeypatch):
        async with console() as pilot:
            database = pilot.app.session._database
            real = database.read

            async def away(*_args, **_kwargs):
                raise OSError("the cable is out")

            monkeypatch.setattr(database, "read", away)
            await until(pilot, lambda: "BASI" in on_screen(pilot), 8)
            await press(pilot, "s")
            assert "tidak terjangkau" in notice(pilot)
            monkeypatch.setattr(database, "read", real)
            await until(pilot, lambda: "langsung" in on_screen(pilot), 8)

    async def test_an_operators_stage_change_is_seen_on_the_call_bar(self, console, write):
        async with console() as pilot:
            write(service.set_stage, OPERATORS_CALL, CallStage.QUEUED, at=shift.NOW)
            await until(pilot, lambda: "Anda bebas" in on_screen(pilot))
            await asyncio.sleep(0)

    async def test_a_part_that_falls_silent_is_down(self, console, clock):
        async with console() as pilot:
            assert "Jembatan baik" in on_screen(pilot)
            clock.move(20)
            await until(pilot, lambda: "Jembatan mati" in on_screen(pilot))
