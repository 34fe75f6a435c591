"""The Dokmaru screen's keys as a table for people to read."""

from __future__ import annotations

from agent_console.keys import key_table_markdown
from agent_console.visit_actions import VISIT_ACTIONS


def visit_key_table(language: str = "id") -> str:
    """Return the table of the screen's keys as Markdown, for the README."""
    return key_table_markdown(language, VISIT_ACTIONS)
