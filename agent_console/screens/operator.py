"""The operator screen: call bar, queue or tickets on the left, words and form on the right, status and keys below."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, TextArea

from agent_console.actions import ACTIONS, BY_ID, why_not
from agent_console.bindings import bindings_of
from agent_console.changes import Dirty
from agent_console.screens.dialogs import DialogScreen
from agent_console.screens.dokmaru import DokmaruScreen
from agent_console.screens.help import HelpScreen
from agent_console.session import Session
from agent_console.store import View
from agent_console.theme import Pen
from agent_console.why import why_text
from agent_console.widgets.call_bar import CallBar
from agent_console.widgets.counts_bar import CountsBar
from agent_console.widgets.footer_keys import FooterKeys
from agent_console.widgets.keyed_list import KeyedList
from agent_console.widgets.left_title import LeftTitle
from agent_console.widgets.queue_pane import QueuePane
from agent_console.widgets.status_line import StatusLine
from agent_console.widgets.talk_pane import TalkPane
from agent_console.widgets.ticket_form import FormEdited, TicketForm
from agent_console.widgets.ticket_list import TicketList
from tickets.codes import grouped
from tickets.model import Role

TICK_S = 1.0
WIDE_COLUMNS = 104
TALL_ROWS = 32
"""From this height on the description gets more lines."""


class OperatorScreen(DialogScreen):
    """Shows the session's store; every key goes through the action table."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of(ACTIONS)

    def __init__(self, session: Session, pen: Callable[[], Pen]) -> None:
        super().__init__(session.texts)
        self._session, self._pen = session, pen
        self._deeds = session.deeds(self)
        self._visits: DokmaruScreen | None = None

    def compose(self) -> ComposeResult:
        """The parts from top to bottom."""
        yield CallBar("call-bar")
        if self._session.store.me.role is Role.SUPERVISOR:
            yield CountsBar("counts-bar")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield LeftTitle("left-title")
                yield Input(id="filter", compact=True, placeholder=self._session.texts("tickets.filter"))
                yield QueuePane("queue")
                yield TicketList("tickets")
            with Vertical(id="right"):
                yield TalkPane("talk")
                yield TicketForm("form", self._session.texts)
        yield StatusLine("status")
        yield FooterKeys("footer")

    def on_mount(self) -> None:
        """Draw first; the rows come when they are loaded."""
        self._show_view()
        self.set_interval(TICK_S, self._tick)

    def on_resize(self) -> None:
        """Use the room there is."""
        self.set_class(self.size.height >= TALL_ROWS, "roomy")
        self.set_class(self.size.width >= WIDE_COLUMNS, "wide")

    # Showing

    def repaint(self) -> None:
        """Show the store's present state; what the operator is typing stays."""
        store, pen = self._session.store, self._pen()
        self.query_one(TicketForm).show(store, pen)
        self.query_one(TalkPane).show(store, pen)
        self.query_one(LeftTitle).show(store, pen)
        for bar in self.query(CountsBar):
            bar.show(store, pen)
        self._paint_lists()
        self._paint_bars()

    def _paint_lists(self) -> None:
        store, pen = self._session.store, self._pen()
        if store.view is View.CALLS:
            self.query_one(QueuePane).show(store, pen)
        else:
            self.query_one(TicketList).show(store, pen)

    def _paint_bars(self) -> None:
        store, pen = self._session.store, self._pen()
        self.query_one(CallBar).show(store, pen)
        self.query_one(StatusLine).show(store, pen)
        footer = self.query_one(FooterKeys)
        footer.typing = self._is_typing()
        footer.show(store, pen)

    def changed(self, dirty: Dirty) -> None:
        """Show what the live side reports; live words alone repaint only where they are."""
        if self._visits is not None:
            self._visits.changed()
        for outcome in dirty.outcomes:
            self.say(self._session.outcome_text(outcome), "good" if outcome.ok else "alarm")
        if dirty.waiting:
            self._session.ring(self.app.bell)
        if dirty.rows or dirty.outcomes:
            self.repaint()
        elif dirty.live:
            self._paint_lists()
            self.query_one(TalkPane).show(self._session.store, self._pen())

    def refetch(self) -> None:
        """Load the list again: what it shows was changed."""
        if self._session.store.view is View.CALLS:
            self._do_view()
        self._session.live.nudge()
        self.repaint()

    def _tick(self) -> None:
        for sentence in self._session.unanswered():
            self.say(sentence, "alarm")
        self._paint_lists()
        self._paint_bars()

    def _show_view(self) -> None:
        calls = self._session.store.view is View.CALLS
        self.query_one(QueuePane).display = calls
        self.query_one(TicketList).display = not calls
        self.query_one("#filter").display = not calls
        self._list().focus()
        self.repaint()

    def _list(self) -> QueuePane | TicketList:
        if self._session.store.view is View.CALLS:
            return self.query_one(QueuePane)
        return self.query_one(TicketList)

    def say(self, text: str, colour: str = "text") -> None:
        """Put a sentence into the status line."""
        self.query_one(StatusLine).say(text, colour, self._pen().now)
        if self._visits is not None:
            self._visits.say(text, colour)

    # Acting

    def action_do(self, name: str) -> None:
        """Do an action of the table, or say why it can't be done now."""
        if self._visits is not None:
            self._visits.leave()
        self.query_one(TicketForm).collect()
        why = why_not(BY_ID[name], self._session.store)
        if why is not None:
            self.say(why_text(why, self._session.texts), "warn")
            return
        deed = self._deeds.table.get(name)
        if deed is not None:
            self.run_worker(deed(), group="deeds", name=name, exit_on_error=False)
        else:
            getattr(self, f"_do_{name}")()

    def _do_view(self) -> None:
        store = self._session.store
        store.view = View.CALLS if store.view is View.TICKETS else View.TICKETS
        self._show_view()
        self._session.live.nudge()

    def _do_dokmaru(self) -> None:
        self._open_visits(None)

    def _do_visit(self) -> None:
        ticket = self._session.store.ticket
        self._open_visits(ticket.id if ticket else None)

    def _open_visits(self, ticket_id: int | None) -> None:
        self._visits = DokmaruScreen(self._session, self._pen, ticket_id)
        self.app.push_screen(self._visits, self._visits_closed)

    def _visits_closed(self, _: None) -> None:
        self._visits = None
        self.repaint()

    def _do_filter(self) -> None:
        if self._session.store.view is View.CALLS:
            self._do_view()
        self.query_one("#filter").focus()

    def _do_edit(self) -> None:
        self.query_one(TicketForm).focus_first()

    def _do_copy(self) -> None:
        store = self._session.store
        text = grouped(store.ticket.code) if store.ticket else store.call.caller_number if store.call else ""
        self.app.copy_to_clipboard(text)
        self.say(self._session.texts("done.copy", text=text), "good")

    def _do_pane(self) -> None:
        self.focus_next()

    def _do_back(self) -> None:
        store, field = self._session.store, self.query_one("#filter", Input)
        if field.has_focus and field.value:
            field.value = ""
        elif self._list().has_focus:
            if store.view is View.TICKETS and why_not(BY_ID["view"], store) is None:
                self._do_view()
        else:
            self._list().focus()

    def _do_theme(self) -> None:
        self.app.theme = "iceta-light" if self._pen().palette.dark else "iceta-dark"
        self.repaint()

    def _do_palette(self) -> None:
        self.app.action_command_palette()

    def _do_help(self) -> None:
        self.app.push_screen(HelpScreen(self._session.store, self._pen(), self._pane()))

    def _do_quit(self) -> None:
        self.app.exit()

    def _pane(self) -> str:
        return "form" if self.query_one(TicketForm).has_focus_within else self._session.store.view.value

    # What the widgets report

    @on(KeyedList.Moved)
    def _moved(self, event: KeyedList.Moved) -> None:
        store = self._session.store
        if isinstance(event.source, QueuePane):
            store.selected_call = event.key
        else:
            store.selected_ticket = event.key
        self.repaint()
        self._session.live.nudge()

    @on(KeyedList.Chosen)
    def _chosen(self) -> None:
        self.action_do("edit")

    @on(LeftTitle.Switch)
    def _switch(self) -> None:
        self.action_do("view")

    @on(FormEdited)
    def _edited(self) -> None:
        self._session.keep_fields()
        self.query_one(TicketForm).show(self._session.store, self._pen())
        self._paint_bars()

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self._session.store.search = event.value
        self._session.live.nudge()

    @on(Input.Submitted, "#filter")
    def _to_list(self) -> None:
        self._list().focus()

    def on_descendant_focus(self) -> None:
        """The footer shows the keys that work where the focus is."""
        self._paint_bars()

    def _is_typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)
