"""Checks a folder of Asterisk configuration before it answers calls: asterisklint, and the hotline's own rules."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dialplans import asterisklinter
from dialplans.conf import Option, includes, options, sections
from dialplans.extensions import Step, branches, calls, matches, read_steps, references, split

STARTING_POINTS = ("extensions.conf", "iceta-extensions.conf")
"""Where a dialplan begins: a whole instance, or the hotline's own pieces alone."""

RISKY = {
    "system",
    "trysystem",
    "record",
    "mixmonitor",
    "monitor",
    "playback",
    "background",
    "controlplayback",
    "externalivr",
}
"""Applications whose arguments become commands or file names."""

SAFE = {"ASTSPOOLDIR", "ASTDATADIR", "ASTLOGDIR", "EPOCH"}
"""Variables that no caller can influence."""

PROMPT_OPTIONS = {"announce", "periodic-announce", "queue-youarenext", "queue-thankyou", "joinannounce"}
PROMPT_FOLDER = "iceta/"


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the file, its line (0: the file as a whole) and a sentence that says what is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Plan:
    """What the rules look at: the steps, and the options, sections of the other files by their kind."""

    steps: tuple[Step, ...]
    options: tuple[Option, ...]
    queues: frozenset[str]
    endpoints: frozenset[str]


def lint(folder: Path, prompts: Path | None = None) -> list[Finding]:
    """The faults of the configuration in `folder`; with `prompts`, also the prompts that are missing there."""
    start = next((folder / name for name in STARTING_POINTS if (folder / name).is_file()), None)
    if start is None:
        return [Finding(str(folder), 0, f"There is no dialplan here: neither {' nor '.join(STARTING_POINTS)} exists.")]
    foreign = [Finding(file, line, message) for file, line, message in asterisklinter.complaints(start)]
    names = None if prompts is None else frozenset(path.stem for path in prompts.glob("*.wav"))
    return sorted({*foreign, *check(_read_plan(folder, start.name), names)})


def check(plan: Plan, prompts: frozenset[str] | None) -> list[Finding]:
    """Pure: the hotline's own rules. `prompts` None: whether prompts exist is not checked."""
    found = [*_targets(plan), *_names(plan), *_unfiltered(plan)]
    return sorted({*found, *(_prompts(plan, prompts) if prompts is not None else ())})


def _read_plan(folder: Path, start: str) -> Plan:
    prefix = "iceta-" if start.startswith("iceta-") else ""
    dialplan, queues = _with_includes(folder, start), _with_includes(folder, f"{prefix}queues.conf")
    pjsip = _with_includes(folder, f"{prefix}pjsip.conf")
    return Plan(
        tuple(step for file, text in dialplan.items() for step in read_steps(file, text)),
        tuple(option for file, text in queues.items() for option in options(file, text)),
        frozenset(name for text in queues.values() for name in sections(text)) - {"general"},
        frozenset(name for text in pjsip.values() for name in sections(text)),
    )


def _with_includes(folder: Path, name: str, seen: Mapping[str, str] | None = None) -> dict[str, str]:
    path = folder / name
    found = dict(seen or {})
    if str(path) in found or not path.is_file():
        return found
    text = path.read_text(encoding="utf-8", errors="replace")
    found[str(path)] = text
    for included in includes(text):
        found = _with_includes(folder, included, found)
    return found


def _targets(plan: Plan) -> Iterator[Finding]:
    for step in plan.steps:
        for target in _jumps(step):
            if "${" not in target and not _exists(plan.steps, step, target):
                yield Finding(step.file, step.line, f"The jump to {target!r} leads nowhere: there is no such place.")


def _jumps(step: Step) -> Iterator[str]:
    for call in calls(step):
        match call.application.lower():
            case "goto" | "gosub":
                yield call.arguments
            case "gotoif" | "gotoiftime" | "gosubif":
                yield from branches(call.arguments)
            case "channelredirect":
                yield ",".join(split(call.arguments, ",")[1:])
            case "set" if "hangup_handler_push" in call.arguments:
                yield call.arguments.partition("=")[2]


def _exists(steps: Iterable[Step], here: Step, target: str) -> bool:
    parts = [part.strip() for part in split(re.sub(r"\(.*\)$", "", target), ",")]
    context = parts[-3] if len(parts) > 2 else here.context
    exten = parts[-2] if len(parts) > 1 else here.exten
    return any(
        step.context == context
        and (step.exten == exten or matches(step.exten, exten))
        and parts[-1] in (step.label or None, str(step.priority))
        for step in steps
    )


def _names(plan: Plan) -> Iterator[Finding]:
    for step in plan.steps:
        for call in calls(step):
            first = split(call.arguments, ",")[0].strip()
            if call.application.lower() == "queue" and "${" not in first and first not in plan.queues:
                yield Finding(step.file, step.line, f"The queue {first!r} is not configured in queues.conf.")
            yield from _unknown_endpoints(step, call.arguments, plan.endpoints)
    for option in plan.options:
        if option.name == "member":
            yield from _unknown_endpoints(option, option.value, plan.endpoints)


def _unknown_endpoints(where: Step | Option, text: str, endpoints: frozenset[str]) -> Iterator[Finding]:
    for name in re.findall(r"\bPJSIP/([\w.-]+)", text):
        if name not in endpoints:
            yield Finding(where.file, where.line, f"The endpoint {name!r} is not configured in pjsip.conf.")


def _prompts(plan: Plan, prompts: frozenset[str]) -> Iterator[Finding]:
    for step in plan.steps:
        for call in calls(step):
            if call.application.lower() in ("playback", "background", "controlplayback"):
                yield from _missing(step.file, step.line, split(call.arguments, ",")[0], prompts)
    for option in plan.options:
        if option.name in PROMPT_OPTIONS:
            yield from _missing(option.file, option.line, option.value, prompts)


def _missing(file: str, line: int, played: str, prompts: frozenset[str]) -> Iterator[Finding]:
    for name in played.split("&"):
        prompt = name.strip().removeprefix(PROMPT_FOLDER)
        if name.strip().startswith(PROMPT_FOLDER) and "${" not in name and prompt not in prompts:
            yield Finding(
                file, line, f"The prompt {prompt!r} is played, but there is no {prompt}.wav among the prompts."
            )


def _unfiltered(plan: Plan) -> Iterator[Finding]:
    clean = clean_variables(plan.steps)
    for step in plan.steps:
        for call in calls(step):
            risky = [call.arguments] if call.application.lower() in RISKY else _shell_arguments(call.arguments)
            for reference in (each for text in risky for each in references(text) if not _is_clean(each, clean)):
                yield Finding(
                    step.file, step.line,
                    f"${{{reference}}} comes from outside and becomes a command or file name; put FILTER() around it.",
                )  # fmt: skip


def _shell_arguments(arguments: str) -> list[str]:
    return [each for each in references(arguments) if each.upper().startswith(("SHELL(", "FILE("))]


def clean_variables(steps: Iterable[Step]) -> frozenset[str]:
    """The variables that the dialplan only ever sets from constants, safe or filtered values."""
    values: dict[str, list[str]] = {}
    for step in steps:
        for call in calls(step):
            if call.application.lower() == "set":
                name, _, value = call.arguments.partition("=")
                values.setdefault(name.strip("_ "), []).append(value)
    return _settle(values)


def _settle(values: Mapping[str, list[str]]) -> frozenset[str]:
    """Grow the set of clean variables until it grows no more: one may be set from another."""
    clean: frozenset[str] = frozenset()
    while True:
        grown = frozenset(
            name
            for name, texts in values.items()
            if all(_is_clean(reference, clean) for text in texts for reference in references(text))
        )
        if grown == clean:
            return clean
        clean = grown


def _is_clean(reference: str, clean: frozenset[str]) -> bool:
    return reference in SAFE or reference in clean or reference.upper().startswith("FILTER(")
