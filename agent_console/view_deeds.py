"""Choosing what the list of tickets shows, and keeping a search of one's own as a view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

from rich.text import Text

from agent_console.catalogue import Texts
from agent_console.drafts import Drafts
from agent_console.store import Store
from tickets.search.terms import QUERY_LENGTH
from tickets.view_service import delete_view, save_view, views_of
from tickets.views import BUILT_IN, ViewFilter

EVERYTHING = ""
"""The choice that shows all tickets."""
NAME_DRAFT = "view-name"


class ListDesk(Protocol):
    """What these deeds need from the screen."""

    def say(self, text: str, colour: str = "text") -> None:
        """Put a sentence into the status line."""

    def refetch(self) -> None:
        """Load the list again: what it shows was changed."""

    async def ask_text(self, title: Text, draft: str, keep: Callable[[str], None]) -> str | None:
        """Ask for a text."""

    async def ask_choice(self, title: Text, choices: list[tuple[str, str]], first: str | None) -> str | None:
        """Ask for one of many."""


Run = Callable[..., Awaitable[Any]]
"""Runs a verb in a transaction and returns its result, None when it failed, which was said."""


class ViewDeeds:
    """The deeds about the list, by the id of their action in `table`."""

    def __init__(self, desk: ListDesk, run: Run, store: Store, drafts: Drafts, texts: Texts) -> None:
        self._desk, self._run, self._store, self._drafts, self._texts = desk, run, store, drafts, texts
        self.table: dict[str, Callable[[], Awaitable[None]]] = {
            "views": self.choose,
            "save_view": self.save,
            "drop_view": self.drop,
        }

    async def choose(self) -> None:
        """Choose which tickets the list shows: all, one of everybody's views or one's own."""
        views = await self._run(views_of, self._store.me.id)
        if views is None:
            return
        names = [(EVERYTHING, self._texts("views.all")), *((name, name) for name in views)]
        chosen = await self._desk.ask_choice(Text(self._texts("ask.views")), names, self._store.view_name or None)
        if chosen is not None:
            self._show(chosen, views.get(chosen))

    async def save(self) -> None:
        """Keep the present view and what is searched for in it under a name."""
        store = self._store
        wanted = replace(store.view_filter, text=store.search.strip()[:QUERY_LENGTH] or store.view_filter.text)
        draft = self._drafts.text(NAME_DRAFT)
        name = await self._desk.ask_text(
            Text(self._texts("ask.save_view")), draft, lambda typed: self._drafts.keep(NAME_DRAFT, typed)
        )
        if name is None:
            return
        kept = await self._run(save_view, store.me.id, " ".join(name.split()), wanted, store.me.actor)
        if kept is not None:
            self._drafts.keep(NAME_DRAFT, "")
            store.view_name = kept
            self._desk.say(self._texts("done.save_view", name=kept), "good")

    async def drop(self) -> None:
        """Forget the view in the list, if it is one's own, and show all tickets."""
        name, me = self._store.view_name, self._store.me
        before = self._store.view_filter
        await self._run(delete_view, me.id, name, me.actor)
        left = await self._run(views_of, me.id)
        if left is not None and name not in left:
            self._show(EVERYTHING, None)
            self._desk.say(self._texts("done.drop_view", name=name), "good")
        else:
            self._store.show_view(name, before)

    def _show(self, name: str, wanted: ViewFilter | None) -> None:
        self._store.show_view(name, wanted)
        self._desk.refetch()


def is_own(store: Store) -> bool:
    """Whether the list shows a view of one's own."""
    return bool(store.view_name) and store.view_name not in BUILT_IN
