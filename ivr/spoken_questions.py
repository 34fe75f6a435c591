"""Pure: what a step asks for, and how the words of an answer become its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ivr.menu import Kind, Option, Step
from ivr.spoken_answers import Answer, read_answer
from ivr.spoken_digits import digit_readings
from ivr.spoken_words import FILLERS, without, words_of
from speech.thresholds import QuestionKind
from tickets import places
from tickets.codes import valid_code
from tickets.reference.loader import desa_of, kecamatan

TITLES = FILLERS | {"kecamatan", "desa", "kelurahan", "di", "ning"}
CODE_DIGITS = 8
"""Digits of a ticket code (`tickets.codes`); a number of this length is one."""
CERTAIN = 0.86
"""Least similarity (0..1) at which a spoken place is taken; below it the caller is asked again."""
CLEAR_LEAD = 0.05
"""A place must beat the second best by this much, so that Lobener is never taken for Lohbener."""


@dataclass(frozen=True)
class Question:
    """What is asked: its kind, how an answer is read (as an option's key, a place's code, digits), whether checked."""

    kind: QuestionKind
    read: Callable[[str], str | None]
    checked: bool = False


def question(step: Step, district: str | None) -> Question | None:
    """The question of a step, for a caller who has named this kecamatan; None where free speech or nothing is heard."""
    match step.kind:
        case Kind.CHOOSE:
            return _choice(step.options)
        case Kind.DISTRICT:
            return Question(QuestionKind.DISTRICT, _district)
        case Kind.VILLAGE:
            return Question(QuestionKind.VILLAGE, lambda text: _village(text, district or ""))
        case Kind.NUMBER:
            return _number(step.length)
    return None


def confirmation() -> Question:
    """The question "…, benar?"."""
    return Question(QuestionKind.YES_NO, _answer)


def _answer(text: str) -> str | None:
    answer = read_answer(words_of(text))
    return answer.value if answer else None


def _choice(options: tuple[Option, ...]) -> Question:
    """Yes and no are read as what they mean ("tidak benar"), other options by their words."""
    meant = {answer: option for option in options for word in option.words if (answer := read_answer(words_of(word)))}

    def read(text: str) -> str | None:
        answer = read_answer(words_of(text))
        option = meant.get(answer) if answer else None
        option = option or by_word(options, text)
        return option.key if option else None

    return Question(QuestionKind.YES_NO if Answer.YES in meant else QuestionKind.MENU, read)


def _district(text: str) -> str | None:
    return _named(text, kecamatan().values()) or certain(places.find_kecamatan(text))


def _village(text: str, district: str) -> str | None:
    return _named(text, desa_of(district)) or certain(places.find_desa(text, district))


def _named(text: str, of: Iterable[places.Place]) -> str | None:
    """The place whose very name is said: "Tambi" is not "Tambi Lor", although it begins like it."""
    said = without(words_of(text), TITLES)
    found = [place.code for place in of if words_of(place.name) == said]
    return found[0] if len(found) == 1 else None


def _number(length: int) -> Question:
    if length == CODE_DIGITS:
        return Question(QuestionKind.CODE, _code, checked=True)
    return Question(QuestionKind.DIGITS, lambda text: _digits(text, length))


def _code(text: str) -> str | None:
    return next((reading for reading in digit_readings(words_of(text)) if valid_code(reading)), None)


def _digits(text: str, length: int) -> str | None:
    return next((reading for reading in digit_readings(words_of(text)) if len(reading) == length), None)


def by_word(options: tuple[Option, ...], text: str) -> Option | None:
    """The one option whose longest phrase stands in the text; None if none or two do."""
    padded = f" {text} "
    found = [(len(word), option) for option in options for word in option.words if f" {word} " in padded]
    longest = max((length for length, _ in found), default=0)
    best = {id(option): option for length, option in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def certain(matches: tuple[places.Match, ...]) -> str | None:
    """The code of the best match if it is near enough and clearly ahead, else None."""
    if not matches or matches[0].score < CERTAIN:
        return None
    if len(matches) > 1 and matches[0].score - matches[1].score < CLEAR_LEAD:
        return None
    return matches[0].place.code
