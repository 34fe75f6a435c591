"""Says why something cannot be done, in the console's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_console.catalogue import Texts
from tickets.errors import TicketsError

if TYPE_CHECKING:
    # The login screen needs the sentences, not the rules: half of the start would go into importing them.
    from agent_console.actions import Why


def why_text(why: Why, texts: Texts) -> str:
    """Return the sentence for a reason; empty for none."""
    if why is None:
        return ""
    return error_text(why, texts) if isinstance(why, TicketsError) else texts(why)


def error_text(error: TicketsError, texts: Texts) -> str:
    """Return a domain error's own sentence."""
    return error.english if texts.language == "en" else str(error)
