"""What can be wrong with the tables that duplicates are found by."""

from __future__ import annotations

from tickets.errors import TicketsError


class BrokenLikenessTable(TicketsError):
    """A table of the likeness rules can't be used (`file`, `where`, `reason`, `cure`: all plain words)."""

    indonesian_form = "{file}, {where}: {reason}; {cure}."
    english_form = "{file}, {where}: {reason}; {cure}."
