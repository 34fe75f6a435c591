"""The supervisor's line: how much of everything there is."""

from __future__ import annotations

from rich.text import Text

from agent_console.store import Store
from agent_console.theme import Pen
from agent_console.widgets.painted import Painted

COUNTED = (
    ("calls", "text"),
    ("queued", "warn"),
    ("open", "text"),
    ("emergency", "alarm"),
    ("draf", "warn"),
    ("baru", "accent"),
    ("ditugaskan", "accent"),
    ("dikerjakan", "warn"),
    ("selesai", "good"),
)
"""What is counted, the most important first; what has no room is left out."""


class CountsBar(Painted):
    """One line of numbers, each with its word."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return as many counts as fit."""
        line = Text("", no_wrap=True)
        for name, colour in COUNTED:
            number = store.counts.get(name, 0)
            style = pen.bold(colour) if number else pen.colour("muted")
            part = Text.assemble((f" {number}", style), (f" {pen.texts(f'count.{name}')} ", pen.colour("muted")))
            if line.cell_len + part.cell_len > width:
                break
            line.append_text(part)
        return line
