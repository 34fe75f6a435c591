"""Numbers as Indonesian words: whole numbers, decimals, and digit by digit."""

import re

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SMALL = (*DIGITS, "sepuluh", "sebelas")
UNITS = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)
LARGEST = 10**15 - 1
GROUP = 3


class NumberTooLarge(ValueError):
    """The number has no everyday Indonesian name: only 0 to 999,999,999,999,999 are spelled out."""


def spell(number: int) -> str:
    """Spell a whole number, e.g. 1999 → "seribu sembilan ratus sembilan puluh sembilan". Raises NumberTooLarge."""
    if not 0 <= number <= LARGEST:
        raise NumberTooLarge(f"{number} cannot be spelled out; read it digit by digit instead")
    return _spell(number)


def _spell(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    if number < 20:
        return f"{DIGITS[number - 10]} belas"
    size, unit = next(pair for pair in UNITS if number >= pair[0])
    count, rest = divmod(number, size)
    head = f"se{unit}" if count == 1 and size <= 1000 else f"{_spell(count)} {unit}"
    return f"{head} {_spell(rest)}" if rest else head


def spell_decimal(text: str) -> str:
    """Spell an Indonesian decimal such as "1.250,75": dots group thousands, the comma begins the decimals."""
    whole, _, decimals = text.partition(",")
    digits = whole.replace(".", "")
    words = spell(int(digits)) if int(digits) <= LARGEST else spell_digits(digits)
    return f"{words} koma {_each(decimals)}" if decimals else words


def spell_digits(text: str, group: int | None = None) -> str:
    """Read the digits in `text` one by one, with a short pause (comma) between groups.

    Spaces and hyphens in the text are the groups; a bare run of more than five digits is cut into groups of `group`
    digits, counted from the end (default: 4 for 8 digits, a ticket code; otherwise 3).
    """
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) == 1:
        parts = _cut(parts[0], group or (4 if len(parts[0]) == 8 else GROUP))
    return ", ".join(_each(part) for part in parts)


def _cut(digits: str, size: int) -> list[str]:
    if len(digits) <= 5:
        return [digits]
    first = len(digits) % size
    rest = [digits[at : at + size] for at in range(first, len(digits), size)]
    return [digits[:first], *rest] if first else rest


def _each(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)
