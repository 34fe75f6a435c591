"""Textual bindings made from a table of actions."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from agent_console.actions import Action

OF_THE_APP = ("f2", "ctrl+p", "ctrl+q")
"""Keys that must work over a dialog too: the app binds them."""


def bindings_of(actions: Iterable[Action]) -> list[BindingType]:
    """Return a screen's bindings; keys that work while typing have priority over the field."""
    found: list[BindingType] = []
    for action in actions:
        call = f"do('{action.id}')"
        if action.key:
            found.append(Binding(action.key, call, action.label, show=False, id=f"{action.id}.key"))
        if action.anywhere and action.anywhere not in OF_THE_APP:
            found.append(Binding(action.anywhere, call, action.label, show=False, priority=True, id=f"{action.id}.any"))
    return found
