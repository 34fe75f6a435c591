"""The table of keys as Markdown, for the README, and the short names of keys for the footer."""

from collections.abc import Iterable

from agent_console.actions import ACTIONS, Action
from agent_console.catalogue import Texts

SHORT = {"slash": "/", "question_mark": "?", "colon": ":", "escape": "Esc", "enter": "Enter", "tab": "Tab"}


def key_name(key: str) -> str:
    """Write a key as people know it: f2 → F2, ctrl+p → Ctrl+P, slash → /."""
    if key in SHORT:
        return SHORT[key]
    return "+".join(part.capitalize() for part in key.split("+")) if len(key) > 1 else key


def key_table_markdown(language: str = "id", actions: Iterable[Action] = ACTIONS) -> str:
    """Return the key table of those actions that have a key, as a Markdown table."""
    texts = Texts(language)
    head = f"| {texts('help.keys')} | {texts('help.action')} | {texts('help.what')} |\n|---|---|---|"
    rows = [
        f"| {' '.join(f'`{key_name(key)}`' for key in action.keys)} | {texts(action.label)} | {texts(action.help)} |"
        for action in actions
        if action.keys
    ]
    return "\n".join([head, *rows]) + "\n"
