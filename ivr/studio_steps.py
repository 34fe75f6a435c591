"""Pure: what the prompt studio does next. `step` decides; nobody here plays, records or stores."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ivr.conversation import Key, Said, Silence
from speech.prompting.recording import Fault

TAKE = "{take}"
"""Stands for the recording just made among the prompts to be said."""
TRIES = 3
"""Wrong PINs, or silences in a row, after which the studio hangs up."""
LONGEST_TYPED = 12
"""Keys kept; whatever is longer is neither a PIN nor a number."""


class Place(StrEnum):
    """Where the operator stands."""

    PIN = "pin"
    NUMBER = "number"
    BEFORE = "before"
    """Hears the present prompt and what to do; the tone comes next."""
    REVIEW = "review"
    MEND = "mend"
    """The recording was refused: it can only be made again."""


class Act(StrEnum):
    """What has to be done once everything is said."""

    WAIT = "wait"
    RECORD = "record"
    KEEP = "keep"
    DELETE = "delete"
    HANG_UP = "hang_up"


@dataclass(frozen=True)
class House:
    """What the studio knows: its PIN, and the prompts by their numbers."""

    pin: str
    prompts: Mapping[int, str]


@dataclass(frozen=True)
class Recorded:
    """The recording is over; `fault` says why it is unfit, if it is."""

    fault: Fault | None = None


class Outcome(StrEnum):
    """What has become of a recording."""

    KEPT = "kept"
    DELETED = "deleted"
    NOT_KEPT = "not_kept"


Heard = Key | Said | Silence | Recorded | Outcome


@dataclass(frozen=True)
class At:
    """Where the operator stands, with the keys typed so far and the prompt in hand."""

    place: Place = Place.PIN
    typed: str = ""
    wrong: int = 0
    silences: int = 0
    prompt: str = ""


@dataclass(frozen=True)
class Turn:
    """The next thing to do: say these prompts, then act."""

    at: At
    say: tuple[str, ...] = ()
    act: Act = Act.WAIT
    reason: str = ""


def begin() -> Turn:
    """The first thing an operator hears."""
    return Turn(At(), ("studio_pin",))


def step(house: House, at: At, heard: Heard) -> Turn:
    """What follows from what was heard, wherever the operator stands."""
    match heard:
        case Silence():
            return _silent(at)
        case Key(digit):
            return _BY_PLACE[at.place](house, replace(at, silences=0), digit)
        case Said():
            return Turn(at, act=Act.RECORD) if at.place is Place.BEFORE else Turn(at)
        case Recorded(None):
            return Turn(replace(at, place=Place.REVIEW), ("studio_playback", TAKE, "studio_choose"))
        case Recorded(fault):
            return Turn(replace(at, place=Place.MEND), (f"studio_{fault}", "studio_repeat"))
        case Outcome():
            return _onward(f"studio_{heard}")


def _silent(at: At) -> Turn:
    at = replace(at, silences=at.silences + 1, typed="")
    if at.silences >= TRIES:
        return Turn(at, ("studio_goodbye",), Act.HANG_UP, "silence")
    return Turn(at, (_QUESTION[at.place],))


def _onward(*before: str) -> Turn:
    return Turn(At(Place.NUMBER), (*before, "studio_number"))


def _pin(house: House, at: At, digit: str) -> Turn:
    if digit == "*":
        return Turn(replace(at, typed=""))
    if digit != "#":
        return Turn(_typed(at, digit))
    if house.pin and hmac.compare_digest(at.typed.encode(), house.pin.encode()):
        return _onward()
    if at.wrong + 1 >= TRIES:
        return Turn(replace(at, typed="", wrong=at.wrong + 1), ("studio_refused",), Act.HANG_UP, "refused")
    return Turn(replace(at, typed="", wrong=at.wrong + 1), ("studio_pin_wrong", "studio_pin"))


def _number(house: House, at: At, digit: str) -> Turn:
    if digit == "*":
        return Turn(replace(at, typed=""), ("studio_number",))
    if digit != "#":
        return Turn(_typed(at, digit))
    name = house.prompts.get(int(at.typed)) if at.typed.isascii() and at.typed.isdigit() else None
    if name is None:
        return _onward("studio_unknown")
    return Turn(At(Place.BEFORE, prompt=name), ("studio_now", name, "studio_record"))


def _before(house: House, at: At, digit: str) -> Turn:
    """Any key that means nothing else skips to the tone."""
    return _choice(at, digit) or Turn(at, act=Act.RECORD)


def _review(house: House, at: At, digit: str) -> Turn:
    if digit == "1":
        return Turn(at, act=Act.KEEP)
    return _mend(house, at, digit)


def _mend(house: House, at: At, digit: str) -> Turn:
    if digit == "2":
        return Turn(replace(at, place=Place.BEFORE), ("studio_again",))
    return _choice(at, digit) or Turn(at, (_QUESTION[at.place],))


def _choice(at: At, digit: str) -> Turn | None:
    """The keys that mean the same before and after a recording."""
    if digit == "3":
        return Turn(at, act=Act.DELETE)
    return _onward() if digit == "*" else None


def _typed(at: At, digit: str) -> At:
    return replace(at, typed=(at.typed + digit)[:LONGEST_TYPED])


_QUESTION = {
    Place.PIN: "studio_pin",
    Place.NUMBER: "studio_number",
    Place.BEFORE: "studio_record",
    Place.REVIEW: "studio_choose",
    Place.MEND: "studio_repeat",
}
_BY_PLACE: dict[Place, Callable[[House, At, str], Turn]] = {
    Place.PIN: _pin,
    Place.NUMBER: _number,
    Place.BEFORE: _before,
    Place.REVIEW: _review,
    Place.MEND: _mend,
}
