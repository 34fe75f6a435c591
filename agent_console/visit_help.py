"""The help of the Dokmaru screen: every key, why some do nothing now, and what the signs mean."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from agent_console.keys import key_name
from agent_console.store import Store
from agent_console.theme import VISITS, Pen
from agent_console.visit_actions import VisitAction, visit_actions_of, why_not_visit
from agent_console.visit_store import VisitStore
from agent_console.visit_why import short_why
from agent_console.visit_words import word_text

ALWAYS = ("tab", "escape")
"""Keys that work in a text field although they are no function keys."""


class VisitHelp(ModalScreen[None]):
    """What every key does; while typing only those that no field swallows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", show=False, priority=True),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, store: Store, visits: VisitStore, pen: Pen, *, typing: bool) -> None:
        super().__init__()
        self._store, self._visits, self._pen, self._typing = store, visits, pen, typing

    def compose(self) -> ComposeResult:
        """Title, keys, signs."""
        with Vertical(classes="dialog help"):
            yield Static(self._title(), classes="dialog-title")
            with VerticalScroll(id="help-scroll"):
                yield Static(self._table())
                yield Static(signs_text(self._pen), id="help-signs")

    def on_mount(self) -> None:
        """The arrows scroll at once."""
        self.query_one("#help-scroll").focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#help-scroll").scroll_relative(y=lines, animate=False)

    def _title(self) -> Text:
        pen = self._pen
        return Text.assemble(
            (f"{pen.texts('help.title')}  ", pen.bold("accent")),
            (f"{pen.texts('visit.title')}  ", pen.colour("text")),
            (pen.texts("help.leave"), pen.colour("muted")),
        )

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        for width in (9, 14):
            table.add_column(no_wrap=True, width=width)
        table.add_column(ratio=1)
        said = ""
        for action in visit_actions_of(self._store.me.role):
            if keys := self._keys(action):
                why = short_why(why_not_visit(action, self._store, self._visits), self._pen.texts)
                table.add_row(*_row(action, keys, "" if why == said else why, self._pen, able=not why))
                said = why or said
        return table

    def _keys(self, action: VisitAction) -> tuple[str, ...]:
        if not self._typing:
            return action.keys
        return tuple(key for key in (action.anywhere, action.key if action.key in ALWAYS else "") if key)


def _row(action: VisitAction, keys: tuple[str, ...], why: str, pen: Pen, *, able: bool) -> tuple[Text, Text, Text]:
    sentence = Text(pen.texts(action.help), pen.colour("text" if able else "muted"))
    if why:
        sentence.append(f" ({why})", pen.colour("warn"))
    return (
        Text(" ".join(map(key_name, keys)), pen.bold("accent" if able else "muted")),
        Text(pen.texts(action.label), pen.bold("text" if able else "muted")),
        sentence,
    )


def signs_text(pen: Pen) -> Text:
    """Explain the glyphs of the visits' statuses."""
    return Text("  ").join(
        Text(f"{look.glyph} {word_text(status, pen.texts)}", pen.colour(look.colour)) for status, look in VISITS.items()
    )
