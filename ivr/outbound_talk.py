"""Pure: what is said next in a call that the hotline makes. `step` decides; nobody here plays, records or stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from ivr.conversation import Key, Silence
from tickets.duty.model import Outcome, Purpose
from tickets.satisfaction.standards import HIGHEST, LOWEST

BRIEF = "{brief}"
"""Stands for what is told about the ticket among the prompts to be said."""
REPEATS = 2
"""How often everything is said again when nobody presses a key; a machine never does."""
TAKES = 2
"""How often a spoken reason may be tried; then the answer counts without one."""


class Place(StrEnum):
    """Where in the talk somebody is."""

    DUTY = "duty"
    """An officer decides whether to take the ticket on."""
    SOLVED = "solved"
    """A citizen says whether the ticket is solved."""
    REASON = "reason"
    RATING = "rating"
    OVER = "over"


class Act(StrEnum):
    """What is to be done once everything is said."""

    WAIT = "wait"
    RECORD = "record"
    ACKNOWLEDGE = "acknowledge"
    CLOSE = "close"
    KEEP = "keep"
    """Keep the spoken answer, `outcome`, with what was recorded."""
    HANG_UP = "hang_up"


@dataclass(frozen=True)
class Recorded:
    """The recording is over; `voice`: there is something in it."""

    voice: bool


@dataclass(frozen=True)
class Written:
    """What the database made of the answer."""

    outcome: Outcome


Heard = Key | Silence | Recorded | Written


@dataclass(frozen=True)
class At:
    """Where the talk stands: silences in a row, takes of the reason, and the answers given so far by element's code."""

    place: Place
    purpose: Purpose
    silences: int = 0
    takes: int = 0
    question: int = 0
    answers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Turn:
    """The next thing to do: say these prompts, then act."""

    at: At
    say: tuple[str, ...] = ()
    act: Act = Act.WAIT
    outcome: Outcome = Outcome.HUNG_UP


def begin(purpose: Purpose) -> Turn:
    """The first thing that is heard."""
    place = Place.DUTY if purpose is Purpose.ESCALATION else Place.SOLVED
    return Turn(At(place, purpose), (BRIEF, _CHOICES[place]))


def step(questions: tuple[str, ...], at: At, heard: Heard) -> Turn:
    """What follows from what was heard; `questions` are the codes of the elements that the telephone asks about."""
    match heard:
        case Silence():
            return _silent(questions, replace(at, silences=at.silences + 1))
        case Key(digit):
            return _KEYS.get(at.place, _nothing)(questions, replace(at, silences=0), digit)
        case Recorded(voice):
            return _recorded(at, voice)
        case Written(outcome):
            return _written(questions, at, outcome)


def survey_prompt(code: str) -> str:
    """The prompt that asks about an element of the satisfaction index."""
    return f"survey_{code.lower()}"


def _duty(_questions: tuple[str, ...], at: At, digit: str) -> Turn:
    if digit == "1":
        return Turn(at, act=Act.ACKNOWLEDGE)
    return _chosen(at, digit, "outbound_why")


def _solved(_questions: tuple[str, ...], at: At, digit: str) -> Turn:
    if digit == "1":
        return Turn(at, act=Act.CLOSE)
    return _chosen(at, digit, "outbound_missing")


def _chosen(at: At, digit: str, question: str) -> Turn:
    if digit == "2":
        return Turn(replace(at, place=Place.REASON), (question,), Act.RECORD)
    if digit == "3":
        return Turn(at, (BRIEF, _CHOICES[at.place]))
    return Turn(at, ("outbound_wrong_key", _CHOICES[at.place]))


def _rating(questions: tuple[str, ...], at: At, digit: str) -> Turn:
    if digit == "#":
        return _next_question(questions, at)
    if digit.isdecimal() and LOWEST <= int(digit) <= HIGHEST:
        given = (*at.answers, (questions[at.question], int(digit)))
        return _next_question(questions, replace(at, answers=given))
    return Turn(at, ("outbound_wrong_key", survey_prompt(questions[at.question])))


def _next_question(questions: tuple[str, ...], at: At) -> Turn:
    at = replace(at, question=at.question + 1)
    if at.question < len(questions):
        return Turn(at, (survey_prompt(questions[at.question]),))
    return _over(at, Outcome.CLOSED, "outbound_thanks")


def _nothing(_questions: tuple[str, ...], at: At, _digit: str) -> Turn:
    return Turn(at, act=Act.HANG_UP)


def _silent(questions: tuple[str, ...], at: At) -> Turn:
    if at.place is Place.RATING:
        again = Turn(at, (survey_prompt(questions[at.question]),))
        return again if at.silences < REPEATS else _over(at, Outcome.CLOSED, "outbound_thanks")
    if at.silences > REPEATS:
        return _over(at, Outcome.NO_ANSWER, "outbound_no_key")
    return Turn(at, (BRIEF, _CHOICES[at.place]))


def _recorded(at: At, voice: bool) -> Turn:
    at, spoken = replace(at, takes=at.takes + 1), spoken_outcome(at.purpose)
    if voice or at.takes >= TAKES:
        return Turn(at, act=Act.KEEP, outcome=spoken)
    question = "outbound_why" if spoken is Outcome.REFUSED else "outbound_missing"
    return Turn(at, ("outbound_no_voice", question), Act.RECORD)


def spoken_outcome(purpose: Purpose) -> Outcome:
    """The answer whose reason is spoken after key 2."""
    return Outcome.REFUSED if purpose is Purpose.ESCALATION else Outcome.REOPENED


def _written(questions: tuple[str, ...], at: At, outcome: Outcome) -> Turn:
    if outcome is Outcome.CLOSED and questions:
        return Turn(replace(at, place=Place.RATING), ("outbound_survey", survey_prompt(questions[0])))
    return _over(at, outcome, _FAREWELLS.get(outcome, "outbound_moved"))


def _over(at: At, outcome: Outcome, farewell: str) -> Turn:
    return Turn(replace(at, place=Place.OVER), (farewell,), Act.HANG_UP, outcome)


_CHOICES = {Place.DUTY: "outbound_duty_choose", Place.SOLVED: "outbound_solved_choose"}
_FAREWELLS = {
    Outcome.ACKNOWLEDGED: "outbound_acknowledged",
    Outcome.REFUSED: "outbound_refused",
    Outcome.REOPENED: "outbound_reopened",
    Outcome.CLOSED: "outbound_thanks",
}
_KEYS: dict[Place, Callable[[tuple[str, ...], At, str], Turn]] = {
    Place.DUTY: _duty,
    Place.SOLVED: _solved,
    Place.RATING: _rating,
}
