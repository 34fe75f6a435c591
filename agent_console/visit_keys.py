"""The Dokmaru screen's keys: Textual bindings, and the table for people to read."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from agent_console.bindings import OF_THE_APP
from agent_console.catalogue import Texts
from agent_console.keys import key_name
from agent_console.visit_actions import VISIT_ACTIONS, VisitAction


def visit_bindings(actions: Iterable[VisitAction]) -> list[BindingType]:
    """Return the screen's bindings; keys that work while typing have priority over the field."""
    found: list[BindingType] = []
    for action in actions:
        call = f"do('{action.id}')"
        if action.key:
            found.append(Binding(action.key, call, action.label, show=False))
        if action.anywhere and action.anywhere not in OF_THE_APP:
            found.append(Binding(action.anywhere, call, action.label, show=False, priority=True))
    return found


def visit_key_table(language: str = "id") -> str:
    """Return the table of the screen's keys as Markdown, for the README."""
    texts = Texts(language)
    head = f"| {texts('help.keys')} | {texts('help.action')} | {texts('help.what')} |\n|---|---|---|"
    rows = [
        f"| {' '.join(f'`{key_name(key)}`' for key in action.keys)} | {texts(action.label)} | {texts(action.help)} |"
        for action in VISIT_ACTIONS
    ]
    return "\n".join([head, *rows]) + "\n"
