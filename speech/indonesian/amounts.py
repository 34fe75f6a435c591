"""Amounts as they are spoken: money, percent, degrees, measures, fractions, ranks and plain numbers."""

import re

from speech.indonesian.numbers import LARGEST, spell, spell_decimal, spell_digits, spell_ordinal
from speech.indonesian.rules import DECIMAL, NUMBER, Rule, rule

SIZES = {"rb": "ribu", "jt": "juta", "ribu": "ribu", "juta": "juta", "miliar": "miliar", "triliun": "triliun"}
SIZE = rf"(?i:({'|'.join(SIZES)}))\b"
MEASURES = {
    "km": "kilometer",
    "m": "meter",
    "cm": "sentimeter",
    "mm": "milimeter",
    "m2": "meter persegi",
    "m3": "meter kubik",
    "ha": "hektare",
    "kg": "kilogram",
    "g": "gram",
    "gr": "gram",
    "l": "liter",
    "lt": "liter",
    "ml": "mililiter",
    "kwh": "kilowatt jam",
    "va": "volt ampere",
}
MEASURE = "|".join(sorted(MEASURES, key=len, reverse=True))
TIMES = r"jam|hari|minggu|bulan|tahun|orang|rumah|keluarga|liter|kilogram|meter|detik|menit"
FRACTIONS = {"1/2": "setengah", "1/4": "seperempat", "3/4": "tiga perempat", "1/3": "sepertiga", "2/3": "dua pertiga"}
CODE_DIGITS = 6
"""A bare run of so many digits is a code, not a quantity: it is read digit by digit."""


def amount(number: str) -> str:
    """Read a number such as "1.250,75"; one without an everyday name is read digit by digit."""
    whole = number.partition(",")[0].replace(".", "")
    return spell_decimal(number) if int(whole) <= LARGEST else spell_digits(whole)


def whole_number(text: str) -> str:
    """Read a whole number: a quantity in words; a code (leading zero, or many digits without dots) by its digits."""
    digits = text.replace(".", "")
    by_digits = text.isdigit() and (len(text) >= CODE_DIGITS or (len(text) > 1 and text[0] == "0"))
    return spell_digits(digits) if by_digits or int(digits) > LARGEST else spell(int(digits))


def _money(match: re.Match[str]) -> str:
    number, size = match[1], match[2]
    if re.fullmatch(r"\d+\.\d{1,2}", number):
        number = number.replace(".", ",")
    if size:
        return f"{amount(number)} {SIZES[size.lower()]} rupiah"
    whole, _, cents = number.partition(",")
    if len(cents) != 2:
        return f"{amount(number)} rupiah"
    return f"{amount(whole)} rupiah" + (f" {spell(int(cents))} sen" if int(cents) else "")


def _measured(match: re.Match[str]) -> str:
    return f"{match[1]} {MEASURES[match[2].lower()]}"


def _rank(match: re.Match[str]) -> str:
    number = int(match[1])
    return spell_ordinal(number) if number <= LARGEST else f"ke {spell_digits(match[1])}"


def _decade(match: re.Match[str]) -> str:
    return f"{spell(int(match[1]))}an"


def _roman(match: re.Match[str]) -> str:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[2]]
    signed = [-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)]
    return f"{match[1]} {spell(sum(signed))}"


MONEY: tuple[Rule, ...] = (
    rule(rf"(?i:\b(?:Rp|IDR))\.?\s?(\d+\.\d{{1,2}}(?!\d)|{DECIMAL})(?:,-)?(?:\s?{SIZE})?", _money),
)

ROMAN: tuple[Rule, ...] = (
    rule(r"\b([Kk]elas|[Tt]ahap|[Ww]ilayah|[Bb]ab|[Aa]bad|[Bb]agian|Bag\.) ([IVX]{1,5})\b", _roman),
)

QUANTITIES: tuple[Rule, ...] = (
    rule(r"(?<![\w).,])[-−](?=\d)", lambda _: "minus "),
    rule(r"\bke[- ]?(\d{1,15})\b", _rank),
    rule(r"\b(\d{1,14}0)-an\b", _decade),
    rule(r"(?<![\d.,/])(1/2|1/4|3/4|1/3|2/3)(?![\d/])", lambda m: FRACTIONS[m[1]]),
    rule(rf"(?<=\d)\s?{SIZE}", lambda m: f" {SIZES[m[1].lower()]}"),
    rule(r"(?<=\d)\s?[xX×]\s?(?=\d)", lambda _: " kali "),
    rule(rf"(\d)\s?(?i:({MEASURE}))(?![\w²³])", _measured),
    rule(rf"(?<=\w)/(?=(?:{TIMES})\b)", lambda _: " per "),
    rule(rf"((?:{DECIMAL}))\s?%", lambda m: f"{amount(m[1])} persen"),
    rule(rf"((?:{DECIMAL}))\s?°\s?C\b", lambda m: f"{amount(m[1])} derajat selsius"),
    rule(rf"((?:{DECIMAL}))\s?°", lambda m: f"{amount(m[1])} derajat"),
    rule(r"\b(\d+)\.(\d{1,2})\b", lambda m: spell_decimal(f"{m[1]},{m[2]}")),
)

PLAIN_NUMBERS: tuple[Rule, ...] = (
    rule(r"(?<=\d)\s?[-–]\s?(?=\d)", lambda _: " sampai "),
    rule(r"(?<=[A-Za-z])-(?=\d)|(?<=\d)-(?=[A-Za-z])", lambda _: " "),
    rule(r"(?<=\d)/(?=\d)", lambda _: " garis miring "),
    rule(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", lambda _: " "),
    rule(rf"(?:{NUMBER}),\d+", lambda m: f" {amount(m[0])} "),
    rule(NUMBER, lambda m: f" {whole_number(m[0])} "),
)
