"""What is read letter by letter or digit by digit: codes, telephone numbers, addresses, abbreviations."""

import re

from speech.indonesian.numbers import spell, spell_digits, spell_phone
from speech.indonesian.pronunciation import spell_letters, table
from speech.indonesian.rules import Rule, rule

NAMED = r"(?i:(?<=hubungi )|(?<=nomor )|(?<=telepon )|(?<=layanan )|(?<=panggil )|(?<=psc )|(?<=tiket )|(?<=kode ))"
LONGEST_SPELLED = 3
"""Capitals with a vowel are spelled up to this length (UGD); longer ones may be words (BULOG) and need an entry."""
WEB = {".": " titik ", "@": " et ", "-": " strip ", "/": " garis miring ", "_": " garis bawah "}


def _neighbourhood(match: re.Match[str]) -> str:
    block = f"er te {spell(int(match[1]))}"
    return f"{block}, er we {spell(int(match[2]))}" if match[2] else block


def _letters_and_digits(match: re.Match[str]) -> str:
    return f"{', '.join(spell_letters(letter) for letter in match[1])}, {spell_digits(match[2])}"


def _abroad(match: re.Match[str]) -> str:
    return f"plus {spell_digits(match[1])}, {spell_phone(match[2])}"


def _in_words(match: re.Match[str]) -> str:
    return table().abbreviations[match[0]]


def _capitals(match: re.Match[str]) -> str:
    letters, shouted = match[0], match.string.isupper() and " " in match.string
    if shouted or letters.lower() in table().sounds:
        return letters
    spelled = len(letters) <= LONGEST_SPELLED or not re.search("[AEIOU]", letters)
    return spell_letters(letters) if spelled else letters


def _counted_day(match: re.Match[str]) -> str:
    return f"ha {'min' if match[1] == '-' else 'plus'} {spell(int(match[2]))}"


def _web(match: re.Match[str]) -> str:
    text = re.sub(r"^https?://", "", match[0])
    text = re.sub(r"^www(?=\.)", "we we we", text)
    return re.sub(r"[.@/_-]", lambda sign: WEB[sign[0]], text)


def _abbreviations() -> Rule:
    longest_first = sorted(table().abbreviations, key=len, reverse=True)
    return rule(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", _in_words)


ADDRESSES: tuple[Rule, ...] = (
    rule(r"\b(?:https?://)?(?:[\w-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:id|com|net|org)\b(?:/[\w/-]*)?", _web),
    rule(r"(?<!\w)H([+-])(\d{1,2})\b", _counted_day),
    rule(r"(?<!\w)([A-Z]{1,3})-(\d+)\b", _letters_and_digits),
)

CODES: tuple[Rule, ...] = (
    rule(r"\b(?i:RT)[ .]*(\d{1,3})\s?[/,]?\s?(?i:RW)[ .]*(\d{1,3})\b", _neighbourhood),
    rule(r"\b(?i:RT)[ .]*(\d{1,3})\s?/\s?(\d{1,3})\b", _neighbourhood),
    rule(r"\b(?i:RT)[ .]*(\d{1,3})()\b", _neighbourhood),
    rule(r"\b(?i:RW)[ .]*(\d{1,3})\b", lambda m: f"er we {spell(int(m[1]))}"),
    rule(r"\+(\d{1,2})[ -]?(\d{2,13}(?:[ -]?\d{2,4}){0,4})\b", _abroad),
    rule(r"(?<![\d.,])0\d{2,4}(?:[ -]?\d{2,8}){1,4}\b", lambda m: spell_phone(m[0])),
    rule(rf"{NAMED}\d{{4}}[ -]\d{{4}}\b", lambda m: spell_digits(m[0])),
    rule(rf"{NAMED}\d{{3}}\b(?![.,]\d)", lambda m: spell_digits(m[0])),
    rule(r"\b\d{4} \d{4}\b", lambda m: spell_digits(m[0])),
    rule(r"\b([a-z]{3,})2(nya|an)?\b", lambda m: f"{m[1]}-{m[1]}{m[2] or ''}"),
)

ABBREVIATIONS: tuple[Rule, ...] = (
    _abbreviations(),
    rule(r"(?<![\w.])[A-Z]{2,6}(?![\w.]\w|[a-z])", _capitals),
    rule(r"\b[A-Z](?=\d)|(?<=\d)[A-Z]\b", lambda m: f" {spell_letters(m[0])} "),
)
