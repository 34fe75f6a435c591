"""How a ticket's next time limit stands, as a sign, a colour and words."""

from __future__ import annotations

from rich.text import Text

from agent_console.plain import span
from agent_console.theme import Pen
from tickets.model import OPEN_STATUSES, Status, Ticket

WARNING = "warning"


def due_text(ticket: Ticket, pen: Pen, *, calm: bool = False) -> Text:
    """Return "‼ lewat 2 jam" for a limit that has passed, "! 40 mnt lagi" for one that is near, else nothing.

    With `calm`, a limit that is far off is shown too.
    """
    due = ticket.next_due_at
    if due is None or ticket.status not in OPEN_STATUSES or ticket.status is Status.WAITING:
        return Text()
    number, unit = span(due - pen.now)
    length = pen.texts(f"span.{unit}", number=number)
    if due <= pen.now:
        return _whole(f"‼ {pen.texts('due.passed', span=length)}", pen.bold("alarm"))
    near = pen.texts("due.near", span=length)
    if ticket.due_state == WARNING:
        return _whole(f"! {near}", pen.bold("warn"))
    return _whole(near, pen.colour("muted")) if calm else Text()


def _whole(words: str, style: str) -> Text:
    # No-break spaces: half of "2 jam lagi" says something else.
    return Text(words.replace(" ", "\u00a0"), style)
