"""Pure: the words of an answer, without what people say around it ("eh", "anu", "nomornya", "pak")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Words = Sequence[str]

HESITATIONS = frozenset({"eh", "em", "mm", "hmm", "ehm", "anu", "nah", "apa", "oh", "loh", "iku", "itu", "ini", "niki"})
POLITE = frozenset({"pak", "bapak", "bu", "ibu", "mas", "mbak", "kang", "punten", "maaf", "permisi", "tolong", "halo"})
AGREEING = frozenset({"ya", "iya", "inggih", "nggih", "oke", "baik"})
FILLERS = HESITATIONS | POLITE
"""Say nothing anywhere, not even in an answer of yes or no."""
ABOUT_NUMBERS = (
    FILLERS | AGREEING | {"nomor", "nomornya", "angka", "angkanya", "kode", "kodenya", "tiket", "saya", "adalah"}
)
"""Said around a number."""
ABOUT_DATES = (
    FILLERS | AGREEING | {"kejadiannya", "sejak", "dari", "hari", "harinya", "tanggalnya", "kira", "sekitar", "pada"}
)
"""Said around a date."""

_WORD = re.compile(r"[a-z]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters; every other sign parts them ("lain-lain" is two words)."""
    return tuple(_WORD.findall(text.lower()))


def without(words: Words, fillers: Iterable[str]) -> tuple[str, ...]:
    """The words that carry the answer."""
    silent = frozenset(fillers)
    return tuple(word for word in words if word not in silent)
