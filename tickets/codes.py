"""Ticket codes: eight digits that can be read out and typed on a telephone, the last one checking the others."""

from __future__ import annotations

SERIALS = 9_000_000
"""Codes run out after this many tickets (at 2,245 a year: four thousand years)."""

# No code begins with 0: on the telephone a first 0 calls an operator. Multiplying by a number that shares no factor
# with 9,000,000 permutes what is left: neighbours look unlike.
_LOWEST = 1_000_000
_STRIDE = 6_180_341
_OFFSET = 2_718_281

# The totally anti-symmetric quasigroup of order 10 of H. M. Damm's thesis (Marburg 2004): a check digit over it catches
# every wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """The Damm digit that makes `digits` + itself valid."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def new_code(serial: int) -> str:
    """The eight-digit code of the ticket with this serial number (1 ≤ serial < SERIALS); no two share one.

    Raises ValueError outside that range.
    """
    if not 0 < serial < SERIALS:
        raise ValueError(
            f"ticket serial {serial} is outside 1..{SERIALS - 1}: codes have seven digits and a check digit"
        )
    body = str(_LOWEST + (serial * _STRIDE + _OFFSET) % SERIALS)
    return f"{body}{check_digit(body)}"


def plain(text: str) -> str:
    """The code without the spaces, dots and hyphens that people put in."""
    return text.translate({ord(c): None for c in " .-\u00a0"})


def valid_code(text: str) -> bool:
    """True when this can be a ticket code: eight ASCII digits whose check digit fits."""
    code = plain(text)
    return len(code) == 8 and code.isascii() and code.isdigit() and check_digit(code) == 0


def grouped(code: str) -> str:
    """The code in two groups of four, as it is shown and read out: "1234 5678"."""
    return f"{code[:4]} {code[4:]}"
