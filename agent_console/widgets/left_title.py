"""The two tabs over the left pane: calls and tickets, with how many of each."""

from __future__ import annotations

from rich.text import Text
from textual.message import Message

from agent_console.loading import MOST_TICKETS
from agent_console.store import DESK_ROLES, Store, View
from agent_console.theme import Pen
from agent_console.widgets.painted import Painted, spread
from tickets.model import CallStage, Status


class LeftTitle(Painted):
    """A click changes the tab, as the key does."""

    class Switch(Message):
        """The other tab is wanted."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the tabs; the open one is bright."""
        running = sum(row.stage is not CallStage.ENDED for row in store.calls.values())
        most = "+" if len(store.tickets) >= MOST_TICKETS else ""
        tabs = [] if store.me.role in DESK_ROLES else [(View.CALLS, str(running))]
        tabs.append((View.TICKETS, f"{len(store.tickets)}{most}"))
        parts = [_tab(pen.texts(f"pane.{view.value}"), count, view is store.view, pen) for view, count in tabs]
        drafts = sum(ticket.status is Status.DRAFT for ticket in store.tickets.values())
        if drafts:
            parts[-1].append(f" · {pen.texts('pane.drafts', count=drafts)}", pen.colour("warn"))
        search = Text(f"/{store.search} ", pen.bold("warn")) if store.search and store.view is View.CALLS else Text()
        return spread(Text(" │ ", pen.colour("line")).join(parts), search, width)

    def on_click(self) -> None:
        """Ask for the other tab."""
        self.post_message(self.Switch())


def _tab(word: str, count: str, is_open: bool, pen: Pen) -> Text:
    return Text.assemble(
        (f" {word}", pen.bold("accent") if is_open else pen.colour("muted")),
        (f" {count}", pen.bold("text") if is_open else pen.colour("muted")),
    )
