"""Pure: what the conversation does next. `step` decides; nobody here plays, listens or stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ivr.menu import ENDS, QUEUE, SPOKEN_ONLY, Kind, Menu, Option, Step
from tickets import places

CERTAIN = 0.86
"""Least similarity (0..1) at which a spoken place is taken; below it the caller is asked again."""
CLEAR_LEAD = 0.05
"""A place must beat the second best by this much, so that Lobener is never taken for Lohbener."""


class _Keys:
    """Keys that mean the same at every step."""

    SKIP = "#"
    REPEAT = "*"


@dataclass(frozen=True)
class Facts:
    """What the caller has told so far; places are official codes."""

    category: str | None = None
    district: str | None = None
    village: str | None = None
    said: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()
    code: str = ""
    consent: bool = False


@dataclass(frozen=True)
class Position:
    """Where a caller stands in the conversation."""

    step: str
    failures: int = 0
    keys: str = ""
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Key:
    """The caller pressed a key (0-9, *, #)."""

    digit: str


@dataclass(frozen=True)
class Spoken:
    """The caller said something; lower-case words."""

    text: str


@dataclass(frozen=True)
class Silence:
    """Nothing came in time. `spoke`: a voice was heard, though no word was understood."""

    spoke: bool = False


@dataclass(frozen=True)
class TimeUp:
    """The longest time of the step is over."""


@dataclass(frozen=True)
class Said:
    """All prompts of the step were played to their end."""


@dataclass(frozen=True)
class Emergency:
    """Emergency words were heard."""

    words: tuple[str, ...]


_OVER = (Said, Silence, TimeUp)
"""After any of these an announcement has nothing more to say."""

Heard = Key | Spoken | Silence | TimeUp | Said | Emergency


@dataclass(frozen=True)
class Stay:
    """Go on as before, at a position that may know more."""

    position: Position


@dataclass(frozen=True)
class Go:
    """Enter the position's step."""

    position: Position


@dataclass(frozen=True)
class Again:
    """Say `prompt` (if any), then the step's own prompts once more."""

    position: Position
    prompt: str = ""


@dataclass(frozen=True)
class Leave:
    """The conversation is over: on to the operators' queue or to the goodbye."""

    position: Position
    to: str
    reason: str


Move = Stay | Go | Again | Leave


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
        case Spoken(text) if text in menu.anywhere.operator:
            return Leave(at, QUEUE, "operator_wanted")
        case Spoken(text) if text in menu.anywhere.repeat:
            return Again(at)
    return _BY_KIND[here.kind](menu, here, at, heard)


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
        case Key(digit):
            chosen = next((option for option in here.options if option.key == digit), None)
        case Spoken(text):
            chosen = by_word(here.options, text)
        case Silence() | TimeUp():
            return go(at, here.on_silence) if here.on_silence else fail(menu, at, "silence")
        case _:
            return Stay(at)
    if chosen is None:
        return fail(menu, at, "mismatch")
    facts = replace(at.facts, category=chosen.category) if chosen.category else at.facts
    facts = replace(facts, consent=facts.consent or chosen.consent)
    return go(replace(at, facts=facts), chosen.next)


def by_word(options: tuple[Option, ...], text: str) -> Option | None:
    """The one option whose longest phrase stands in the text; None if none or two do."""
    padded = f" {text} "
    found = [(len(word), option) for option in options for word in option.words if f" {word} " in padded]
    longest = max((length for length, _ in found), default=0)
    best = {id(option): option for length, option in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def _describe(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Spoken(text):
            return Stay(replace(at, facts=replace(at.facts, said=(*at.facts.said, text))))
        case Silence(spoke) if not (at.facts.said or spoke):
            return fail(menu, at, "silence")
        case Silence() | TimeUp() | Key(_Keys.SKIP):
            return go(at, here.next)
    return Stay(at)


def _district(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    return _place(menu, here, at, heard, places.find_kecamatan, "district")


def _village(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    district = at.facts.district or ""
    return _place(menu, here, at, heard, lambda text: places.find_desa(text, district), "village")


Find = Callable[[str], tuple[places.Match, ...]]


def _place(menu: Menu, here: Step, at: Position, heard: Heard, find: Find, fact: str) -> Move:
    match heard:
        case Key(_Keys.SKIP):
            return _unplaced(menu, here, at)
        case Spoken(text) if text in here.skip:
            return _unplaced(menu, here, at)
        case Spoken(text):
            place = certain(find(text))
            if place is None:
                return fail(menu, at, "mismatch")
            return go(replace(at, facts=_placed(at.facts, fact, place)), here.next)
        case Key():
            return fail(menu, at, "mismatch")
        case Silence() | TimeUp():
            return fail(menu, at, "silence")
    return Stay(at)


def _placed(facts: Facts, fact: str, place: str) -> Facts:
    return replace(facts, district=place) if fact == "district" else replace(facts, village=place)


def _unplaced(menu: Menu, here: Step, at: Position) -> Move:
    """Who does not know the kecamatan is not asked for the desa: its name alone would not place it."""
    onward = menu.steps.get(here.next)
    return go(at, onward.next if onward and onward.kind is Kind.VILLAGE and at.facts.district is None else here.next)


def certain(matches: tuple[places.Match, ...]) -> str | None:
    """The code of the best match if it is near enough and clearly ahead, else None."""
    if not matches or matches[0].score < CERTAIN:
        return None
    if len(matches) > 1 and matches[0].score - matches[1].score < CLEAR_LEAD:
        return None
    return matches[0].place.code


def _number(menu: Menu, here: Step, at: Position, heard: Heard) -> Move:
    match heard:
        case Key(digit) if digit.isdigit():
            more = replace(at, keys=at.keys + digit)
            return go(more, here.next, keys=more.keys) if len(more.keys) >= here.length else Stay(more)
        case Key(_Keys.SKIP) if at.keys:
            return go(at, here.next, keys=at.keys)
        case Silence() | TimeUp():
            return go(at, here.next, keys=at.keys) if at.keys else fail(menu, at, "silence")
        case Key():
            return fail(menu, at, "mismatch")
    return Stay(at)


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
    Kind.DISTRICT: _district,
    Kind.VILLAGE: _village,
    Kind.NUMBER: _number,
    Kind.TICKET: _read_out,
    Kind.STATUS: _read_out,
}
