"""The list of tickets: open emergencies first, then the newest; filtered in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rich.text import Text

from agent_console.places import category_word, place_name
from agent_console.plain import day_and_clock, fit, harmless
from agent_console.store import Store
from agent_console.theme import PRIORITIES, STATUSES, Pen
from agent_console.widgets.due_text import due_text
from agent_console.widgets.keyed_list import KeyedList
from tickets.codes import grouped
from tickets.model import OPEN_STATUSES, Level, Priority, Ticket
from tickets.presence_service import Presence

CODE_WIDTH = 10
STATUS_WIDTH = 14


class TicketList(KeyedList[Ticket]):
    """Two lines a ticket: code, status and time, then what it is about."""

    _others: Mapping[int, Sequence[Presence]] = MappingProxyType({})

    def show(self, store: Store, pen: Pen) -> None:
        """Show the store's tickets."""
        self._others = store.others
        empty = "tickets.no_match" if store.search else "tickets.empty"
        self.put(list(store.tickets.values()), store.selected_ticket, pen, pen.texts(empty))

    def key_of(self, item: Ticket) -> int:
        """The ticket's id."""
        return item.id

    def paint(self, item: Ticket, width: int, pen: Pen) -> Sequence[Text]:
        """Return the ticket's two lines."""
        return (first_line(item, pen, self._others.get(item.id, ())), second_line(item, pen))


def first_line(ticket: Ticket, pen: Pen, others: Sequence[Presence] = ()) -> Text:
    """Priority, code, status, when, and who else has it before them."""
    haste, look = PRIORITIES[ticket.priority], STATUSES[ticket.status]
    open_still = ticket.status in OPEN_STATUSES
    return Text.assemble(
        (f"{haste.glyph if open_still else ' '} ", pen.bold(haste.colour)),
        (fit(grouped(ticket.code), CODE_WIDTH), pen.bold("text" if open_still else "muted")),
        (f"{look.glyph} {fit(pen.texts(f'status.{ticket.status.value}'), STATUS_WIDTH)}", pen.bold(look.colour)),
        (day_and_clock(ticket.created_at, pen.now), pen.colour("muted")),
        *((f" {'✎' if one.editing else '◉'}{harmless(one.name)}", pen.colour("warn")) for one in others),
    )


def second_line(ticket: Ticket, pen: Pen) -> Text:
    """Haste, escalation and time limit in words, category, place, and the beginning of the description."""
    line = Text("  ")
    if ticket.priority is not Priority.NORMAL and ticket.status in OPEN_STATUSES:
        word = pen.texts(f"priority.{ticket.priority.value}").upper()
        line.append(f"{word} ", pen.bold(PRIORITIES[ticket.priority].colour))
    if ticket.level is not Level.AGENCY:
        line.append(f"↑{pen.texts(f'level.{ticket.level.value}')} ", pen.bold("warn"))
    if due := due_text(ticket, pen):
        line.append_text(due).append(" ")
    parts = [category_word(ticket.category), place_name(ticket.kecamatan)]
    line.append(" · ".join(part for part in parts if part), pen.colour("accent"))
    if ticket.description:
        line.append(f" {harmless(ticket.description)}", pen.colour("muted"))
    return line
