"""What a report probably belongs to, in a line or two above its words."""

from __future__ import annotations

from rich.text import Text

from agent_console.plain import harmless
from agent_console.similar_deeds import likely_line
from agent_console.store import Store
from agent_console.theme import Pen

MOST_LINES = 2


def similar_lines(store: Store, pen: Pen) -> list[Text]:
    """Return the proposals for what is in view; none once its ticket belongs to an incident."""
    found = store.similar.get(store.subject)
    if found is None or (store.ticket is not None and store.ticket.incident_id is not None):
        return []
    lines = [Text(f"⚑ {harmless(found.burst.text)} (m)", pen.bold("alarm"))] if found.burst is not None else []
    for one in found.likely[: MOST_LINES - len(lines)]:
        lines.append(Text(f"≈ {harmless(likely_line(one, pen.texts))}", pen.colour("warn")))
    return lines
