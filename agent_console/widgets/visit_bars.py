"""The lines of the Dokmaru screen: the alarm for red flags, the two titles, and the footer."""

from __future__ import annotations

from rich.text import Text

from agent_console.actions import Action
from agent_console.keys import key_name
from agent_console.plain import WIB
from agent_console.store import Store
from agent_console.theme import VISITS, Pen
from agent_console.visit_actions import VISIT_BY_ID, visit_footer
from agent_console.visit_form import VisitField, tolerant
from agent_console.visit_loading import MOST_VISITS
from agent_console.visit_store import VisitStore
from agent_console.visit_words import word_text, words_text
from agent_console.widgets.footer_keys import MOST_KEYS, FooterKeys, label
from agent_console.widgets.painted import Painted, spread
from agent_console.widgets.visit_text import code_of
from tickets.dokmaru.red_flags import asserted
from tickets.dokmaru.vocabulary import OPEN_VISITS


class VisitPainted(Painted):
    """A line about the visits; set `visits` before showing it."""

    visits: VisitStore


class DangerBar(VisitPainted):
    """The most prominent thing on the screen while a red flag stands; quieter for one that must still be asked."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return one line over the whole width, empty without danger."""
        flags, suspected = danger(self.visits, pen)
        key = key_name(VISIT_BY_ID["visit_hand_over_119"].anywhere)
        if flags:
            line = spread(Text(f" ▲ {flags.upper()}"), Text(f"{pen.texts('visit.call_now', press=key)} "), width)
            line.stylize(pen.reversed("alarm"))
            return line
        line = Text(f" △ {pen.texts('visit.ask_now', flags=suspected)}", pen.reversed("warn"), no_wrap=True)
        line.truncate(width, overflow="ellipsis", pad=True)
        return line


def danger(visits: VisitStore, pen: Pen) -> tuple[str, str]:
    """The red flags that stand, typed or stored, and those that are suspected, in words; empty when it is over."""
    visit = visits.visit
    if visits.opening is None and (visit is None or visit.status not in OPEN_VISITS):
        return "", ""
    stored = visit.red_flags if visit is not None else ()
    typed = tolerant(VisitField.RED_FLAGS, visits.form(pen.texts), pen.texts) or ()
    given = visits.advice(pen.texts, pen.now.astimezone(WIB).date()).advice
    return words_text(typed or stored, pen.texts), words_text(asserted(given.red_flags), pen.texts)


class VisitsTitle(VisitPainted):
    """Over the list: how many there are."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the title."""
        visits, texts = self.visits, pen.texts
        count = len(visits.shown())
        more = "+" if len(visits.loaded.visits) >= MOST_VISITS else ""
        title = Text.assemble((f" {texts('visit.title')}", pen.bold("accent")), (f" {count}{more}", pen.bold("text")))
        if not visits.open_only:
            title.append(f" · {texts('visit.open_count', count=visits.still_open())}", pen.colour("muted"))
        word = texts("visit.only_open") if visits.open_only else texts("visit.all")
        return spread(title, Text(f"{word} ", pen.colour("muted")), width)


class VisitTitle(VisitPainted):
    """Over the form: which visit, and how far it is."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return the title."""
        visit, texts = self.visits.visit, pen.texts
        code = (f"  {code_of(self.visits)}", pen.bold("text"))
        if self.visits.opening is not None:
            return Text.assemble((texts("visit.new"), pen.bold("accent")), code)
        title = Text.assemble((texts("visit.one"), pen.bold("accent")), code)
        if visit is not None:
            look = VISITS[visit.status]
            title.append(f"  {look.glyph} {word_text(visit.status, texts)}", pen.bold(look.colour))
        return title


class VisitFooter(FooterKeys):
    """The keys that work now on this screen."""

    visits: VisitStore

    def _fitting(self, store: Store, pen: Pen, width: int) -> list[Action]:
        today = pen.now.astimezone(WIB).date()
        proposals = self.visits.advice(pen.texts, today).can_be_taken
        for most in range(MOST_KEYS, 0, -1):
            able = visit_footer(store, self.visits, most, typing=self.typing, proposals=proposals)
            if sum(label(action, pen, typing=self.typing).cell_len for action in able) <= width:
                return able
        return []
