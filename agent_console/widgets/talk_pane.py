"""The upper right: the live transcript of the selected call, or the history of the selected ticket."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from agent_console.plain import harmless, masked
from agent_console.store import Store, View
from agent_console.theme import STATUSES, Pen
from agent_console.widgets.history_text import history_text
from agent_console.widgets.painted import Painted, spread
from agent_console.widgets.transcript_text import transcript_text
from tickets.codes import grouped


class TalkTitle(Painted):
    """One line: whose words these are."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the title."""
        if store.view is View.CALLS:
            return spread(call_title(store, pen), call_right(store, pen), width)
        return spread(ticket_title(store, pen), Text(), width)


def call_title(store: Store, pen: Pen) -> Text:
    """Say whose transcript this is."""
    title = Text(pen.texts("transcript.title"), pen.bold("accent"))
    if store.call is None:
        return title
    mine = store.is_me(store.call.operator)
    number = harmless(store.call.caller_number) if mine else masked(store.call.caller_number)
    title.append(f"  {number or pen.texts('call.no_number')}", pen.bold("text"))
    if store.call.caller_name:
        title.append(f"  {harmless(store.call.caller_name)}", pen.colour("text"))
    return title


def call_right(store: Store, pen: Pen) -> Text:
    """Name the ticket that the call has led to."""
    if store.call is None or not store.call.ticket_code:
        return Text()
    return Text(f"{grouped(store.call.ticket_code)} ", pen.bold("good"))


def ticket_title(store: Store, pen: Pen) -> Text:
    """Say which ticket's history this is."""
    title = Text(pen.texts("history.title"), pen.bold("accent"))
    if store.ticket is None:
        return title
    look = STATUSES[store.ticket.status]
    title.append(f"  {grouped(store.ticket.code)}", pen.bold("text"))
    title.append(f"  {look.glyph} {pen.texts(f'status.{store.ticket.status.value}')}", pen.bold(look.colour))
    return title


class TalkPane(Vertical):
    """Follows the newest words unless somebody has scrolled up to read."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._text = Text()
        self._subject = ""

    def compose(self) -> ComposeResult:
        """Title and scrolling words."""
        yield TalkTitle("talk-title")
        with VerticalScroll(id="talk-scroll"):
            yield Static("", id="talk-words", markup=False)

    def show(self, store: Store, pen: Pen) -> None:
        """Show what belongs to the selection."""
        self.query_one(TalkTitle).show(store, pen)
        calls = store.view is View.CALLS
        text = transcript_text(store, pen) if calls else history_text(store, pen)
        if text == self._text:
            return
        scroll = self.query_one("#talk-scroll", VerticalScroll)
        follow = calls and (scroll.is_vertical_scroll_end or store.subject != self._subject)
        self._text, self._subject = text, store.subject
        self.query_one("#talk-words", Static).update(text)
        if follow:
            scroll.scroll_end(animate=False)
