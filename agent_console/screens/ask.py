"""The small dialogs: write a text, choose from a list, or be sure. Only one is open at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from agent_console.catalogue import Texts
from agent_console.plain import fit

LABEL_WIDTH = 62
"""Cells of a choice in the list; longer names are cut, the filter still finds them."""


class AskText(ModalScreen[str | None]):
    """Asks for a text. Every key goes to `keep`, so that the draft survives whatever happens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f5", "send", show=False, priority=True),
        Binding("f3", "macro", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        title: Text,
        draft: str,
        keep: Callable[[str], None],
        texts: Texts,
        macros: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self._title, self._draft, self._keep, self._texts = title, draft, keep, texts
        self._macros = macros

    def compose(self) -> ComposeResult:
        """Title, text, and what the keys do."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield TextArea(self._draft, id="ask-text", soft_wrap=True, compact=True, highlight_cursor_line=False)
            yield Static("", id="ask-problem", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._texts("ask.send"), id="ask-send", compact=True)
                if self._macros:
                    yield Button(self._texts("ask.macro"), id="ask-macro", compact=True)
                yield Button(self._texts("ask.later"), id="ask-leave", compact=True)

    def on_mount(self) -> None:
        """Put the cursor after the draft."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        self._keep(event.text_area.text)

    @on(Button.Pressed, "#ask-send")
    def action_send(self) -> None:
        """Hand the text over; an empty one is asked for again."""
        text = self.query_one(TextArea).text
        if text.strip():
            self.dismiss(text)
        else:
            self.query_one("#ask-problem", Static).update(self._texts("ask.empty"))

    @on(Button.Pressed, "#ask-macro")
    def action_macro(self) -> None:
        """Choose a ready sentence; it comes in where the cursor is."""
        if self._macros:
            choices = [(text, f"{name}: {text}") for name, text in self._macros]
            self.app.push_screen(AskChoice(self._title, choices, None, self._texts), self._insert)

    def _insert(self, text: str | None) -> None:
        area = self.query_one(TextArea)
        if text is not None:
            area.insert(text)
        area.focus()

    @on(Button.Pressed, "#ask-leave")
    def action_leave(self) -> None:
        """Close; the draft stays."""
        self.dismiss(None)


class AskChoice(ModalScreen[str | None]):
    """Asks for one of many; typing filters the list, Enter takes the first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("down", "into_list", show=False),
    ]

    def __init__(self, title: Text, choices: Sequence[tuple[str, str]], first: str | None, texts: Texts) -> None:
        super().__init__()
        # The proposal stands first, so that Enter alone takes it; nothing is decided without that key.
        ordered = sorted(choices, key=lambda choice: choice[0] != first)
        self._title, self._choices, self._texts = title, ordered, texts
        self._hits = list(ordered)

    def compose(self) -> ComposeResult:
        """Title, filter, and the list."""
        with Vertical(classes="dialog tall"):
            yield Static(self._title, classes="dialog-title")
            yield Input(placeholder=self._texts("ask.filter"), id="ask-filter", compact=True)
            yield OptionList(id="ask-list", markup=False, compact=True)

    def on_mount(self) -> None:
        """Show all choices."""
        self.query_one(Input).focus()
        self._list()

    @on(Input.Changed)
    def _list(self) -> None:
        words = self.query_one(Input).value.casefold().split()
        self._hits = [choice for choice in self._choices if all(word in choice[1].casefold() for word in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Text(fit(label, LABEL_WIDTH))) for _, label in self._hits)
        options.highlighted = 0 if self._hits else None

    @on(Input.Submitted)
    def _take_highlighted(self) -> None:
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._hits):
            self.dismiss(self._hits[place][0])

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._hits[event.option_index][0])

    def action_into_list(self) -> None:
        """Go from the filter into the list."""
        self.query_one(OptionList).focus()
        self.query_one(OptionList).action_cursor_down()

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)


class AskSure(ModalScreen[bool]):
    """Asks before something that can't be taken back; the focus is on Cancel."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "no", show=False),
        Binding("left,right,up,down", "app.focus_next", show=False),
    ]

    def __init__(self, question: Text, yes: str, texts: Texts) -> None:
        super().__init__()
        self._question, self._yes, self._texts = question, yes, texts

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(classes="dialog short"):
            yield Static(self._question, classes="dialog-title")
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._texts("ask.cancel"), id="sure-no", compact=True)
                yield Button(self._yes, id="sure-yes", variant="error", compact=True)

    def on_mount(self) -> None:
        """The harmless answer has the focus."""
        self.query_one("#sure-no").focus()

    @on(Button.Pressed, "#sure-yes")
    def _sure(self) -> None:
        self.dismiss(True)

    @on(Button.Pressed, "#sure-no")
    def action_no(self) -> None:
        """Close; nothing happens."""
        self.dismiss(False)
