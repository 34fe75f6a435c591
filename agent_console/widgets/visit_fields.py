"""The form of a home visit: nothing that somebody types is overwritten, and all of it is a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from agent_console.catalogue import Texts
from agent_console.form import FieldPicture, Mark
from agent_console.places import desa_names, kecamatan_names
from agent_console.store import Store
from agent_console.theme import Pen
from agent_console.visit_actions import may_edit_visit
from agent_console.visit_form import CHOICES, VisitField, VisitPicture
from agent_console.visit_store import VisitStore
from agent_console.visit_words import word_text
from tickets.dokmaru.vocabulary import RedFlag

MARKS = {
    Mark.NONE: ("", "muted"),
    Mark.EDITED: ("✎", "accent"),
    Mark.PROPOSED: ("~", "warn"),
    Mark.UNKNOWN: ("?", "alarm"),
}


class VisitEdited(Message):
    """Somebody typed into the form; the store already has the text."""


class FixedWords(Suggester):
    """Completes the last word of a list from what it may be."""

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=False)
        self._names = names

    async def get_suggestion(self, value: str) -> str | None:
        """Return the text with its last word completed."""
        before, comma, last = value.rpartition(",")
        begun = last.strip()
        found = next((name for name in self._names() if begun and name.casefold().startswith(begun)), None)
        return None if found is None else f"{before}{comma}{' ' if comma else ''}{found}"


class VisitFields(Vertical):
    """One field under the other; Tab and Enter go to the next one."""

    def __init__(self, id: str, texts: Texts) -> None:
        super().__init__(id=id)
        self._texts = texts
        self._picture = VisitPicture("")
        self._put: dict[VisitField, str] = {}
        self._visits: VisitStore | None = None

    def compose(self) -> ComposeResult:
        """One row a field."""
        for name in VisitField:
            with Horizontal(id=f"row-{name.value}", classes="field"):
                yield Static(self._texts(f"vfield.{name.value}"), classes="field-label", markup=False)
                yield self._editor(name)
                yield Static("", classes="field-mark", id=f"mark-{name.value}", markup=False)

    def _editor(self, name: VisitField) -> Widget:
        if name is VisitField.COMPLAINT:
            return TextArea(id=f"field-{name.value}", compact=True, soft_wrap=True, highlight_cursor_line=False)
        suggester = FixedWords(lambda: self.names(name))
        return Input(id=f"field-{name.value}", compact=True, select_on_focus=False, suggester=suggester)

    def names(self, name: VisitField) -> list[str]:
        """Return the words that a field is completed from."""
        if name in CHOICES:
            return [word_text(word, self._texts) for word in CHOICES[name]]
        match name:
            case VisitField.RED_FLAGS:
                return [word_text(flag, self._texts) for flag in RedFlag]
            case VisitField.KECAMATAN:
                return kecamatan_names()
            case VisitField.DESA:
                return desa_names(self._picture.values.get(VisitField.KECAMATAN, ""))
            case VisitField.PUSKESMAS if self._visits is not None:
                return [entry.code for entry in self._visits.loaded.puskesmas]
        return []

    def show(self, store: Store, visits: VisitStore, pen: Pen) -> None:
        """Show the form in view, after taking in what was typed since it was last shown."""
        self.collect()
        self._visits = visits
        self._picture = picture = visits.form(pen.texts)
        locked = not may_edit_visit(store, visits)
        for name in VisitField:
            self.query_one(f"#row-{name.value}").display = name in picture.fields
            shown = picture.fields.get(name, FieldPicture("")) if visits.subject else FieldPicture("")
            self._fill(name, shown.value, locked)
            glyph, colour = MARKS.get(shown.mark, ("", "muted"))
            self.query_one(f"#mark-{name.value}", Static).update(Text(glyph, pen.bold(colour)))

    def collect(self) -> bool:
        """Give typed text to the store; return whether there was any.

        An editor whose text is not what was put there was typed into. Messages can't tell: they may come late.
        """
        if self._visits is None:
            return False
        typed = {name: text for name in VisitField if (text := self._text(name)) != self._put.get(name, "")}
        for name, text in typed.items():
            self._visits.edit(self._picture.subject, name, text)
        self._put |= typed
        return bool(typed)

    def _text(self, name: VisitField) -> str:
        editor = self.query_one(f"#field-{name.value}")
        return editor.value if isinstance(editor, Input) else editor.text if isinstance(editor, TextArea) else ""

    def _fill(self, name: VisitField, value: str, locked: bool) -> None:
        editor = self.query_one(f"#field-{name.value}")
        # A field that loses its right to be edited while somebody types keeps the focus: saving will say why not.
        editor.disabled = locked and not editor.has_focus
        if value == self._put.get(name, ""):
            return
        if isinstance(editor, Input):
            editor.value = value
        elif isinstance(editor, TextArea):
            editor.load_text(value)
        self._put[name] = self._text(name)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        if self.collect():
            self.post_message(VisitEdited())

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self.query_one(f"#field-{VisitField.NAME.value}").focus()
