"""The footer: at most eight keys that work now; a click does what the key does."""

from __future__ import annotations

from rich.text import Text
from textual.events import Click

from agent_console.actions import Action, footer_actions
from agent_console.keys import key_name
from agent_console.store import Store
from agent_console.theme import Pen
from agent_console.widgets.painted import Painted

MOST_KEYS = 8


class FooterKeys(Painted):
    """While somebody types, it shows the keys that work while typing."""

    typing = False
    _spans: tuple[tuple[int, int, str], ...] = ()

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the line, and remember where each key stands."""
        line, spans = Text(no_wrap=True), []
        for action in self._fitting(store, pen, width):
            start = line.cell_len
            line.append_text(label(action, pen, typing=self.typing))
            spans.append((start, line.cell_len, action.id))
        self._spans = tuple(spans)
        return line

    def _fitting(self, store: Store, pen: Pen, width: int) -> list[Action]:
        # Whole keys only: the least useful ones give way, help and quit stay at the end.
        for most in range(MOST_KEYS, 0, -1):
            able = footer_actions(store, most, typing=self.typing)
            if sum(label(action, pen, typing=self.typing).cell_len for action in able) <= width:
                return able
        return []

    def on_click(self, event: Click) -> None:
        """Do the action under the mouse."""
        for start, end, action in self._spans:
            if start <= event.x < end:
                self.app.call_later(self.screen.run_action, f"do('{action}')")


def label(action: Action, pen: Pen, *, typing: bool) -> Text:
    """Return one key with its word; a dangerous one is coloured."""
    key = action.anywhere if typing or not action.key else action.key
    return Text.assemble(
        (f" {key_name(key)} ", pen.bold("alarm" if action.danger else "accent")),
        (f"{pen.texts(action.label)} ", pen.colour("text")),
    )
