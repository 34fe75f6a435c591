"""A ticket's history, painted: who did what and when, the newest first."""

from __future__ import annotations

from rich.text import Text

from agent_console.places import place_name
from agent_console.plain import day_and_clock, harmless, harmless_lines
from agent_console.store import Store
from agent_console.theme import Pen
from agent_console.widgets.due_text import due_text
from agent_console.widgets.similar_text import similar_lines
from tickets.incidents import incident_code
from tickets.model import Event, Level, Ticket

SAID = ("text", "reason", "result", "reference")
"""Details of an event that people wrote."""
NAMED = ("agency", "body", "of", "by", "code")
"""Details that name what an event is about; the first there is counts."""


def history_text(store: Store, pen: Pen) -> Text:
    """Return facts and history of the ticket in view."""
    ticket = store.ticket
    if ticket is None:
        return Text(pen.texts("history.none"), pen.colour("muted"))
    events = [event_text(event, pen) for event in reversed(store.history.get(ticket.id, ()))]
    return Text("\n").join([facts(ticket, pen), *_others(store, ticket, pen), *similar_lines(store, pen), *events])


def _others(store: Store, ticket: Ticket, pen: Pen) -> list[Text]:
    people = store.others.get(ticket.id, ())
    writing = ", ".join(harmless(one.name) for one in people if one.editing)
    reading = ", ".join(harmless(one.name) for one in people if not one.editing)
    lines = [Text(f"✎ {pen.texts('others.writing', who=writing)}", pen.bold("warn"))] if writing else []
    return lines + ([Text(f"◉ {pen.texts('others.reading', who=reading)}", pen.colour("accent"))] if reading else [])


def facts(ticket: Ticket, pen: Pen) -> Text:
    """Return what the form doesn't show: the agency, how high it was lifted, who works on it, and its flags."""
    nobody = pen.texts("history.nobody")
    parts = [_fact(pen.texts("history.agency"), ticket.agency or nobody, pen)]
    if ticket.level is not Level.AGENCY:
        parts.append(Text(f"↑{pen.texts(f'level.{ticket.level.value}')}", pen.bold("warn")))
    parts.append(_fact(pen.texts("history.claimed"), ticket.claimed_by or nobody, pen))
    if ticket.acknowledged_at is not None:
        when = day_and_clock(ticket.acknowledged_at, pen.now)
        parts.append(_fact(pen.texts("history.accepted"), f"{ticket.acknowledged_by} {when}", pen))
    if ticket.incident_id is not None:
        parts.append(_fact(pen.texts("history.incident"), incident_code(ticket.incident_id), pen))
    if ticket.complaint_type is not None:
        parts.append(_fact(pen.texts("history.kind"), ticket.complaint_type.value.replace("_", " "), pen))
    if due_text(ticket, pen, calm=True):
        parts.append(_due(ticket, pen))
    parts += [Text(pen.texts("flag.anonymous"), pen.bold("warn"))] if ticket.anonymous else []
    parts += [Text(pen.texts("flag.confidential"), pen.bold("warn"))] if ticket.confidential else []
    return Text("  ").join(parts)


def _due(ticket: Ticket, pen: Pen) -> Text:
    clock = pen.texts(f"clock.{ticket.due_clock}")
    return Text.assemble((f"{clock}\u00a0", pen.colour("muted")), due_text(ticket, pen, calm=True))


def _fact(name: str, value: str, pen: Pen) -> Text:
    # No-break spaces keep a name and its value on one line.
    return Text.assemble(
        (f"{name}\u00a0", pen.colour("muted")), (harmless(value).replace(" ", "\u00a0"), pen.bold("text"))
    )


def event_text(event: Event, pen: Pen) -> Text:
    """Return one event: time, what, who, and the words that go with it."""
    line = Text.assemble(
        (f"{day_and_clock(event.at, pen.now)} ", pen.colour("muted")),
        (pen.texts.get(f"event.{event.kind}", harmless(event.kind)), pen.bold("accent")),
        (f" {_object(event, pen)}".rstrip(), pen.bold("text")),
        (f" · {harmless(event.actor)}", pen.colour("muted")),
    )
    for key in SAID:
        if event.detail.get(key):
            line.append(f"\n  {harmless_lines(str(event.detail[key]))}", pen.colour("text"))
    return line


def _object(event: Event, pen: Pen) -> str:
    detail = event.detail
    if event.kind == "ticket.edited":
        changed = detail.get("changed", {})
        return ", ".join(_change(str(key), value, pen) for key, value in changed.items())
    if event.kind == "ticket.escalated":
        return "↑ " + pen.texts.get(f"level.{detail.get('level')}", "")
    if event.kind in ("ticket.heard_again", "ticket.text_chosen"):
        return pen.texts.get(f"source.{detail.get('source')}", "")
    if event.kind == "ticket.due":
        names = (f"clock.{detail.get('clock')}", f"state.{detail.get('state')}")
        return ": ".join(pen.texts.get(name, "") for name in names)
    if event.kind == "ticket.undone":
        return pen.texts.get(f"event.{detail.get('undid')}", "")
    named = (detail.get(key) for key in NAMED)
    return harmless(str(next((value for value in named if value), "")))


def _change(column: str, value: object, pen: Pen) -> str:
    name = pen.texts.get(f"field.{column.removeprefix('reporter_')}", column)
    if column in ("description", "landmark"):
        return name
    return f"{name} {harmless(place_name(str(value)) if value else '–')}"
