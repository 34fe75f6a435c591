"""The whole screen: help, palette, mouse, sizes, hostile words, two consoles, a database that goes away."""

import asyncio
import time

from textual.widgets import Input

from agent_console.screens.ask import AskSure
from agent_console.screens.help import HelpScreen
from agent_console.screens.operator import OperatorScreen
from agent_console.store import View
from agent_console.widgets.queue_pane import QueuePane
from tickets import queries, service
from tickets.model import CallStage, NewTicket

from . import shift
from .conftest import until
from .driving import (
    HOSTILE,
    OPERATORS_CALL,
    QUEUED,
    choose_ticket,
    notice,
    on_screen,
    press,
    store_of,
    type_text,
)


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
            assert all(word in on_screen(pilot) for word in ("F2", "Ambil terdesak", "F12"))
            await press(pilot, "end")
            await until(pilot, lambda: "Ctrl+Q" in on_screen(pilot))
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
