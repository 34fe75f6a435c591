"""One picture for each state of the screen, at both sizes; the clock stands still."""

import pytest
from textual.widgets import Input, TextArea

from agent_console.snapshot import picture

from .conftest import until
from .driving import choose_ticket

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def loaded(pilot):
    await until(pilot, lambda: pilot.app.session is not None and pilot.app.session.store.heard_at is not None)
    await pilot.pause(0.2)


def still(app):
    for kind in (Input, TextArea):
        for editor in app.screen.query(kind):
            editor.cursor_blink = False


@SIZES
def test_login(snap_compare, new_app, size):
    async def before(pilot):
        await pilot.pause()
        still(pilot.app)

    assert snap_compare(new_app(password=""), terminal_size=size, run_before=before)


@SIZES
def test_operator_with_live_calls(snap_compare, new_app, size):
    assert snap_compare(new_app(), terminal_size=size, run_before=loaded)


@SIZES
def test_free_operator_with_an_emergency_waiting(snap_compare, new_app, size):
    assert snap_compare(new_app("op2", language="en"), terminal_size=size, run_before=loaded)


@SIZES
def test_ticket_detail(snap_compare, new_app, size):
    async def before(pilot):
        await loaded(pilot)
        await choose_ticket(pilot, 1)
        await pilot.pause(0.5)

    assert snap_compare(new_app(), terminal_size=size, run_before=before)


@SIZES
def test_help(snap_compare, new_app, size):
    async def before(pilot):
        await loaded(pilot)
        await pilot.press("question_mark")
        await pilot.pause(0.2)

    assert snap_compare(new_app(), terminal_size=size, run_before=before)


@pytest.mark.parametrize("login", ["wati", "jalan"])
def test_supervisor_and_agency_in_the_light_theme(snap_compare, new_app, login):
    assert snap_compare(new_app(login, theme="iceta-light"), terminal_size=(80, 24), run_before=loaded)


async def test_a_picture_fetches_nothing_and_keeps_its_spaces(console, tmp_path):
    async with console() as pilot:
        drawing = picture(pilot.app, tmp_path / "console.svg").read_text("utf-8")
    assert "DejaVu Sans Mono" in drawing
    assert "@font-face" not in drawing
    assert 'xml:space="preserve"' in drawing
    assert "Siti" in drawing
