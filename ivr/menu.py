"""The conversation as data: what a menu file holds, and how it is read and validated."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from speech.patience import BRIEF, LONGEST_S, PATIENT, SHORTEST_S, Patience

BUILT_IN = Path(__file__).parent / "menus" / "hotline.toml"
QUEUE, GOODBYE = "@queue", "@goodbye"
ENDS = (QUEUE, GOODBYE)
TOKENS = ("{category}", "{place}", "{code}", "{status}")


class Kind(StrEnum):
    """What a step does with the caller."""

    ANNOUNCE = "announce"
    CHOOSE = "choose"
    DESCRIBE = "describe"
    DISTRICT = "district"
    VILLAGE = "village"
    NUMBER = "number"
    TICKET = "ticket"
    STATUS = "status"


SPOKEN_ONLY = (Kind.ANNOUNCE, Kind.TICKET, Kind.STATUS)
NAMING = Patience(0.7, 0.7)
"""For names of places: "kecamatan …" may be followed by a moment's thought."""
USUAL_PATIENCE = {Kind.DESCRIBE: PATIENT, Kind.DISTRICT: NAMING, Kind.VILLAGE: NAMING}
"""How long a pause ends what is said, by kind of step; elsewhere the answer is one breath."""


@dataclass(frozen=True)
class Option:
    """One way out of a choice: a key and the words that mean the same."""

    key: str
    next: str
    words: tuple[str, ...] = ()
    category: str | None = None
    consent: bool = False


@dataclass(frozen=True)
class Step:
    """One question or announcement. All times are seconds; silence counts from the end of the prompts.

    A pause of `pause_s` ends what is said, `long_pause_s` in a long talk; 0 means as usual for the kind.
    """

    name: str
    kind: Kind
    prompts: tuple[str, ...]
    next: str = ""
    options: tuple[Option, ...] = ()
    skip: tuple[str, ...] = ()
    on_silence: str = ""
    timeout_s: float = 6.0
    silence_s: float = 3.0
    max_s: float = 90.0
    length: int = 0
    pause_s: float = 0.0
    long_pause_s: float = 0.0

    @property
    def patience(self) -> Patience:
        """How long a pause ends what is said here. Raises ValueError when it is out of bounds."""
        usual = USUAL_PATIENCE.get(self.kind, BRIEF)
        pause_s = self.pause_s or usual.pause_s
        return Patience(pause_s, self.long_pause_s or max(pause_s, usual.long_pause_s))


@dataclass(frozen=True)
class Anywhere:
    """What is understood at every step."""

    operator_key: str = "0"
    operator: tuple[str, ...] = ()
    repeat: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()


@dataclass(frozen=True)
class Menu:
    """A whole conversation. `prompts` names what is said at a silence, a mismatch, an emergency and a hand-over."""

    start: str
    attempts: int
    steps: dict[str, Step]
    anywhere: Anywhere = field(default_factory=Anywhere)
    prompts: dict[str, str] = field(default_factory=dict)

    def answered_at(self, name: str) -> Step:
        """The step whose answer is listened for at this one: an announcement already listens for what follows it."""
        here = self.steps[name]
        while here.kind in SPOKEN_ONLY and here.next in self.steps:
            here = self.steps[here.next]
        return here

    def prompt_names(self) -> set[str]:
        """Every fixed prompt that the conversation can say."""
        spoken = {name for step in self.steps.values() for name in step.prompts if name not in TOKENS}
        return spoken | set(self.prompts.values())


@dataclass(frozen=True)
class Problem:
    """What is wrong in a menu file, in which line, and how to mend it."""

    line: int
    reason: str


class MenuInvalid(Exception):
    """The menu file can't be used; the problems say where and why."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        super().__init__("\n".join(f"{path}:{p.line}: {p.reason}" for p in problems))


def load(path: Path = BUILT_IN) -> Menu:
    """Read a menu file. Raises MenuInvalid with every problem found, each with its line."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise MenuInvalid(path, [Problem(1, f"the file can't be read: {error}")]) from error
    except tomllib.TOMLDecodeError as error:
        raise MenuInvalid(path, [Problem(_line_in(str(error)), f"not valid TOML: {error}")]) from error
    try:
        menu = _menu(raw)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise MenuInvalid(
            path, [Problem(_blame(text, raw), f"a field is missing, unknown or of a wrong type: {error}")]
        ) from error
    if problems := validate(menu, text):
        raise MenuInvalid(path, problems)
    return menu


def validate(menu: Menu, text: str = "") -> list[Problem]:
    """Everything that would make the conversation lead nowhere."""
    problems = [Problem(1, f'start = "{menu.start}" names no step')] if menu.start not in menu.steps else []
    if menu.attempts < 1:
        problems.append(Problem(1, "attempts must be 1 or more"))
    for step in menu.steps.values():
        problems += [Problem(line_of(text, step.name), f"step {step.name}: {reason}") for reason in _faults(menu, step)]
    return problems


def _faults(menu: Menu, step: Step) -> list[str]:
    faults = [
        f'"{target}" names no step' for target in _targets(step) if target not in menu.steps and target not in ENDS
    ]
    if not step.next and step.kind is not Kind.CHOOSE:
        faults.append("needs `next`")
    if step.kind is Kind.CHOOSE and not step.options:
        faults.append("a choice needs `options`")
    if not step.prompts:
        faults.append("needs at least one prompt, or the caller hears nothing")
    if step.kind is Kind.NUMBER and step.length < 1:
        faults.append("needs `length`, the count of digits")
    if min(step.timeout_s, step.silence_s, step.max_s) <= 0:
        faults.append("times must be above 0 s")
    try:
        patience = step.patience
    except ValueError:
        faults.append(f"pause_s and long_pause_s are {SHORTEST_S} to {LONGEST_S} s, the second not below the first")
    else:
        if step.kind is Kind.DESCRIBE and step.silence_s <= patience.long_pause_s:
            faults.append(f"silence_s must be above the longest pause, {patience.long_pause_s} s, or talk is cut off")
    return faults + _clashes(menu, step)


def _clashes(menu: Menu, step: Step) -> list[str]:
    keys = [option.key for option in step.options]
    words = [word for option in step.options for word in option.words]
    faults = [f"key {key} is used twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    faults += [f'"{word}" is used twice' for word in sorted({w for w in words if words.count(w) > 1})]
    faults += [f"key {key!r} is no telephone key" for key in keys if not re.fullmatch(r"[0-9#]", key)]
    if menu.anywhere.operator_key in keys:
        faults.append(f"key {menu.anywhere.operator_key} is the operator's key everywhere")
    return faults


def _targets(step: Step) -> list[str]:
    return [target for target in (step.next, step.on_silence, *(option.next for option in step.options)) if target]


def _menu(raw: dict[str, Any]) -> Menu:
    anywhere = {key: _plain(value) for key, value in raw.get("anywhere", {}).items()}
    steps = {name: _step(name, fields) for name, fields in raw["steps"].items()}
    return Menu(
        str(raw["start"]), int(raw.get("attempts", 3)), steps, Anywhere(**anywhere), dict(raw.get("prompts", {}))
    )


def _step(name: str, fields: dict[str, Any]) -> Step:
    fields = dict(fields)
    options = tuple(Option(**{k: _plain(v) for k, v in option.items()}) for option in fields.pop("options", ()))
    kind = Kind(fields.pop("kind"))
    return Step(name=name, kind=kind, options=options, **{key: _plain(value) for key, value in fields.items()})


def _plain(value: Any) -> Any:
    return tuple(str(item) for item in value) if isinstance(value, list) else value


def line_of(text: str, step: str) -> int:
    """The line of a step's heading, 1 if it has none."""
    found = re.search(rf"^\[steps\.{re.escape(step)}\]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _blame(text: str, raw: dict[str, Any]) -> int:
    for name, fields in raw.get("steps", {}).items() if isinstance(raw.get("steps"), dict) else ():
        try:
            _step(name, fields)
        except (TypeError, KeyError, ValueError, AttributeError):
            return line_of(text, name)
    return 1


def _line_in(message: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found.group(1)) if found else 1
