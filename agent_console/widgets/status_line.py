"""The status line: how every part of the hotline is, how fresh the picture is, and what just happened."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from agent_console.freshness import Freshness
from agent_console.plain import harmless
from agent_console.store import Store
from agent_console.theme import HEALTH, Look, Pen
from agent_console.widgets.painted import Painted, spread
from tickets.model import HealthState

PARTS = ("asterisk", "bridge", "speech")
HEALTH_SILENCE_S = 10.0
"""Parts report every two seconds; one that has not for this long is down, whatever it said last."""
NOTICE_S = 6.0
"""How long a notice stays."""
FRESHNESS = {
    Freshness.LIVE: Look("●", "good"),
    Freshness.AGEING: Look("◐", "warn"),
    Freshness.STALE: Look("✗", "alarm"),
}


class StatusLine(Painted):
    """Health on the right or the whole line; a notice takes the left side for NOTICE_S and shortens the health."""

    notice: str = ""
    notice_colour: str = "text"
    notice_at: datetime | None = None

    def say(self, text: str, colour: str, at: datetime) -> None:
        """Show a notice from now on."""
        self.notice, self.notice_colour, self.notice_at = text, colour, at
        if self._shown is not None:
            store, pen = self._shown
            self.show(store, Pen(pen.texts, pen.palette, at))

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the line."""
        fresh = freshness(store, pen)
        if self.notice_at is not None and (pen.now - self.notice_at).total_seconds() < NOTICE_S:
            note = Text.assemble((f" {harmless(self.notice)}", pen.bold(self.notice_colour)))
            return spread(note, Text("  ").join([health(store, pen, words=False), fresh]), width)
        note = Text(f" {pen.texts('status.readonly')}", pen.bold("warn")) if store.readonly else Text("")
        return spread(Text("  ").join([health(store, pen, words=True), note]), fresh, width)


def health(store: Store, pen: Pen, *, words: bool) -> Text:
    """Describe each part as glyph, name and, when it is not well or there is room, its state."""
    text = Text(" " if words else "")
    for part in PARTS:
        state = part_state(store, part, pen.now)
        look = HEALTH[state]
        name = pen.texts(f"part.{part}")
        text.append(f"{look.glyph} {name if words else name[0]}", pen.colour(look.colour))
        if words:
            text.append(f" {pen.texts(f'health.{state.value}')}", pen.bold(look.colour))
        text.append("  " if words else " ")
    database = HealthState.DOWN if store.broken else HealthState.OK
    look = HEALTH[database]
    name = pen.texts("part.database")
    text.append(f"{look.glyph} {name if words else name[0]}", pen.colour(look.colour))
    if words:
        text.append(f" {pen.texts(f'health.{database.value}')}", pen.bold(look.colour))
    return text


def part_state(store: Store, part: str, now: datetime) -> HealthState:
    """Return a part's state; a part that says nothing any more is down."""
    row = store.health.get(part)
    if row is None or (now - row.at).total_seconds() > HEALTH_SILENCE_S:
        return HealthState.DOWN
    return HealthState(row.state)


def freshness(store: Store, pen: Pen) -> Text:
    """Say how old the picture is."""
    fresh, age = store.freshness(pen.now)
    look = FRESHNESS[fresh]
    word = pen.texts(f"fresh.{fresh.value}", seconds=int(age))
    style = pen.reversed("alarm") if fresh is Freshness.STALE else pen.bold(look.colour)
    return Text(f" {look.glyph} {word} ", style)
