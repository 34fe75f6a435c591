"""Unfinished forms of home visits, kept among the person's drafts from the first key."""

from __future__ import annotations

import json

from agent_console.drafts import Drafts
from agent_console.visit_form import Values, VisitField


class VisitDrafts:
    """The typed fields of each form, by its subject; a field that was emptied stays empty."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    def edits(self, subject: str) -> dict[VisitField, str]:
        """Return what was typed into a form; a damaged draft is empty."""
        try:
            kept = json.loads(self._drafts.text(_key(subject)) or "{}")
        except ValueError:
            return {}
        known = set(VisitField)
        items = kept.items() if isinstance(kept, dict) else ()
        return {VisitField(name): str(text) for name, text in items if name in known}

    def keep(self, subject: str, edits: Values) -> None:
        """Keep what is typed; nothing typed forgets the draft."""
        typed = {name.value: text for name, text in edits.items()}
        self._drafts.keep(_key(subject), json.dumps(typed, ensure_ascii=False) if typed else "")


def _key(subject: str) -> str:
    return f"visitform:{subject}"
