"""The small dialogs as a screen asks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.screen import Screen

from agent_console.catalogue import Texts
from agent_console.screens.ask import AskChoice, AskSure, AskText


class DialogScreen(Screen[None]):
    """A screen whose deeds may ask before they act."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._dialog_texts = texts

    async def ask_text(
        self, title: Text, draft: str, keep: Callable[[str], None], macros: Sequence[tuple[str, str]] = ()
    ) -> str | None:
        """Ask for a text; `macros` are (name, text) of ready sentences."""
        return await self.app.push_screen_wait(AskText(title, draft, keep, self._dialog_texts, macros))

    async def ask_choice(self, title: Text, choices: list[tuple[str, str]], first: str | None) -> str | None:
        """Ask for one of many."""
        return await self.app.push_screen_wait(AskChoice(title, choices, first, self._dialog_texts))

    async def ask_sure(self, question: Text, yes: str) -> bool:
        """Ask before something that cannot be taken back."""
        return await self.app.push_screen_wait(AskSure(question, yes, self._dialog_texts))
