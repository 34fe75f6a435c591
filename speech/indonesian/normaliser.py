"""Written Indonesian as it is read aloud: money, times, dates, numbers, telephone numbers, codes and abbreviations."""

import re
import unicodedata
from collections.abc import Callable

from speech.indonesian.numbers import LARGEST, spell, spell_decimal, spell_digits
from speech.indonesian.pronunciation import spell_letters, table, with_phonemes

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+"
CLOCK = r"([01]?\d|2[0-4])[.:]([0-5]\d)"
AT = r"(?:(?<=[Pp]ukul )|(?<=[Jj]am ))"
SIGNS = {"#": " pagar ", "*": " bintang ", "&": " dan ", "=": " sama dengan ", "+": " tambah ", "~": " ", "_": " "}
CODE_DIGITS = 6

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def speakable(text: str) -> str:
    """Turn a prompt's text into what the synthesiser gets: spoken words, with phonemes for those it says wrong."""
    return with_phonemes(spoken(text))


def spoken(text: str) -> str:
    """Turn written text into words only: no digit, no sign and no synthesiser markup is left."""
    text = _plain(text)
    for pattern, say in RULES:
        text = pattern.sub(say, text)
    text = "".join(SIGNS.get(sign, sign) for sign in text).replace("/", " ")
    return re.sub(r"\s+([,.;:?!])", r"\1", " ".join(text.split()))


def _plain(text: str) -> str:
    """Take away what outside text could use to command the synthesiser: its brackets, markup, control characters."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\[\]<>{}()|\\^`]", " ", text)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return re.sub(r"\d", lambda digit: str(int(digit[0])), text)


def _whole(text: str) -> str:
    digits = text.replace(".", "")
    by_digits = text.isdigit() and (len(text) >= CODE_DIGITS or (len(text) > 1 and text[0] == "0"))
    return spell_digits(digits) if by_digits or int(digits) > LARGEST else spell(int(digits))


def _clock(hour: str, minute: str) -> str:
    past = f"lewat {spell(int(minute))} menit" if int(minute) else "tepat"
    return f"{spell(int(hour))} {past}"


def _clock_range(match: re.Match[str]) -> str:
    return f"{_clock(match[1], match[2])} sampai {_clock(match[3], match[4])}"


def _date(day: str, month: str, year: str) -> str | None:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= len(MONTHS)):
        return None
    return f"{spell(int(day))} {MONTHS[int(month) - 1]} {spell(int(year))}"


def _day_first(match: re.Match[str]) -> str:
    return _date(match[1], match[2], match[3]) or match[0]


def _year_first(match: re.Match[str]) -> str:
    return _date(match[3], match[2], match[1]) or match[0]


def _neighbourhood(match: re.Match[str]) -> str:
    block = f"er te {spell(int(match[1]))}"
    return f"{block}, er we {spell(int(match[2]))}" if match[2] else block


def _money(match: re.Match[str]) -> str:
    size = f" {match[2].lower()}" if match[2] else ""
    return f"{_amount(match[1])}{size} rupiah"


def _amount(number: str) -> str:
    whole = number.partition(",")[0].replace(".", "")
    number = number.removesuffix(",00")
    return spell_decimal(number) if int(whole) <= LARGEST else spell_digits(whole)


def _letters_and_digits(match: re.Match[str]) -> str:
    return f"{', '.join(spell_letters(letter) for letter in match[1])}, {spell_digits(match[2])}"


def _phone(match: re.Match[str]) -> str:
    plus = "plus " if match[0].startswith("+") else ""
    return plus + spell_digits(match[0])


def _abbreviation(match: re.Match[str]) -> str:
    return table().abbreviations[match[0]]


def _abbreviations() -> re.Pattern[str]:
    longest_first = sorted(table().abbreviations, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _rules() -> tuple[Rule, ...]:
    """Build the rules in the order they must run: the special before the general."""

    def rule(pattern: str, say: Callable[[re.Match[str]], str]) -> Rule:
        return re.compile(pattern), say

    return (
        rule(r"(?<!\w)([A-Z]{1,3})-(\d+)\b", _letters_and_digits),
        rule(rf"(?i:\bRp)\.?\s?((?:{NUMBER})(?:,\d+)?)(?:,-)?(?:\s(?i:(ribu|juta|miliar|triliun))\b)?", _money),
        rule(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b", _day_first),
        rule(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _year_first),
        rule(rf"{AT}{CLOCK}\s?[-–]\s?{CLOCK}\b", _clock_range),
        rule(rf"{AT}{CLOCK}\b", lambda m: _clock(m[1], m[2])),
        rule(r"\b([01]?\d|2[0-4]):([0-5]\d)\b", lambda m: _clock(m[1], m[2])),
        rule(r"\bRT[ .]?(\d{1,3})\s?/\s?(?:RW[ .]?)?(\d{1,3})\b", _neighbourhood),
        rule(r"\bRT[ .]?(\d{1,3})()\b", _neighbourhood),
        rule(r"\bRW[ .]?(\d{1,3})\b", lambda m: f"er we {spell(int(m[1]))}"),
        rule(r"\+\d{1,3}(?:[ -]?\d{2,4}){2,4}\b", _phone),
        rule(r"(?<![\d.])0\d{2,4}(?:[ -]?\d{3,4}){1,3}\b", _phone),
        rule(r"(?i:(?<=hubungi )|(?<=nomor )|(?<=telepon )|(?<=layanan )|(?<=panggil )|(?<=PSC ))\d{3}\b", _phone),
        rule(r"\b\d{4} \d{4}\b", _phone),
        _abbreviation_rule(),
        rule(rf"((?:{NUMBER})(?:,\d+)?)\s?%", lambda m: f"{_amount(m[1])} persen"),
        rule(rf"((?:{NUMBER})(?:,\d+)?)\s?°\s?C\b", lambda m: f"{_amount(m[1])} derajat selsius"),
        rule(r"\b(\d+)\.(\d{1,2})\b", lambda m: spell_decimal(f"{m[1]},{m[2]}")),
        rule(r"(?<=\d)\s?[-–]\s?(?=\d)", lambda _: " sampai "),
        rule(r"(?<=\d)/(?=\d)", lambda _: " garis miring "),
        rule(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", lambda _: " "),
        rule(rf"(?:{NUMBER}),\d+", lambda m: f" {_amount(m[0])} "),
        rule(NUMBER, lambda m: f" {_whole(m[0])} "),
    )


def _abbreviation_rule() -> Rule:
    return _abbreviations(), _abbreviation


RULES = _rules()
