"""Pure: which phrases the recogniser listens for at each step; None means everything."""

from __future__ import annotations

from ivr.conversation import Position
from ivr.menu import Kind, Menu, Step
from ivr.spoken_answers import NO_PHRASES, YES_PHRASES, Answer, read_answer
from ivr.spoken_digits import INDONESIAN
from ivr.spoken_wishes import OPERATOR_PHRASES, REPEAT_PHRASES, UNKNOWN_PHRASES
from ivr.spoken_words import words_of
from tickets.reference.loader import desa, kecamatan

DIGIT_PHRASES = (*INDONESIAN, "nomornya", "kodenya")


def grammar(menu: Menu, at: Position) -> tuple[str, ...] | None:
    """The step's own phrases with those understood anywhere; an announcement already listens for what follows it.

    While an answer is asked back, yes and no are listened for too, and still the answers: who is asked "Sliyeg, benar?"
    may say "bukan", or "Sindang".
    """
    here = menu.answered_at(at.step)
    if here.kind is Kind.DESCRIBE:
        return None
    everywhere = menu.anywhere.operator + menu.anywhere.repeat + menu.anywhere.emergency
    asked_back = YES_PHRASES + NO_PHRASES if at.asked else ()
    return tuple(dict.fromkeys((*_own(here, at), *asked_back, *OPERATOR_PHRASES, *REPEAT_PHRASES, *everywhere)))


def _own(here: Step, at: Position) -> tuple[str, ...]:
    match here.kind:
        case Kind.DISTRICT:
            return district_phrases() + UNKNOWN_PHRASES + here.skip
        case Kind.VILLAGE:
            return village_phrases(at.facts.district) + UNKNOWN_PHRASES + here.skip
        case Kind.NUMBER:
            return DIGIT_PHRASES
    return _choice(here)


def _choice(here: Step) -> tuple[str, ...]:
    """The options' words; where one of them is yes, yes and no in all three languages."""
    words = tuple(word for option in here.options for word in option.words)
    agreeing = any(read_answer(words_of(word)) is Answer.YES for word in words)
    return (*words, *YES_PHRASES, *NO_PHRASES) if agreeing else words


def district_phrases() -> tuple[str, ...]:
    """Every kecamatan, with and without its title."""
    return spoken_names([place.name for place in kecamatan().values()], "kecamatan")


def village_phrases(district: str | None) -> tuple[str, ...]:
    """Every desa and kelurahan of a kecamatan, by its code; none without one."""
    return spoken_names([place.name for place in desa().values() if place.kecamatan_code == district], "desa")


def spoken_names(names: list[str], title: str) -> tuple[str, ...]:
    """Each name alone and after its title, in the recogniser's lower case."""
    plain = [" ".join(name.lower().replace("-", " ").split()) for name in names]
    return tuple(plain + [f"{title} {name}" for name in plain])
