"""A home visit in words: red flags, what is proposed and doubted, its facts, and its history, the newest first."""

from __future__ import annotations

from rich.text import Text

from agent_console.places import place_name
from agent_console.plain import WIB, day_and_clock, harmless, harmless_lines
from agent_console.theme import Pen
from agent_console.visit_form import VisitAdvice
from agent_console.visit_store import VisitStore
from agent_console.visit_words import word_text
from agent_console.why import error_text
from tickets.codes import grouped
from tickets.dokmaru.model import Visit
from tickets.dokmaru.nearest import Basis
from tickets.dokmaru.red_flags import FlagProposal
from tickets.dokmaru.vocabulary import RedFlag, VisitStatus
from tickets.model import Event, Ticket

BEFORE_A_TEAM = (VisitStatus.REPORTED, VisitStatus.TRIAGED, VisitStatus.TEAM)


def page_text(visits: VisitStore, pen: Pen) -> Text:
    """Return everything beside the form of what is in view."""
    given = visits.advice(pen.texts, pen.now.astimezone(WIB).date())
    if visits.opening is not None:
        about = source_lines(visits.source, pen)
        return Text("\n").join([*advice_lines(given, pen), *about, *puskesmas_lines(visits, pen)])
    visit = visits.visit
    if visit is None:
        return Text(pen.texts("visit.choose") if visits.ready else pen.texts("visit.loading"), pen.colour("muted"))
    team = puskesmas_lines(visits, pen) if visit.status in BEFORE_A_TEAM and not visit.puskesmas else []
    events = [event_text(event, visits, pen) for event in reversed(visits.history)]
    return Text("\n").join([*advice_lines(given, pen), *fact_lines(visit, visits, pen), *team, *events])


def advice_lines(given: VisitAdvice, pen: Pen) -> list[Text]:
    """Return what to ask now, what the NIK says, and what doesn't fit together."""
    advice, texts = given.advice, pen.texts
    lines = [flag_line(proposal, pen) for proposal in advice.red_flags]
    if given.problem is not None:
        lines.append(Text(f"✗ {error_text(given.problem, texts)}", pen.bold("alarm")))
    if advice.age is not None:
        lines.append(Text(f"~ {texts('visit.nik_age', age=advice.age)}", pen.colour("warn")))
    if advice.sex is not None:
        lines.append(Text(f"~ {texts('visit.nik_sex', sex=word_text(advice.sex, texts))}", pen.colour("warn")))
    return lines + [Text(f"! {texts(f'doubt.{doubt.name.lower()}')}", pen.bold("warn")) for doubt in advice.doubts]


def flag_line(proposal: FlagProposal, pen: Pen) -> Text:
    """A red flag that the words seem to speak of, and what to do about it."""
    words = ", ".join(map(harmless, proposal.words))
    key = "visit.denied" if proposal.denied else "visit.suspected"
    line = pen.texts(key, flag=word_text(proposal.flag, pen.texts), words=words)
    return Text(f"△ {line}", pen.colour("warn") if proposal.denied else pen.bold("warn"))


def puskesmas_lines(visits: VisitStore, pen: Pen) -> list[Text]:
    """The puskesmas to choose from, with the reason, or why there is none."""
    nearest = visits.nearest()
    reason = pen.texts(f"basis.{nearest.basis.name.lower()}")
    if nearest.basis not in (Basis.DESA, Basis.KECAMATAN):
        return [Text(f"! {reason}", pen.colour("warn"))]
    names = ", ".join(f"{entry.code} {harmless(entry.name)}" for entry in nearest.candidates)
    return [Text.assemble((f"~ {names}", pen.bold("warn")), (f" · {reason}", pen.colour("muted")))]


def source_lines(ticket: Ticket | None, pen: Pen) -> list[Text]:
    """Who reported it and where, for a new visit."""
    if ticket is None:
        return []
    reporter = f"{harmless(ticket.reporter_name)} {harmless(ticket.reporter_number)}".strip()
    return _facts(
        pen,
        reporter=reporter,
        relation=harmless(ticket.relation),
        place=_place(ticket),
    )


def fact_lines(visit: Visit, visits: VisitStore, pen: Pen) -> list[Text]:
    """What the form doesn't hold: the reporter, the place, who goes, where the patient was sent, what was found."""
    puskesmas = f"{visit.puskesmas} {visits.name_of(visit.puskesmas)}" if visit.puskesmas else ""
    reporter = f"{harmless(visit.reporter_name)} {harmless(visit.reporter_number)}".strip()
    found = pen.texts("visit.result") if visit.status is not VisitStatus.CANCELLED else pen.texts("visit.reason")
    lines = _facts(
        pen,
        puskesmas=harmless(puskesmas),
        team=harmless(visit.team),
        referred=harmless(visit.referred_to),
        place=_place(visit),
        reporter=reporter,
        relation=harmless(visit.relation),
    )
    if visit.result:
        lines.append(Text(f"{found} ", pen.colour("muted")).append(harmless_lines(visit.result), pen.colour("text")))
    return lines


def _place(where: Visit | Ticket) -> str:
    houses = f"RT {where.rt}/RW {where.rw}" if where.rt or where.rw else ""
    parts = (place_name(where.desa), place_name(where.kecamatan), houses, where.landmark)
    return harmless(", ".join(part for part in parts if part))


def _facts(pen: Pen, **facts: str) -> list[Text]:
    parts = [
        Text.assemble(
            (f"{pen.texts(f'visit.{name}')}\u00a0", pen.colour("muted")),
            (value.replace(" ", "\u00a0") if name in ("puskesmas", "referred") else value, pen.bold("text")),
        )
        for name, value in facts.items()
        if value
    ]
    return [Text("  ").join(parts)] if parts else []


def event_text(event: Event, visits: VisitStore, pen: Pen) -> Text:
    """One event: when, what, who, and what it was about."""
    return Text.assemble(
        (f"{day_and_clock(event.at, pen.now)} ", pen.colour("muted")),
        (pen.texts.get(f"event.{event.kind}", harmless(event.kind)), pen.bold("accent")),
        (f" {_about(event, visits, pen)}".rstrip(), pen.bold("text")),
        (f" · {harmless(event.actor)}", pen.colour("muted")),
    )


def _about(event: Event, visits: VisitStore, pen: Pen) -> str:
    detail = event.detail
    parts = [visits.name_of(str(detail["puskesmas"]))] if detail.get("puskesmas") else []
    parts += [str(detail["referred_to"])] if detail.get("referred_to") else []
    parts += [pen.texts.get(f"vfield.{name}", str(name)) for name in detail.get("changed", ())]
    parts += [f"▲{_flag(flag, pen)}" for flag in detail.get("red_flags", ())]
    parts += [f"({_flag(flag, pen)} ✗)" for flag in detail.get("dismissed", ())]
    return harmless(", ".join(parts))


def _flag(value: object, pen: Pen) -> str:
    return word_text(RedFlag(str(value)), pen.texts) if str(value) in set(RedFlag) else str(value)


def code_of(visits: VisitStore) -> str:
    """The code of the ticket in view, as it is read out; empty for none."""
    shown = visits.visit or visits.source
    return grouped(shown.code) if shown is not None else ""
