"""What the Dokmaru screen shows, as plain values: visits, the one in view, and what is typed into forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from agent_console.catalogue import Texts
from agent_console.places import desa_code, kecamatan_code, place_name
from agent_console.queue_order import keep_cursor
from agent_console.visit_form import (
    Values,
    VisitAdvice,
    VisitField,
    VisitPicture,
    advice_on,
    fields_asked,
    proposed_values,
    stored_values,
    taken_over,
    visit_picture,
)
from tickets.dokmaru.model import Puskesmas, Visit
from tickets.dokmaru.nearest import Basis, Nearest, nearest
from tickets.dokmaru.permissions import works_on_visits
from tickets.dokmaru.vocabulary import OPEN_VISITS
from tickets.model import Account, Event, Role, Ticket

NO_TICKET = 0
"""The new visit that opens its own ticket."""


@dataclass(frozen=True)
class VisitQuestion:
    """What to ask the database for; `opening` is the ticket (id) for which a visit is wanted, NO_TICKET for none."""

    me: Account
    selected: int | None
    opening: int | None
    open_only: bool


@dataclass(frozen=True)
class VisitsLoaded:
    """The answer: visits as the list may show them, the one in view as its page may, and what a new one begins with.

    `wanted` is the visit (id) that the ticket has already; `said` is what the ticket's caller said.
    """

    visits: tuple[Visit, ...] = ()
    detail: Visit | None = None
    history: tuple[Event, ...] = ()
    puskesmas: tuple[Puskesmas, ...] = ()
    source: Ticket | None = None
    said: str = ""
    wanted: int | None = None


class VisitStore:
    """The state of one Dokmaru screen. Pure: no clock, no database, no widgets."""

    def __init__(self, me: Account, restore: Callable[[str], Values]) -> None:
        self.me, self._restore = me, restore
        self.loaded = VisitsLoaded()
        self.selected: int | None = None
        self.opening: int | None = None
        self.open_only = True
        self.search = ""
        self.ready = False
        self._edits: dict[str, dict[VisitField, str]] = {}

    # What the database says

    def question(self) -> VisitQuestion:
        """Say what to load."""
        return VisitQuestion(self.me, self.selected, self.opening, self.open_only)

    def put(self, loaded: VisitsLoaded) -> bool:
        """Take in what was loaded; return whether something else is in view now, so that its page is still missing."""
        before = [visit.id for visit in self.shown()]
        self.loaded, self.ready = replace(loaded, detail=self._newest(loaded.detail)), True
        if loaded.wanted is not None and self.opening is not None:
            self.opening, self.selected = None, loaded.wanted
        shown = [visit.id for visit in self.shown()]
        if self.selected is None or self.visit is None or self.selected not in shown:
            self.selected = keep_cursor(self.selected, before, shown)
        return self.opening is None and self.selected is not None and self.detail is None

    def _newest(self, loaded: Visit | None) -> Visit | None:
        # What was read before our own verb was written must not bring the older state back.
        mine = self.loaded.detail
        if mine is not None and loaded is not None and mine.id == loaded.id and mine.version > loaded.version:
            return mine
        return loaded

    def look_for(self, text: str) -> None:
        """Show only the visits that hold these words."""
        before, self.search = [visit.id for visit in self.shown()], text
        self.selected = keep_cursor(self.selected, before, [visit.id for visit in self.shown()])

    # What is in view

    def shown(self) -> list[Visit]:
        """Return the visits that match what is searched for."""
        words = self.search.casefold().split()
        return [visit for visit in self.loaded.visits if all(word in _searched(visit) for word in words)]

    @property
    def visit(self) -> Visit | None:
        """The visit in view, as far as it is loaded; None while a new one is being written."""
        if self.opening is not None:
            return None
        return self.detail or next((visit for visit in self.loaded.visits if visit.id == self.selected), None)

    @property
    def detail(self) -> Visit | None:
        """The visit in view as its page shows it, None while it is loaded."""
        detail = self.loaded.detail
        return detail if detail is not None and detail.id == self.selected else None

    @property
    def source(self) -> Ticket | None:
        """The ticket for which a new visit is being written."""
        source = self.loaded.source
        return source if source is not None and source.id == self.opening else None

    @property
    def history(self) -> tuple[Event, ...]:
        """What happened to the visit in view."""
        return self.loaded.history if self.detail is not None and self.opening is None else ()

    @property
    def subject(self) -> str:
        """What the form belongs to, empty for nothing."""
        if self.opening is not None:
            return f"new:{self.opening}" if self.opening == NO_TICKET or self.source is not None else ""
        return f"visit:{self.detail.id}" if self.detail is not None else ""

    def still_open(self) -> int:
        """Count the visits in the list that are not over."""
        return sum(visit.status in OPEN_VISITS for visit in self.loaded.visits)

    def nearest(self) -> Nearest:
        """Return the puskesmas proposed for where the patient lives, with the reason."""
        place = self.visit or self.source
        if place is None:
            return self._nearest_typed(self.edits())
        return nearest(self.loaded.puskesmas, place.desa, place.kecamatan)

    def _nearest_typed(self, edits: Values) -> Nearest:
        kecamatan = edits.get(VisitField.KECAMATAN, "")
        desa = edits.get(VisitField.DESA, "")
        return nearest(
            self.loaded.puskesmas,
            desa_code(desa, kecamatan) if desa else None,
            kecamatan_code(kecamatan) if kecamatan else None,
        )

    def name_of(self, code: str | None) -> str:
        """Return the name of a puskesmas, its code when the list doesn't know it."""
        return next((entry.name for entry in self.loaded.puskesmas if entry.code == code), code or "")

    # The form

    def form(self, texts: Texts) -> VisitPicture:
        """Return the form of what is in view."""
        new = self.opening is not None
        stored = stored_values(self.detail, texts) if self.detail is not None and not new else {}
        proposed = proposed_values(self.source, self.loaded.said, self._proposed_puskesmas()) if new else {}
        asked = fields_asked(new=new, with_ticket=self.opening != NO_TICKET)
        return visit_picture(self.subject, asked, stored, proposed, self.edits(), texts)

    def _proposed_puskesmas(self) -> str:
        if self.me.role is Role.PUSKESMAS:
            return self.me.puskesmas or ""
        candidates = self.nearest().candidates
        return candidates[0].code if candidates else ""

    def advice(self, texts: Texts, today: date) -> VisitAdvice:
        """Return what the form in view proposes and doubts; nothing when the visit is over or hidden."""
        over = self.detail is not None and self.opening is None and self.detail.status not in OPEN_VISITS
        if not self.subject or over or not works_on_visits(self.me.actor):
            return VisitAdvice()
        said = self.loaded.said if self.opening is not None else ""
        return advice_on(self.form(texts), said, today, texts)

    def basis(self) -> Basis:
        """Why these puskesmas are proposed."""
        return self.nearest().basis

    def edits(self, subject: str | None = None) -> dict[VisitField, str]:
        """Return what was typed into a form, the one in view by default; drafts of the last time come back."""
        subject = self.subject if subject is None else subject
        if subject and subject not in self._edits:
            self._edits[subject] = dict(self._restore(subject))
        return self._edits.get(subject, {})

    def edit(self, subject: str, name: VisitField, text: str) -> None:
        """Keep what was typed into a field."""
        if subject:
            self.edits(subject)
            self._edits[subject][name] = text

    def take_over(self, texts: Texts, today: date) -> None:
        """Put what is proposed into the form, as if it were typed."""
        picture = self.form(texts)
        for name, text in taken_over(picture, self.advice(texts, today).advice, texts).items():
            self.edit(picture.subject, name, text)

    def saved(self, subject: str, sent: Values) -> None:
        """Forget the edits that the database now holds; what was typed while it was written stays."""
        left = {name: text for name, text in self.edits(subject).items() if sent.get(name) != text}
        self._edits[subject] = left

    def opened(self, visit: Visit) -> None:
        """Show the visit that was just opened."""
        self.opening, self.selected = None, visit.id
        self.loaded = replace(self.loaded, detail=visit, history=())

    def changed(self, visit: Visit) -> None:
        """Show at once what a verb made of the visit in view."""
        if visit.id == self.selected:
            self.loaded = replace(self.loaded, detail=visit)


def _searched(visit: Visit) -> str:
    places = f"{place_name(visit.desa)} {place_name(visit.kecamatan)}"
    return f"{visit.code} {visit.patient_name} {places} {visit.puskesmas or ''} {visit.complaint}".casefold()
