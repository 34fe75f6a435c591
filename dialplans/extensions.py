"""Pure: reads a dialplan's text into its steps, as far as linting needs it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SECTION = re.compile(r"\[([^]]+)]")
_EXTEN = re.compile(r"exten\s*=>?\s*([^,]+),\s*([^,(]+)(?:\(([^)]*)\))?\s*,\s*(.*)")
_SAME = re.compile(r"same\s*=>?\s*([^,(]+)(?:\(([^)]*)\))?\s*,\s*(.*)")
_CALL = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One priority of one extension: where it stands, and the application it runs with its raw arguments."""

    file: str
    line: int
    context: str
    exten: str
    priority: int
    label: str
    application: str
    arguments: str


@dataclass(frozen=True)
class Call:
    """An application with its raw arguments."""

    application: str
    arguments: str


def read_steps(file: str, text: str) -> Iterator[Step]:
    """The steps of a dialplan file; lines that are no steps are passed over."""
    context = exten = ""
    priority = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _without_comment(raw).strip()
        section, first, same = _SECTION.match(line), _EXTEN.fullmatch(line), _SAME.fullmatch(line)
        if section:
            context = section[1]
        elif first or same:
            match = first or same
            exten = first[1].strip() if first else exten
            wanted, label, called = match.groups()[-3:] if match else ("n", "", "")
            priority = int(wanted) if wanted.strip().isdigit() else priority + 1
            call = read_call(called)
            yield Step(file, number, context, exten, priority, label or "", call.application, call.arguments)


def read_call(text: str) -> Call:
    """`App(arguments)` or `App` as its two parts."""
    match = _CALL.fullmatch(text)
    return Call(match[1], match[2] or "") if match else Call(text.strip(), "")


def calls(step: Step) -> Iterator[Call]:
    """The application of the step, and those inside an ExecIf."""
    yield Call(step.application, step.arguments)
    if step.application.lower() == "execif":
        yield from map(read_call, branches(step.arguments))


def branches(arguments: str) -> list[str]:
    """What stands behind the `?` of a conditional: one or two parts."""
    _, _, behind = arguments.partition("?")
    return [part for part in split(behind, ":") if part]


def split(text: str, separator: str) -> list[str]:
    """Split at separators that are in no bracket and no quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for position, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "({[":
            depth += 1
        elif not quoted and letter in ")}]":
            depth -= 1
        elif letter == separator and depth == 0 and not quoted:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def references(text: str) -> Iterator[str]:
    """The outermost ${…} of the text, without the braces."""
    start = text.find("${")
    while start >= 0:
        depth, end = 1, start + 2
        while end < len(text) and depth:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
        yield text[start + 2 : end - 1]
        start = text.find("${", end)


def matches(pattern: str, number: str) -> bool:
    """Whether an extension, literal or an Asterisk _pattern, stands for the number."""
    if not pattern.startswith("_"):
        return pattern == number
    classes = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
    pieces = re.findall(r"\[[^]]*]|.", pattern[1:])
    return (
        re.fullmatch(
            "".join(piece if len(piece) > 1 else classes.get(piece.upper(), re.escape(piece)) for piece in pieces),
            number,
        )
        is not None
    )


def _without_comment(line: str) -> str:
    return re.split(r"(?<!\\);", line, maxsplit=1)[0]
