"""A list whose cursor follows its item's key, not a row number; it paints only the rows in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from agent_console.theme import Pen

Item = TypeVar("Item")


class KeyedList(ScrollView, Generic[Item], can_focus=True):
    """Subclasses say what an item's key is and how it looks; `row_height` lines each."""

    row_height: ClassVar[int] = 2
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("home,g", "move(-100000)", show=False),
        Binding("end,G", "move(100000)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another item now."""

        def __init__(self, source: KeyedList[object], key: int) -> None:
            super().__init__()
            self.source, self.key = source, key

        @property
        def control(self) -> KeyedList[object]:
            """The list itself, for the handlers' selectors."""
            return self.source

    class Chosen(Moved):
        """Enter or a double click on an item."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.items: list[Item] = []
        self.cursor: int | None = None
        self.pen: Pen | None = None
        self.empty = ""

    def key_of(self, item: Item) -> int:
        """Return the item's key."""
        raise NotImplementedError

    def paint(self, item: Item, width: int, pen: Pen) -> Sequence[Text]:
        """Return the item's lines for this width in cells."""
        raise NotImplementedError

    def put(self, items: Sequence[Item], cursor: int | None, pen: Pen, empty: str = "") -> None:
        """Show these items with the cursor on this key; `empty` is said when there are none."""
        moved = cursor != self.cursor or len(items) != len(self.items)
        self.items, self.cursor, self.pen, self.empty = list(items), cursor, pen, empty
        self._measure()
        if moved:
            self._reveal()
        self.refresh()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.items) * self.row_height)

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in sight on a smaller screen."""
        self._measure()
        self._reveal()

    @property
    def keys(self) -> list[int]:
        """The keys in their order on screen."""
        return [self.key_of(item) for item in self.items]

    def render_line(self, y: int) -> Strip:
        """Paint one line of the screen."""
        width = self.scrollable_content_region.width
        index, line = divmod(y + self.scroll_offset.y, self.row_height)
        base = self.rich_style
        if self.pen is None or width <= 0:
            return Strip.blank(max(width, 0), base)
        if index >= len(self.items):
            text = Text.assemble((self.empty, self.pen.colour("muted"))) if not self.items and y == 1 else Text("")
            return self._strip(text, width, base)
        item = self.items[index]
        if self.key_of(item) == self.cursor:
            base += Style(bgcolor=self.pen.palette.raised if self.has_focus else self.pen.palette.surface)
        lines = self.paint(item, width, self.pen)
        return self._strip(lines[line] if line < len(lines) else Text(""), width, base)

    def _strip(self, text: Text, width: int, base: Style) -> Strip:
        text.no_wrap = True
        text.truncate(width, overflow="ellipsis")
        segments = list(text.render(self.app.console, end=""))
        return Strip(segments).adjust_cell_length(width).apply_style(base)

    def action_move(self, rows: int) -> None:
        """Move the cursor by this many items."""
        keys = self.keys
        if not keys:
            return
        place = keys.index(self.cursor) if self.cursor in keys else 0
        self._go(keys[min(max(place + rows, 0), len(keys) - 1)])

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self.cursor is not None and self.cursor in self.keys:
            self.post_message(self.Chosen(self, self.cursor))  # type: ignore[arg-type]

    def on_click(self, event: Click) -> None:
        """Put the cursor under the mouse; a double click chooses."""
        index = (event.y + self.scroll_offset.y) // self.row_height
        if 0 <= index < len(self.items):
            self._go(self.key_of(self.items[index]))
            if event.chain > 1:
                self.action_choose()

    def _go(self, key: int) -> None:
        if key != self.cursor:
            self.cursor = key
            self._reveal()
            self.refresh()
            self.post_message(self.Moved(self, key))  # type: ignore[arg-type]

    def _reveal(self) -> None:
        keys = self.keys
        if self.cursor in keys:
            top = keys.index(self.cursor) * self.row_height
            self.scroll_to_region(Region(0, top, 1, self.row_height), animate=False, force=True)
