"""The two lines at the top: my call and the clock, the call that should be answered next and how many wait."""

from __future__ import annotations

from rich.text import Text

from agent_console.places import category_word
from agent_console.plain import clock, duration, harmless, masked
from agent_console.queue_order import since
from agent_console.store import DESK_ROLES, Store
from agent_console.theme import PRIORITIES, STAGES, Pen
from agent_console.widgets.painted import Painted, spread
from tickets.model import OPEN_STATUSES, CallRow, Priority

ROOMY = 100
"""From this width on the operator's own name has room too."""


class CallBar(Painted):
    """Never takes the focus; it only lights up."""

    def paint(self, store: Store, pen: Pen, width: int) -> Text:
        """Return both lines."""
        return Text("\n", no_wrap=True).join(
            [
                spread(mine(store, pen), _clock(store, pen, width), width),
                spread(next_up(store, pen), _count(store, pen), width),
            ]
        )


def mine(store: Store, pen: Pen) -> Text:
    """Describe the operator's own call."""
    if store.me.role in DESK_ROLES:
        return Text.assemble((f" {harmless(store.me.name)}", pen.bold("text")), f"  {store.me.agency or ''}")
    row = store.my_call()
    if row is None:
        return Text.assemble((f" {pen.texts('bar.free')}", pen.colour("muted")))
    return Text(" ").join([Text(""), _stage(row, pen), *_who(store, row, pen, full_number=True)])


def next_up(store: Store, pen: Pen) -> Text:
    """Describe the call that waits most urgently, with the key that takes it."""
    if store.me.role in DESK_ROLES:
        still = sum(ticket.status in OPEN_STATUSES for ticket in store.tickets.values())
        return Text.assemble((f" {pen.texts('bar.open', count=still)}", pen.colour("muted")))
    row = store.most_urgent()
    if row is None:
        return Text.assemble((f" {pen.texts('bar.nobody')}", pen.colour("muted")))
    parts = [Text(""), _stage(row, pen), *_who(store, row, pen, full_number=False)]
    line = Text(" ").join(parts)
    if row.priority is Priority.EMERGENCY:
        line.stylize(pen.bold("alarm"))
    return line


def _stage(row: CallRow, pen: Pen) -> Text:
    look = STAGES[row.stage]
    haste = PRIORITIES[row.priority]
    text = Text()
    if row.priority is not Priority.NORMAL:
        text.append(f"{haste.glyph} {pen.texts(f'priority.{row.priority.value}').upper()} ", pen.bold(haste.colour))
    text.append(f"{look.glyph} {pen.texts(f'stage.{row.stage.value}')}", pen.bold(look.colour))
    text.append(f" {duration((pen.now - since(row)).total_seconds())}", pen.colour("text"))
    return text


def _who(store: Store, row: CallRow, pen: Pen, *, full_number: bool) -> list[Text]:
    number = harmless(row.caller_number) if full_number else masked(row.caller_number)
    parts = [Text(number or pen.texts("call.no_number"), pen.bold("text"))]
    if row.caller_name:
        parts.append(Text(harmless(row.caller_name), pen.colour("text")))
    place = store.place_of(row)
    parts += [Text(f"· {word}", pen.colour("muted")) for word in (category_word(row.category), place) if word]
    if row.id in store.pending:
        parts.append(Text(f"… {pen.texts(f'pending.{store.pending[row.id][0]}')}", pen.bold("accent")))
    return parts


def _clock(store: Store, pen: Pen, width: int) -> Text:
    text = Text()
    if width >= ROOMY:
        text.append(f"{harmless(store.me.name)}  ", pen.colour("muted"))
    text.append(f"{clock(pen.now)} ", pen.bold("text"))
    return text


def _count(store: Store, pen: Pen) -> Text:
    waiting = len(store.waiting())
    if not waiting:
        return Text()
    colour = "alarm" if store.emergencies() else "warn"
    text = Text.assemble((f"{pen.texts('bar.waiting', count=waiting)} ", pen.bold(colour)))
    if store.my_call() is None and not store.readonly:
        text.append(f" F2 {pen.texts('action.answer.label')} ", pen.reversed(colour))
        text.append(" ")
    return text
