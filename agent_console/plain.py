"""Outside text made safe and short for a terminal cell: control characters, masks, durations, clock times."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

from rich.cells import cell_len
from rich.text import Text

# Jakarta has kept UTC+7 without summer time since 1964; a fixed offset needs no time-zone files.
WIB = timezone(timedelta(hours=7), "WIB")
CONTROL_PICTURES = 0x2400
SHOWN_DIGITS = 4
MASK = "•"


def harmless(text: str) -> str:
    """Show control, format and bidirectional characters as visible marks, so that they cannot steer the terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _mark(char) for char in text)


def _mark(char: str) -> str:
    if ord(char) < 0x20:
        return chr(CONTROL_PICTURES + ord(char))
    if unicodedata.category(char) == "Zs":
        return " "
    return "␡" if ord(char) == 0x7F else "·"


def harmless_lines(text: str) -> str:
    """Like harmless(), but keep line breaks: for notes and descriptions that were typed with them."""
    return "\n".join(harmless(line) for line in text.splitlines())


def fit(text: str, width: int) -> str:
    """Cut or pad outside text to exactly `width` terminal cells."""
    if width <= 0:
        return ""
    safe = Text(harmless(text), no_wrap=True)
    safe.truncate(width, overflow="ellipsis", pad=True)
    return safe.plain


def tail(text: str, width: int) -> str:
    """Keep the last words of a text within `width` cells, a leading ellipsis where something was cut."""
    safe = harmless(text).strip()
    if cell_len(safe) <= width:
        return safe
    while safe and cell_len(safe) > width - 1:
        head, space, rest = safe.partition(" ")
        safe = rest if space else head[1:]
    return f"…{safe}"[: max(width, 0)]


def masked(number: str) -> str:
    """Hide the middle digits of a telephone number: 081234567890 → 0812••••7890. Short codes stay whole."""
    safe = harmless(number)
    if len(safe) <= 2 * SHOWN_DIGITS:
        return safe
    return safe[:SHOWN_DIGITS] + MASK * (len(safe) - 2 * SHOWN_DIGITS) + safe[-SHOWN_DIGITS:]


def duration(seconds: float) -> str:
    """Write a duration as 02:13, or 1:02:13 from an hour on; never negative."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def clock(at: datetime) -> str:
    """Write an aware time as the clock of Jakarta shows it: 14:03:22."""
    return at.astimezone(WIB).strftime("%H:%M:%S")


def day_and_clock(at: datetime, now: datetime) -> str:
    """Write 14:03 for today and 24/11 14:03 for any other day."""
    local = at.astimezone(WIB)
    same_day = local.date() == now.astimezone(WIB).date()
    return local.strftime("%H:%M" if same_day else "%d/%m %H:%M")


def span(length: timedelta) -> tuple[int, str]:
    """Return a length of time, forwards or back, in the biggest unit that says enough: (3, "hours")."""
    minutes = int(abs(length.total_seconds())) // 60
    if minutes < 60:
        return minutes, "minutes"
    return (minutes // 60, "hours") if minutes < 48 * 60 else (minutes // (24 * 60), "days")


def utc_now() -> datetime:
    """Return the present as an aware UTC time."""
    return datetime.now(UTC)
