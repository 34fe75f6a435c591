"""Pure: what the conversation does next. `step` decides; nobody here plays, listens or stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ivr.conversation_types import (
    Again,
    Emergency,
    Facts,
    Go,
    Heard,
    Key,
    Leave,
    Move,
    Position,
    Said,
    Silence,
    Spoken,
    Stay,
    TimeUp,
)
from ivr.menu import ENDS, QUEUE, SPOKEN_ONLY, Kind, Menu, Step
from ivr.spoken_answers import Answer
from ivr.spoken_decision import Accept, AskAgain, Confirm, Context, Decision, UseKeys, decide
from ivr.spoken_digits import read_digits
from ivr.spoken_questions import CODE_DIGITS, confirmation, question
from ivr.spoken_wishes import Wish, read_wish, says_one_of
from ivr.spoken_words import words_of
from speech.thresholds import QuestionKind, thresholds
from tickets.codes import valid_code

__all__ = [
    "Again", "Emergency", "Facts", "Go", "Heard", "Key", "Leave", "Move", "Position", "Said", "Silence", "Spoken",
    "Stay", "TimeUp", "begin", "fail", "go", "step",
]  # fmt: skip


class _Keys:
    """Keys that mean the same at every step; right and wrong only where a spoken place is asked back."""

    SKIP = "#"
    REPEAT = "*"
    RIGHT = "1"
    WRONG = "2"


_OVER = (Said, Silence, TimeUp)
"""After any of these an announcement has nothing more to say."""
_PLACES = (Kind.DISTRICT, Kind.VILLAGE)


def begin(menu: Menu, step: str = "", facts: Facts | None = None) -> Position:
    """The first position, or the one at which an adopted call goes on (an unknown step starts over)."""
    return Position(step if step in menu.steps else menu.start, facts=facts or Facts())


def step(menu: Menu, at: Position, heard: Heard) -> Move:
    """What follows from what was heard, wherever the caller stands."""
    here = menu.steps[at.step]
    match heard:
        case Emergency(words):
            return _emergency(here, at, words)
        case Key(digit) if digit == menu.anywhere.operator_key and not (here.kind is Kind.NUMBER and at.keys):
            return Leave(at, QUEUE, "operator_wanted")
        case Key(digit) if digit == _Keys.REPEAT:
            return Again(at)
        case Spoken() if here.kind is not Kind.DESCRIBE and _wishes(heard, Wish.OPERATOR, menu.anywhere.operator):
            return Leave(at, QUEUE, "operator_wanted")
        case Spoken() if here.kind is not Kind.DESCRIBE and _wishes(heard, Wish.REPEAT, menu.anywhere.repeat):
            return Again(at)
    decided = _asked_back if at.asked else _BY_KIND[here.kind]
    return decided(menu, here, at, heard)


def _wishes(spoken: Spoken, wish: Wish, phrases: tuple[str, ...]) -> bool:
    """Whether that is all that is said, and surely; `phrases` are the menu's own words for it."""
    words = words_of(spoken.text)
    said = read_wish(words) is wish or says_one_of(words, phrases)
    return said and spoken.surety >= thresholds()[QuestionKind.MENU].accept


def _emergency(here: Step, at: Position, words: tuple[str, ...]) -> Move:
    known = replace(at, facts=replace(at.facts, emergency=tuple(dict.fromkeys(at.facts.emergency + words))))
    return Stay(known) if here.kind is Kind.DESCRIBE else Leave(known, QUEUE, "emergency")


def _announce(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    """An announcement is passed over by whoever already answers what comes after it."""
    onward = go(at, here.next)
    if isinstance(heard, (Key, Spoken)) and isinstance(onward, Go):
        if menu.steps[here.next].kind in SPOKEN_ONLY:
            return Stay(at)
        answered = step(menu, onward.position, heard)
        return Stay(at) if isinstance(answered, Again) and isinstance(heard, Spoken) else answered
    return onward if isinstance(heard, _OVER) else Stay(at)


def _read_out(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    return go(at, here.next) if isinstance(heard, _OVER) or heard == Key(_Keys.SKIP) else Stay(at)


def _choose(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Key(digit) if any(option.key == digit for option in here.options):
            return _take(menu, here, at, digit)
        case Key():
            return fail(menu, at, "mismatch")
        case Spoken():
            return _answered(menu, here, at, heard)
        case Silence() | TimeUp():
            return go(at, here.on_silence) if here.on_silence else fail(menu, at, "silence")
    return Stay(at)


def _describe(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Spoken(text):
            return Stay(replace(at, facts=replace(at.facts, said=(*at.facts.said, text))))
        case Silence(spoke) if not (at.facts.said or spoke):
            return fail(menu, at, "silence")
        case Silence() | TimeUp() | Key(_Keys.SKIP):
            return go(at, here.next)
    return Stay(at)


def _place(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Key(_Keys.SKIP):
            return _unplaced(menu, here, at)
        case Spoken() if _wishes(heard, Wish.UNKNOWN, here.skip):
            return _unplaced(menu, here, at)
        case Spoken():
            return _answered(menu, here, at, heard)
        case Key():
            return fail(menu, at, "mismatch")
        case Silence() | TimeUp():
            return fail(menu, at, "silence")
    return Stay(at)


def _unplaced(menu: Menu, here: Step, at: Position) -> Move:
    """Who does not know the kecamatan is not asked for the desa: its name alone would not place it."""
    onward = menu.steps.get(here.next)
    return go(at, onward.next if onward and onward.kind is Kind.VILLAGE and at.facts.district is None else here.next)


def _number(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Key(digit) if digit.isdigit():
            more = replace(at, keys=at.keys + digit)
            return go(more, here.next, keys=more.keys) if len(more.keys) >= here.length else Stay(more)
        case Key(_Keys.SKIP) if at.keys:
            return go(at, here.next, keys=at.keys)
        case Spoken():
            return _more_digits(here, at, heard) or _answered(menu, here, at, heard)
        case Silence() | TimeUp():
            return go(at, here.next, keys=at.keys) if at.keys else fail(menu, at, "silence")
        case Key():
            return fail(menu, at, "mismatch")
    return Stay(at)


def _more_digits(here: Step, at: Position, spoken: Spoken) -> Move | None:
    """A number said in several breaths is put together; whole, it is asked back. None if this is no part of it."""
    said = read_digits(words_of(spoken.text))
    if said is None or spoken.surety < thresholds()[QuestionKind.DIGITS].ask:
        return None
    keys = at.keys + said
    if len(keys) < here.length:
        return Stay(replace(at, keys=keys))
    fits = at.keys and len(keys) == here.length and (here.length != CODE_DIGITS or valid_code(keys))
    return Again(replace(at, keys="", asked=keys)) if fits else None


def _answered(menu: Menu, here: Step, at: Position, spoken: Spoken) -> Move:
    """A spoken answer is taken, asked back, or asked for again: by voice, then by keys."""
    match _decided(here, at, spoken):
        case Accept(value):
            return _take(menu, here, at, value)
        case Confirm(value):
            return Again(replace(at, keys="", asked=value))
        case UseKeys():
            return fail(menu, at, "keys")
    return fail(menu, at, "mismatch")


def _decided(here: Step, at: Position, spoken: Spoken) -> Decision[str]:
    asks = question(here, at.facts.district)
    if asks is None:
        return AskAgain()
    return decide(
        spoken.alternatives,
        Context(
            asks.kind, asks.read, at.failures, frozenset(at.refused), asks.checked, lambda value: _sayable(here, value)
        ),
    )


def _sayable(here: Step, value: str) -> bool:
    """Of a choice only the categories have a prompt that says them."""
    return here.kind is not Kind.CHOOSE or any(option.key == value and option.category for option in here.options)


def _asked_back(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    """ "Kecamatan Sliyeg, benar?": yes, no, the answer once more, or another one."""
    match heard:
        case Key(_Keys.RIGHT) if here.kind in _PLACES:
            return _take(menu, here, at, at.asked)
        case Key(_Keys.WRONG) if here.kind in _PLACES:
            return _denied(menu, at)
        case Key():
            return _BY_KIND[here.kind](menu, here, replace(at, asked=""), heard)
        case Spoken():
            return _replied(menu, here, at, heard)
        case Silence() | TimeUp():
            return fail(menu, at, "silence")
    return Stay(at)


def _replied(menu: Menu, here: Step, at: Position, spoken: Spoken) -> Move:
    asks = confirmation()
    match decide(spoken.alternatives, Context(asks.kind, asks.read, askable=lambda _: False)):
        case Accept(Answer.YES.value):
            return _take(menu, here, at, at.asked)
        case Accept(Answer.NO.value):
            return _denied(menu, at)
    match _decided(here, at, spoken):
        case Accept(value) | Confirm(value) if value == at.asked:
            return _take(menu, here, at, value)
        case Accept() | Confirm():
            return _answered(menu, here, at, spoken)
    return fail(menu, at, "mismatch")


def _denied(menu: Menu, at: Position) -> Move:
    return fail(menu, replace(at, asked="", refused=(*at.refused, at.asked)), "denied")


def _take(menu: Menu, here: Step, at: Position, value: str) -> Move:
    """Go on with an answer: an option's key, a place's code, or a whole number."""
    match here.kind:
        case Kind.CHOOSE:
            chosen = next(option for option in here.options if option.key == value)
            facts = replace(at.facts, category=chosen.category or at.facts.category)
            facts = replace(facts, consent=facts.consent or chosen.consent)
            return go(replace(at, facts=facts), chosen.next)
        case Kind.DISTRICT:
            return go(replace(at, facts=replace(at.facts, district=value)), here.next)
        case Kind.VILLAGE:
            return go(replace(at, facts=replace(at.facts, village=value)), here.next)
    return go(at, here.next, keys=value)


def go(at: Position, target: str, *, keys: str = "") -> Move:
    """Enter the target step with no failures, or leave for the queue or the goodbye."""
    if target in ENDS:
        return Leave(at, target, "finished")
    return Go(Position(target, keys=keys, facts=at.facts))


def fail(menu: Menu, at: Position, why: str) -> Move:
    """Ask again, or give the call to an operator after the menu's number of attempts."""
    tried = replace(at, failures=at.failures + 1, keys="")
    if tried.failures >= menu.attempts:
        return Leave(tried, QUEUE, "failures")
    return Again(tried, menu.prompts.get(why, ""))


_BY_KIND: dict[Kind, Callable[[Menu, Step, Position, Heard], Move]] = {
    Kind.ANNOUNCE: _announce,
    Kind.CHOOSE: _choose,
    Kind.DESCRIBE: _describe,
    Kind.DISTRICT: _place,
    Kind.VILLAGE: _place,
    Kind.NUMBER: _number,
    Kind.TICKET: _read_out,
    Kind.STATUS: _read_out,
}
