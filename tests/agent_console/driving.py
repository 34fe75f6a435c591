"""Driving the console by keys, and reading what is on its screen."""

from agent_console.widgets.status_line import StatusLine

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
