"""The ticket form: it fills from what the caller said, and never overwrites what the operator typed."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from agent_console.actions import may_edit
from agent_console.catalogue import Texts
from agent_console.form import Field, FieldPicture, FormPicture, Mark
from agent_console.places import agency_choices, category_names, desa_names, kecamatan_names
from agent_console.plain import harmless
from agent_console.store import Store, View
from agent_console.theme import STATUSES, Pen
from agent_console.widgets.painted import Painted, spread
from tickets.codes import grouped
from tickets.model import Priority

SURE = 0.995
MARKS = {
    Mark.NONE: ("", "muted"),
    Mark.EDITED: ("✎", "accent"),
    Mark.DIFFERS: ("≠", "warn"),
    Mark.UNKNOWN: ("?", "alarm"),
}


class FormEdited(Message):
    """The operator typed into the form; the store already has the text."""


class Names(Suggester):
    """Completes a field from the reference tables; the desa depend on the kecamatan in the form."""

    def __init__(self, form: TicketForm, field: Field) -> None:
        super().__init__(use_cache=False, case_sensitive=False)
        self._form, self._field = form, field

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first name that begins like this."""
        names = self._form.names(self._field)
        return next((name for name in names if name.casefold().startswith(value)), None)


class FormTitle(Painted):
    """One line: which ticket, and what the caller said where it differs from the field with the focus."""

    field: Field | None = None

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the title."""
        title = Text(pen.texts("form.title"), pen.bold("accent"))
        if store.view is View.TICKETS and store.ticket is not None:
            return spread(title, self._heard(store, pen), width)
        if store.ticket is None:
            title.append(f"  {pen.texts('form.new' if store.subject else 'form.none')}", pen.colour("muted"))
        else:
            look = STATUSES[store.ticket.status]
            title.append(f"  {grouped(store.ticket.code)}", pen.bold("text"))
            title.append(f"  {look.glyph} {pen.texts(f'status.{store.ticket.status.value}')}", pen.bold(look.colour))
        return spread(title, self._heard(store, pen), width)

    def _heard(self, store: Store, pen: Pen) -> Text:
        shown = store.form().fields.get(self.field) if self.field and store.subject else None
        if shown is None or not shown.heard or shown.heard == shown.value:
            return Text()
        heard = harmless(shown.heard)
        said = Text(f"{pen.texts('form.heard')} {heard}", f"italic {pen.colour('warn')}")
        said.truncate(32, overflow="ellipsis")
        return said.append(" ")


class TicketForm(Vertical):
    """Nine fields, one under the other; Tab and Enter go to the next one."""

    def __init__(self, id: str, texts: Texts) -> None:
        super().__init__(id=id)
        self._texts = texts
        self._picture = FormPicture("")
        self._put: dict[Field, str] = {}
        self._shown: tuple[Store, Pen] | None = None

    def compose(self) -> ComposeResult:
        """Title and one row a field."""
        yield FormTitle("form-title")
        for field in Field:
            with Horizontal(id=f"row-{field.value}", classes="field"):
                yield Static(self._texts(f"field.{field.value}"), classes="field-label", markup=False)
                yield self._editor(field)
                yield Static("", classes="field-mark", id=f"mark-{field.value}", markup=False)

    def _editor(self, field: Field) -> Widget:
        if field is Field.DESCRIPTION:
            return TextArea(id=f"field-{field.value}", compact=True, soft_wrap=True, highlight_cursor_line=False)
        suggester = Names(self, field) if self.names(field) else None
        return Input(id=f"field-{field.value}", compact=True, select_on_focus=False, suggester=suggester)

    def names(self, field: Field) -> list[str]:
        """Return the words that a field is completed from."""
        match field:
            case Field.CATEGORY:
                return category_names()
            case Field.AGENCY:
                return [code for code, _ in agency_choices()]
            case Field.KECAMATAN:
                return kecamatan_names()
            case Field.DESA:
                shown = self._picture.fields.get(Field.KECAMATAN)
                return desa_names(shown.value if shown else "")
            case Field.PRIORITY:
                return [priority.value for priority in Priority]
        return []

    def show(self, store: Store, pen: Pen) -> None:
        """Show the store's form, after taking in what was typed since it was last shown."""
        self.collect()
        self._shown = (store, pen)
        self._picture = picture = store.form()
        self.query_one(FormTitle).show(store, pen)
        locked = not may_edit(store)
        for field in Field:
            shown = picture.fields[field] if store.subject else FieldPicture("")
            self._fill(field, shown.value, locked)
            self._mark(field, shown, pen)

    def collect(self) -> bool:
        """Give typed text to the store; return whether there was any.

        An editor whose text is not what was put there was typed into. Messages can't tell: they may come late.
        """
        if self._shown is None:
            return False
        store, _ = self._shown
        typed = {field: text for field in Field if (text := self._text(field)) != self._put.get(field, "")}
        for field, text in typed.items():
            store.edit(self._picture.subject, field, text)
        self._put |= typed
        return bool(typed)

    def _text(self, field: Field) -> str:
        editor = self.query_one(f"#field-{field.value}")
        return editor.value if isinstance(editor, Input) else editor.text if isinstance(editor, TextArea) else ""

    def _fill(self, field: Field, value: str, locked: bool) -> None:
        editor = self.query_one(f"#field-{field.value}")
        # A field that loses its right to be edited while somebody types keeps the focus: saving will say why not.
        editor.disabled = locked and not editor.has_focus
        if value == self._put.get(field, ""):
            return
        if isinstance(editor, Input):
            editor.value = value
        elif isinstance(editor, TextArea):
            editor.load_text(value)
        self._put[field] = self._text(field)

    def _mark(self, field: Field, shown: FieldPicture, pen: Pen) -> None:
        glyph, colour = MARKS.get(shown.mark, ("", "muted"))
        if shown.mark is Mark.PROPOSED:
            glyph, colour = f"~{shown.confidence:.0%}" if shown.confidence < SURE else "~", "warn"
        self.query_one(f"#mark-{field.value}", Static).update(Text(glyph, pen.bold(colour)))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        if self.collect():
            self.post_message(FormEdited())

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self.query_one(f"#field-{Field.CATEGORY.value}").focus()

    def on_descendant_focus(self) -> None:
        """Let the title tell what the caller said for this field."""
        focused = self.screen.focused
        name = (focused.id or "").removeprefix("field-") if focused else ""
        title = self.query_one(FormTitle)
        title.field = Field(name) if name in set(Field) else None
        if self._shown is not None:
            title.show(*self._shown)
