"""The list of home visits: what burns first, then the newest; the patient as masked as the reader's role asks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from agent_console.places import place_name
from agent_console.plain import day_and_clock, fit, harmless, span
from agent_console.theme import PRIORITIES, VISITS, Pen
from agent_console.visit_store import VisitStore
from agent_console.visit_words import word_text, words_text
from agent_console.widgets.keyed_list import KeyedList
from tickets.codes import grouped
from tickets.dokmaru.model import Visit
from tickets.dokmaru.vocabulary import OPEN_VISITS
from tickets.model import Priority

CODE_WIDTH = 10
STATUS_WIDTH = 14


class VisitList(KeyedList[Visit]):
    """Three lines a visit: how far it is, who and where, and what is the matter."""

    row_height = 3
    visits: VisitStore

    def show(self, visits: VisitStore, pen: Pen) -> None:
        """Show the store's visits."""
        self.visits = visits
        empty = "visit.no_match" if visits.search else "visit.none_open" if visits.open_only else "visit.none"
        cursor = None if visits.opening is not None else visits.selected
        self.put(visits.shown(), cursor, pen, pen.texts(empty) if visits.ready else "")

    def key_of(self, item: Visit) -> int:
        """The visit's id."""
        return item.id

    def action_move(self, rows: int) -> None:
        """Move the cursor; from a new visit it comes back to where it was."""
        if self.cursor is None and self.keys:
            selected = self.visits.selected
            self._go(selected if selected in self.keys else self.keys[0])
        else:
            super().action_move(rows)

    def paint(self, item: Visit, width: int, pen: Pen) -> Sequence[Text]:
        """Return the visit's three lines."""
        return (
            first_line(item, pen),
            second_line(item, self.visits.name_of(item.puskesmas), pen),
            third_line(item, pen),
        )


def first_line(visit: Visit, pen: Pen) -> Text:
    """Priority, code, status, and how long since the report."""
    look, still = VISITS[visit.status], visit.status in OPEN_VISITS
    haste = PRIORITIES[visit.priority if still else Priority.NORMAL]
    return Text.assemble(
        (f"{haste.glyph} ", pen.bold(haste.colour)),
        (fit(grouped(visit.code), CODE_WIDTH), pen.bold("text" if still else "muted")),
        (f"{look.glyph} {fit(word_text(visit.status, pen.texts), STATUS_WIDTH)}", pen.bold(look.colour)),
        (since_report(visit, pen), pen.colour("text" if still else "muted")),
    )


def since_report(visit: Visit, pen: Pen) -> str:
    """How long ago the visit was asked for; of one that is over, the day, or the hour of today."""
    if visit.status not in OPEN_VISITS:
        return day_and_clock(visit.created_at, pen.now).split()[0]
    number, unit = span(pen.now - visit.created_at)
    return pen.texts(f"span.{unit}", number=number)


def second_line(visit: Visit, puskesmas: str, pen: Pen) -> Text:
    """The patient with age and sex, the desa, and who goes."""
    facts = [place_name(visit.desa) or place_name(visit.kecamatan), puskesmas]
    return Text.assemble(
        (f"  {who(visit)}", pen.bold("text")),
        *((f" · {harmless(fact)}", pen.colour("accent")) for fact in facts if fact),
    )


def who(visit: Visit) -> str:
    """The patient's name as far as it may be shown, with age in years and sex."""
    about = f"{'' if visit.patient_age is None else visit.patient_age} {visit.patient_sex or ''}".strip()
    return f"{harmless(visit.patient_name)} {about}".rstrip()


def third_line(visit: Visit, pen: Pen) -> Text:
    """The red flags in words, else the complaint."""
    if visit.red_flags:
        style = pen.bold("alarm") if visit.status in OPEN_VISITS else pen.colour("muted")
        return Text.assemble((f"  ▲ {words_text(visit.red_flags, pen.texts)}", style))
    return Text.assemble((f"  {harmless(visit.complaint)}", pen.colour("muted")))
