"""A line or two of painted text that follows its own width: the base of call bar, status line and footer."""

from __future__ import annotations

from rich.text import Text
from textual.events import Resize
from textual.widgets import Static

from agent_console.store import Store
from agent_console.theme import Pen


class Painted(Static):
    """Shows what `paint` returns; paints again on resize, and not at all when nothing is different."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._shown: tuple[Store, Pen] | None = None
        self._text = Text()

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the text for this width in cells."""
        raise NotImplementedError

    def show(self, store: Store, pen: Pen) -> None:
        """Paint the store's present state."""
        self._shown = (store, pen)
        if self.size.width == 0:
            return
        text = self.paint(store, pen, self.size.width)
        if text != self._text:
            self._text = text
            self.update(text, layout=False)

    def on_resize(self, _: Resize) -> None:
        """Paint for the new width."""
        if self._shown is not None:
            self.show(*self._shown)


def spread(left: Text, right: Text, width: int) -> Text:
    """Set one text left and one right on a line of `width` cells; the left one gives way."""
    room = max(width - right.cell_len - 1, 0)
    line = left.copy()
    line.truncate(room, overflow="ellipsis", pad=True)
    line.append(" ")
    line.append_text(right)
    line.truncate(width)
    return line
