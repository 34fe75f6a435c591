"""The help screen: every key, taken from the action table, and what the signs mean."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from agent_console.actions import Action, Why, actions_of, why_not
from agent_console.keys import key_name
from agent_console.store import Store
from agent_console.theme import PRIORITIES, STAGES, Pen
from agent_console.why import why_text
from tickets.model import Priority

SWALLOWED_NEVER = {"pane": "tab", "back": "escape"}
"""Keys that work in a text field although they are no function keys."""
SIGNS = (("✎", "accent", "sign.edited"), ("≠", "warn", "sign.differs"), ("~", "warn", "sign.proposed"))


class HelpScreen(ModalScreen[None]):
    """What every key does, and why some of them do nothing just now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", show=False, priority=True),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, store: Store, pen: Pen, pane: str) -> None:
        super().__init__()
        self._store, self._pen, self._pane = store, pen, pane

    def compose(self) -> ComposeResult:
        """Title, keys, signs."""
        with Vertical(classes="dialog help"):
            yield Static(help_title(self._pen, self._pane), classes="dialog-title")
            with VerticalScroll(id="help-scroll"):
                yield Static(keys_table(self._store, self._pen, typing=self._pane == "form"))
                yield Static(signs_text(self._pen), id="help-signs")

    def on_mount(self) -> None:
        """The arrows scroll at once."""
        self.query_one("#help-scroll").focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#help-scroll").scroll_relative(y=lines, animate=False)


def help_title(pen: Pen, pane: str) -> Text:
    """Say what this is and how to leave."""
    return Text.assemble(
        (f"{pen.texts('help.title')}  ", pen.bold("accent")),
        (f"{pen.texts(f'pane.{pane}')}  ", pen.colour("text")),
        (pen.texts("help.leave"), pen.colour("muted")),
    )


def keys_table(store: Store, pen: Pen, *, typing: bool) -> Table:
    """Return the table of this role's keys; while typing only those that no field swallows.

    A reason why keys do nothing just now stands once, beside the first of them.
    """
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True, width=9)
    table.add_column(no_wrap=True, width=14)
    table.add_column(ratio=1)
    said = ""
    for action in actions_of(store.me.role):
        keys = (action.anywhere or SWALLOWED_NEVER.get(action.id, ""),) if typing else action.keys
        if any(keys):
            why = _reason(why_not(action, store), pen)
            table.add_row(*_row(action, keys, why, pen, again=why == said))
            said = why or said
    table.add_row(Text("↑↓ j k", pen.bold("accent")), "", Text(pen.texts("help.move"), pen.colour("text")))
    return table


def _reason(why: Why, pen: Pen) -> str:
    return "" if why is None else why_text(why, pen.texts)


def _row(action: Action, keys: tuple[str, ...], why: str, pen: Pen, *, again: bool) -> tuple[Text, Text, Text]:
    able = not why
    sentence = Text(pen.texts(action.help), pen.colour("text" if able else "muted"))
    if not able and not again:
        sentence.append(f" ({why})", pen.colour("warn"))
    return (
        Text(" ".join(key_name(key) for key in keys), pen.bold("accent" if able else "muted")),
        Text(pen.texts(action.label), pen.bold("text" if able else "muted")),
        sentence,
    )


def signs_text(pen: Pen) -> Text:
    """Explain the glyphs of calls, haste and form fields."""
    stages = Text("  ").join(
        Text(f"{look.glyph} {pen.texts(f'stage.{stage.value}')}", pen.colour(look.colour))
        for stage, look in STAGES.items()
    )
    haste = Text("  ").join(
        Text(f"{PRIORITIES[one].glyph} {pen.texts(f'priority.{one.value}')}", pen.bold(PRIORITIES[one].colour))
        for one in (Priority.EMERGENCY, Priority.URGENT)
    )
    doubtful = (f"{pen.texts('sign.word')}?", f"underline {pen.colour('warn')}")
    words = Text.assemble(doubtful, f" {pen.texts('sign.doubtful')}")
    fields = [Text.assemble((glyph, pen.bold(colour)), f" {pen.texts(key)}") for glyph, colour, key in SIGNS]
    return Text("\n").join([stages, haste, Text("  ").join([words, *fields])])
