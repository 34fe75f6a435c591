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
LARGEST = 10**15
GROUP = 3
CODE_GROUP = 4
SHORTEST_CUT = 5


class NumberTooLarge(ValueError):
    """The number has no everyday Indonesian name: only 0 to 1,000,000,000,000,000 (seribu triliun) are spelled out."""


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


def spell_ordinal(number: int) -> str:
    """Spell a rank, e.g. 2 → "kedua", 21 → "kedua puluh satu"; the first is "pertama". Raises NumberTooLarge."""
    return "pertama" if number == 1 else f"ke{spell(number)}"


def spell_digits(text: str, group: int | None = None) -> str:
    """Read the digits in `text` one by one, with a short pause (comma) between groups.

    Spaces and hyphens in the text are the groups; a bare run of more than five digits is cut into groups of `group`
    digits, counted from the end (default: 4 where that leaves no remainder, as for a ticket code or NIK; otherwise 3).
    """
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) == 1:
        parts = _cut(parts[0], group or (GROUP if len(parts[0]) % CODE_GROUP else CODE_GROUP))
    return ", ".join(_each(part) for part in parts)


def spell_phone(text: str) -> str:
    """Read a telephone number as people write it down: its own groups, or 0812 3456 7890 for a bare run of digits."""
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) != 1 or len(parts[0]) <= SHORTEST_CUT:
        return spell_digits(text)
    first, rest = parts[0][:CODE_GROUP], parts[0][CODE_GROUP:]
    return ", ".join(_each(part) for part in (first, *_evenly(rest)))


def _evenly(digits: str) -> list[str]:
    """Cut into as few groups of at most four as possible, the longer ones first."""
    count = -(-len(digits) // CODE_GROUP)
    short, longer = divmod(len(digits), count)
    ends = [short * (n + 1) + min(n + 1, longer) for n in range(count)]
    return [digits[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _cut(digits: str, size: int) -> list[str]:
    if len(digits) <= SHORTEST_CUT:
        return [digits]
    first = len(digits) % size
    rest = [digits[at : at + size] for at in range(first, len(digits), size)]
    return [digits[:first], *rest] if first else rest


def _each(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)
