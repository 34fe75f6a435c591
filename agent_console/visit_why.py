"""Why a verb makes no sense for a visit now, short enough for a narrow line: what to do first."""

from __future__ import annotations

from agent_console.actions import Why
from agent_console.catalogue import Texts
from agent_console.why import why_text
from tickets.errors import ImpossibleTransition


def short_why(why: Why, texts: Texts) -> str:
    """Return the cure of an impossible step where there is one, else the whole sentence; empty for none."""
    if isinstance(why, ImpossibleTransition) and why.cure:
        return str(why.cure)
    return why_text(why, texts)
