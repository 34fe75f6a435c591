"""Written Indonesian as it is read aloud: money, times, dates, numbers, telephone numbers, codes and abbreviations."""

import re
import unicodedata

from speech.indonesian.amounts import MONEY, PLAIN_NUMBERS, QUANTITIES, ROMAN
from speech.indonesian.codes import ABBREVIATIONS, ADDRESSES, CODES
from speech.indonesian.moments import MOMENTS
from speech.indonesian.pronunciation import with_phonemes
from speech.indonesian.rules import Rule, apply

SIGNS = {"#": " pagar ", "*": " bintang ", "&": " dan ", "=": " sama dengan ", "+": " tambah ", "~": " ", "_": " "}
SIGNS |= {"@": " et ", "°": " derajat "}

RULES: tuple[Rule, ...] = (
    *ADDRESSES, *MONEY, *MOMENTS, *CODES, *ROMAN, *ABBREVIATIONS, *QUANTITIES, *PLAIN_NUMBERS,
)  # fmt: skip
"""In the order in which they must run: the special before the general."""


def speakable(text: str) -> str:
    """Turn a prompt's text into what the synthesiser gets: spoken words, with phonemes for those it says wrong."""
    return with_phonemes(spoken(text))


def spoken(text: str) -> str:
    """Turn written text into words only: no digit, no sign and no synthesiser markup is left."""
    text = apply(RULES, _plain(text))
    text = "".join(SIGNS.get(sign, sign) for sign in text).replace("/", " ")
    return re.sub(r"\s+([,.;:?!])", r"\1", " ".join(text.split()))


def _plain(text: str) -> str:
    """Take away what outside text could use to command the synthesiser: its brackets, markup, control characters."""
    text = re.sub(r"(?<=\bm)([²³])", lambda power: "23"["²³".index(power[0])], text)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\[\]<>{}()|\\^`]", " ", text)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(re.sub(r"\d", lambda digit: str(int(digit[0])), text).split())
