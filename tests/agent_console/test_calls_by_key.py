"""Login, taking and ending calls, driven by keys against a real database."""

from textual.widgets import Input, Static

from agent_console.screens.ask import AskSure, AskText
from agent_console.screens.login import LoginScreen
from agent_console.screens.operator import OperatorScreen
from tickets import service
from tickets.model import Priority

from . import shift
from .conftest import until
from .driving import EMERGENCY, OPERATORS_CALL, QUEUED, choose_ticket, notice, on_screen, press, store_of, type_text


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
