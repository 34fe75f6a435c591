"""What the actions of the Dokmaru screen do: ask what is missing, run one verb in the executor, say how it went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from rich.text import Text

from agent_console.catalogue import Texts
from agent_console.deeds import Desk, run_verb
from agent_console.drafts import Drafts
from agent_console.places import place_name
from agent_console.plain import harmless
from agent_console.visit_drafts import VisitDrafts
from agent_console.visit_form import changed_fields, new_visit
from agent_console.visit_store import VisitStore
from agent_console.why import error_text
from tickets.codes import grouped
from tickets.database import Database
from tickets.dokmaru import service
from tickets.dokmaru.errors import InvalidAnswer
from tickets.dokmaru.model import Puskesmas, Visit
from tickets.dokmaru.nearest import Basis
from tickets.dokmaru.permissions import on_its_page
from tickets.dokmaru.red_flags import propose_red_flags
from tickets.dokmaru.referral import regency_hospitals
from tickets.dokmaru.vocabulary import RedFlag
from tickets.model import Role
from tickets.reference.loader import agencies

Verb = Callable[..., Visit]


class VisitDesk(Desk, Protocol):
    """What these deeds need from the screen."""

    async def ask_flags(
        self, title: Text, held: Sequence[RedFlag], words: Mapping[RedFlag, str]
    ) -> tuple[RedFlag, ...] | None:
        """Ask which red flags hold."""


class VisitDeeds:
    """The effects of one person's actions on visits."""

    def __init__(self, desk: VisitDesk, database: Database, visits: VisitStore, drafts: Drafts, texts: Texts) -> None:
        self._desk, self._database, self._visits = desk, database, visits
        self._drafts, self._texts = drafts, texts
        self.table: dict[str, Callable[[], Awaitable[object]]] = {
            "visit_save": self.save,
            "visit_triage": self.triage,
            "visit_team": self.team,
            "visit_depart": lambda: self._do("visit_depart", service.depart),
            "visit_visited": lambda: self._write("visit_visited", service.record_visit),
            "visit_refer": self.refer,
            "visit_close": lambda: self._do("visit_close", service.close_visit),
            "visit_cancel": lambda: self._write("visit_cancel", service.cancel_visit),
            "visit_hand_over_119": self.hand_over,
        }

    async def save(self) -> None:
        """Open the new visit, or write what was changed in the form."""
        picture, visit, opening = self._visits.form(self._texts), self._visits.visit, self._visits.opening
        actor = self._visits.me.actor
        try:
            if opening is None and visit is not None:
                fields = changed_fields(picture, self._texts)
                saved = await self._run(service.edit_visit, visit.id, actor, visit.version, **fields)
            else:
                new = new_visit(picture, opening or None, self._visits.loaded.puskesmas, self._texts)
                saved = await self._run(service.open_visit, new, actor)
        except InvalidAnswer as error:
            self._desk.say(error_text(error, self._texts), "alarm")
            return
        if saved is None:
            return
        self._visits.saved(picture.subject, picture.values)
        VisitDrafts(self._drafts).keep(picture.subject, self._visits.edits(picture.subject))
        if opening is not None and self._visits.opening == opening:
            self._visits.opened(self._page(saved))
        self._said("visit_save", saved)

    async def triage(self) -> None:
        """Ask for every red flag."""
        visit = self._visits.visit
        if visit is None:
            return
        proposals = propose_red_flags(f"{visit.complaint}. {visit.onset}")
        words = {one.flag: ", ".join(map(harmless, one.words)) for one in proposals if not one.denied}
        flags = await self._desk.ask_flags(self._title("visit_triage", visit), visit.red_flags, words)
        if flags is not None:
            await self._do("visit_triage", service.triage_visit, flags, of=visit)

    async def team(self) -> None:
        """Choose the puskesmas, the nearest first, and name who goes."""
        visit = self._visits.visit
        if visit is None:
            return
        code = await self._puskesmas(visit)
        if code is not None:
            await self._write("visit_team", service.appoint_team, code, of=visit, begin_with=visit.team)

    async def _puskesmas(self, visit: Visit) -> str | None:
        if self._visits.me.role is Role.PUSKESMAS:
            return self._visits.me.puskesmas
        nearest = self._visits.nearest()
        if nearest.basis is Basis.NO_LIST:
            self._desk.say(self._texts("basis.no_list"), "alarm")
            return None
        near = [entry.code for entry in nearest.candidates]
        first = visit.puskesmas or (near[0] if near else None)
        choices = puskesmas_choices(self._visits.loaded.puskesmas, near, self._texts)
        return await self._desk.ask_choice(self._title("visit_puskesmas", visit), choices, first)

    async def refer(self) -> None:
        """Choose an RSUD of the regency, or name the provincial hospital after it."""
        visit = self._visits.visit
        if visit is None:
            return
        if visit.referred_to:
            await self._write("visit_refer_on", service.refer_patient, of=visit)
            return
        hospital = await self._desk.ask_choice(self._title("visit_refer", visit), hospital_choices(), None)
        if hospital is not None:
            await self._do("visit_refer", service.refer_patient, hospital, of=visit)

    async def hand_over(self) -> None:
        """Ask once whether 119 has the patient; without a red flag ask why."""
        visit = self._visits.visit
        if visit is None:
            return
        if not visit.red_flags:
            await self._write("visit_hand_over_119", service.hand_over_119, of=visit)
        elif await self._desk.ask_sure(self._title("visit_sure", visit), self._texts("ask.visit_sure_yes")):
            await self._do("visit_hand_over_119", service.hand_over_119, of=visit)

    async def _write(self, name: str, verb: Verb, *more: object, of: Visit | None = None, begin_with: str = "") -> None:
        visit = of or self._visits.visit
        if visit is None:
            return
        key = f"{name}:{visit.id}"
        draft = self._drafts.text(key) or begin_with
        text = await self._desk.ask_text(self._title(name, visit), draft, lambda typed: self._drafts.keep(key, typed))
        if text is not None and await self._do(name, verb, *more, text, of=visit):
            self._drafts.keep(key, "")

    async def _do(self, name: str, verb: Verb, *more: object, of: Visit | None = None) -> bool:
        visit = of or self._visits.visit
        if visit is None:
            return False
        done = await self._run(verb, visit.id, self._visits.me.actor, *more, version=visit.version)
        if done is None:
            self._desk.refetch()
            return False
        self._said(name, done)
        return True

    def _said(self, name: str, visit: Visit) -> None:
        self._visits.changed(self._page(visit))
        self._desk.say(self._texts(f"done.{name}", code=grouped(visit.code)), "good")
        self._desk.refetch()

    def _page(self, visit: Visit) -> Visit:
        return on_its_page(visit, self._visits.me.actor)

    def _title(self, name: str, visit: Visit) -> Text:
        return Text(self._texts(f"ask.{name}", code=grouped(visit.code)))

    async def _run(self, verb: Verb, *args: Any, **kwargs: Any) -> Visit | None:
        return await run_verb(self._desk.say, self._database, self._texts, verb, *args, **kwargs)


def puskesmas_choices(known: Sequence[Puskesmas], near: Sequence[str], texts: Texts) -> list[tuple[str, str]]:
    """Return (code, words) of all puskesmas, those that are near the patient first and marked."""
    ordered = sorted(known, key=lambda entry: (entry.code not in near, entry.code))
    return [(entry.code, _choice(entry, entry.code in near, texts)) for entry in ordered]


def _choice(entry: Puskesmas, is_near: bool, texts: Texts) -> str:
    where = place_name(entry.kecamatan)
    return f"{entry.code:<14} {entry.name}, {where}{'  ~ ' + texts('visit.nearest') if is_near else ''}"


def hospital_choices() -> list[tuple[str, str]]:
    """Return (code, words) of the regency's hospitals."""
    return [(code, f"{code:<10} {agencies()[code].name}") for code in regency_hospitals()]
