"""The dialog of the triage: every red flag is asked for, one by one; nothing holds that no person has said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from agent_console.catalogue import Texts
from agent_console.visit_words import word_text
from tickets.dokmaru.vocabulary import RedFlag

Flags = tuple[RedFlag, ...]
FLAGS: Flags = tuple(RedFlag)


class AskFlags(ModalScreen[Flags | None]):
    """Asks which red flags hold; `words` are the caller's words that speak for one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f5", "send", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
        Binding("space", "tick_here", show=False),
        *(Binding(str(number), f"tick({number})", show=False) for number in range(1, len(RedFlag) + 1)),
    ]

    def __init__(self, title: Text, held: Sequence[RedFlag], words: Mapping[RedFlag, str], texts: Texts) -> None:
        super().__init__()
        self._title, self._words, self._texts = title, words, texts
        self._ticked = set(held)

    def compose(self) -> ComposeResult:
        """Title, the six flags, and what the keys do."""
        with Vertical(classes="dialog danger"):
            yield Static(self._title, classes="dialog-title")
            yield OptionList(*(Option(self._label(flag)) for flag in RedFlag), id="flags", markup=False, compact=True)
            yield Static(self._texts("visit.tick_hint"), id="flags-hint", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._texts("ask.send"), id="flags-send", compact=True)
                yield Button(self._texts("ask.cancel"), id="flags-leave", compact=True)

    def _label(self, flag: RedFlag) -> Text:
        held = flag in self._ticked
        answer = f"▲ {self._texts('visit.yes')}" if held else f"· {self._texts('visit.no')}"
        label = Text(f"{answer:<9} {FLAGS.index(flag) + 1} {word_text(flag, self._texts)}")
        if held:
            label.stylize("bold")
        return label.append(f"  ~ {self._words[flag]}", "italic") if flag in self._words else label

    def on_mount(self) -> None:
        """The arrows move at once."""
        flags = self.query_one(OptionList)
        flags.highlighted = 0
        flags.focus()

    def action_tick(self, place: int) -> None:
        """Say yes to a flag by its number; again takes it back."""
        flag = FLAGS[place - 1]
        self._ticked ^= {flag}
        flags = self.query_one(OptionList)
        flags.replace_option_prompt_at_index(place - 1, self._label(flag))
        flags.highlighted = place - 1

    def action_tick_here(self) -> None:
        """Say yes to the flag under the cursor; again takes it back."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self.action_tick(place + 1)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.action_tick(event.option_index + 1)

    def action_down(self) -> None:
        """Go down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Go up."""
        self.query_one(OptionList).action_cursor_up()

    @on(Button.Pressed, "#flags-send")
    def action_send(self) -> None:
        """Hand over what holds, in the form's order; none says that all were asked."""
        self.dismiss(tuple(flag for flag in RedFlag if flag in self._ticked))

    @on(Button.Pressed, "#flags-leave")
    def action_leave(self) -> None:
        """Close; nothing was asked."""
        self.dismiss(None)
