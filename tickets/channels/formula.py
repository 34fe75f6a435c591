"""Cells that a spreadsheet would run as a formula: made harmless on the way out, and whole again on the way in; pure.

The rule is OWASP's for "CSV injection": a cell must not begin with = + - @, a tab or a line break, nor with the
full-width forms that some spreadsheets take for them. An apostrophe in front makes it a text.
"""

from __future__ import annotations

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
SHIELD = "'"


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front if it could be a formula."""
    return SHIELD + cell if cell.lstrip(SHIELD).startswith(DANGEROUS) else cell


def original(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith(SHIELD) and cell.lstrip(SHIELD).startswith(DANGEROUS) else cell
