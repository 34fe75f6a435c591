"""The Dokmaru screen: home visits on the left; on the right the one in view with its danger, history and form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from agent_console.bindings import bindings_of
from agent_console.plain import WIB, harmless
from agent_console.screens.dialogs import DialogScreen
from agent_console.session import Session
from agent_console.theme import Pen
from agent_console.visit_actions import VISIT_ACTIONS, VISIT_BY_ID, why_not_visit
from agent_console.visit_ask import AskFlags
from agent_console.visit_help import VisitHelp
from agent_console.visit_palette import visit_commands
from agent_console.visit_store import NO_TICKET
from agent_console.visit_why import short_why
from agent_console.widgets.call_bar import CallBar
from agent_console.widgets.keyed_list import KeyedList
from agent_console.widgets.status_line import NOTICE_S, StatusLine
from agent_console.widgets.visit_bars import DangerBar, VisitFooter, VisitPainted, VisitsTitle, VisitTitle, danger
from agent_console.widgets.visit_fields import VisitEdited, VisitFields
from agent_console.widgets.visit_list import VisitList
from agent_console.widgets.visit_text import code_of, page_text
from tickets.dokmaru.vocabulary import RedFlag

TICK_S = 1.0
WIDE_COLUMNS = 104
TALL_ROWS = 32
BESIDE_A_NOTICE = 26
"""Cells of the status line that health and freshness take."""


class DokmaruScreen(DialogScreen):
    """Home visits; with a ticket (id) it begins with the form of a new visit for it, or with the one it has."""

    CSS_PATH = "dokmaru.tcss"
    COMMANDS: ClassVar = {visit_commands}
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(VISIT_ACTIONS)

    def __init__(self, session: Session, pen: Callable[[], Pen], ticket_id: int | None) -> None:
        super().__init__(session.texts)
        self.session, self._pen = session, pen
        self.visits = session.visits()
        self.visits.opening = ticket_id
        self._begins_with_form = ticket_id is not None
        self._live = session.visit_live(self.visits, self._loaded)
        self._deeds = session.visit_deeds(self, self.visits)
        self._page = Text()

    def compose(self) -> ComposeResult:
        """The parts from top to bottom."""
        yield CallBar("call-bar")
        yield DangerBar("danger")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield VisitsTitle("left-title")
                yield Input(id="filter", compact=True, placeholder=self.session.texts("visit.filter"))
                yield VisitList("visits")
            with Vertical(id="right"):
                yield VisitTitle("visit-title")
                with VerticalScroll(id="visit-scroll", can_focus=False):
                    yield Static("", id="visit-page", markup=False)
                yield VisitFields("visit-form", self.session.texts)
        yield Static("", id="said", markup=False)
        yield StatusLine("status")
        yield VisitFooter("footer")

    def on_mount(self) -> None:
        """Draw first; the rows come when they are loaded."""
        self.query_one(VisitList).focus()
        self.repaint()
        self.set_interval(TICK_S, self._paint_bars)
        self.run_worker(self.session.keep(self._live.run), group="visits", name="visits", exit_on_error=False)

    def on_resize(self) -> None:
        """Use the room there is."""
        self.set_class(self.size.height >= TALL_ROWS, "roomy")
        self.set_class(self.size.width >= WIDE_COLUMNS, "wide")

    # Showing

    def repaint(self) -> None:
        """Show the store's present state; what somebody is typing stays."""
        store, pen = self.session.store, self._pen()
        self.query_one(VisitFields).show(store, self.visits, pen)
        self.query_one(VisitList).show(self.visits, pen)
        page = page_text(self.visits, pen)
        if page != self._page:
            self._page = page
            self.query_one("#visit-page", Static).update(page)
        self._paint_bars()

    def _paint_bars(self) -> None:
        store, pen = self.session.store, self._pen()
        self.query_one(CallBar).show(store, pen)
        self.query_one(StatusLine).show(store, pen)
        footer = self.query_one(VisitFooter)
        footer.typing = self._is_typing()
        footer.visits = self.visits
        self._show_said()
        self.query_one(DangerBar).display = any(danger(self.visits, pen))
        for bar in self.query(VisitPainted):
            bar.visits = self.visits
            bar.show(store, pen)
        footer.show(store, pen)

    def _loaded(self) -> None:
        if not self.is_mounted:
            return
        self.repaint()
        if self._begins_with_form and self.visits.subject:
            self._begins_with_form = False
            if self.visits.opening is not None:
                self.query_one(VisitFields).focus_first()

    def changed(self) -> None:
        """Show what calls and health are like now."""
        if self.is_mounted:
            self._paint_bars()

    def say(self, text: str, colour: str = "text") -> None:
        """Put a sentence into the status line."""
        if self.is_mounted:
            self.query_one(StatusLine).say(text, colour, self._pen().now)
            self.query_one("#said", Static).update(Text(harmless(text), self._pen().bold(colour)))
            self._show_said()

    def _show_said(self) -> None:
        # A sentence that the status line would cut stands above it, whole.
        line = self.query_one(StatusLine)
        fresh = line.notice_at is not None and (self._pen().now - line.notice_at).total_seconds() < NOTICE_S
        self.query_one("#said").display = fresh and len(line.notice) > self.size.width - BESIDE_A_NOTICE

    def refetch(self) -> None:
        """Load again: something was changed."""
        self._live.nudge()
        self.repaint()

    def leave(self) -> None:
        """Make way for the operator screen, if nothing lies over this one."""
        if self.is_current:
            self.query_one(VisitFields).collect()
            self.session.keep_visit(self.visits)
            self.dismiss()

    # Acting

    def action_do(self, name: str) -> None:
        """Do an action of the table, or say why it can't be done now."""
        self.query_one(VisitFields).collect()
        why = why_not_visit(VISIT_BY_ID[name], self.session.store, self.visits)
        if why is not None:
            self.say(short_why(why, self.session.texts), "warn")
            return
        deed = self._deeds.table.get(name)
        if deed is not None:
            self.run_worker(deed(), group="deeds", name=name, exit_on_error=False)
        else:
            getattr(self, f"_do_{name.removeprefix('visit_')}")()

    def _do_new(self) -> None:
        self.visits.opening = NO_TICKET
        self.refetch()
        self.query_one(VisitFields).focus_first()

    def _do_edit(self) -> None:
        self.query_one(VisitFields).focus_first()

    def _do_accept(self) -> None:
        self.visits.take_over(self.session.texts, self._pen().now.astimezone(WIB).date())
        self.session.keep_visit(self.visits)
        self.repaint()

    def _do_open_only(self) -> None:
        self.visits.open_only = not self.visits.open_only
        self.refetch()

    def _do_filter(self) -> None:
        self.query_one("#filter").focus()

    def _do_copy(self) -> None:
        text = code_of(self.visits)
        self.app.copy_to_clipboard(text)
        self.say(self.session.texts("done.copy", text=text), "good")

    def _do_pane(self) -> None:
        self.focus_next()

    def _do_back(self) -> None:
        field, visits = self.query_one("#filter", Input), self.query_one(VisitList)
        if field.has_focus and field.value:
            field.value = ""
        elif not visits.has_focus:
            visits.focus()
        elif self.visits.opening is not None:
            self.visits.opening = None
            self.refetch()
        else:
            self.leave()

    def _do_palette(self) -> None:
        self.app.action_command_palette()

    def _do_help(self) -> None:
        self.app.push_screen(VisitHelp(self.session.store, self.visits, self._pen(), typing=self._is_typing()))

    def _do_quit(self) -> None:
        self.app.exit()

    # What the widgets report

    @on(KeyedList.Moved)
    def _moved(self, event: KeyedList.Moved) -> None:
        self.visits.opening, self.visits.selected = None, event.key
        self.refetch()

    @on(KeyedList.Chosen)
    def _chosen(self) -> None:
        self.action_do("visit_edit")

    @on(VisitEdited)
    def _edited(self) -> None:
        self.session.keep_visit(self.visits)
        self.repaint()

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.visits.look_for(event.value)
        self.refetch()

    @on(Input.Submitted, "#filter")
    def _to_list(self) -> None:
        self.query_one(VisitList).focus()

    def on_descendant_focus(self) -> None:
        """The footer shows the keys that work where the focus is."""
        self._paint_bars()

    def _is_typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    # Dialogs

    async def ask_flags(
        self, title: Text, held: Sequence[RedFlag], words: Mapping[RedFlag, str]
    ) -> tuple[RedFlag, ...] | None:
        """Ask which red flags hold."""
        return await self.app.push_screen_wait(AskFlags(title, held, words, self.session.texts))
