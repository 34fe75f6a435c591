"""The only importer of asterisklint: a dialplan file → its complaints."""

from collections.abc import Iterator
from pathlib import Path

UNKNOWN_APPLICATIONS = ("AudioSocket", "Originate")
"""Applications that asterisklint does not know, or knows only as they were in Asterisk 11."""

STYLE_ONLY = ("H_", "W_WSH")
"""Its hints, and its opinions about blanks."""


def complaints(file: Path) -> Iterator[tuple[str, int, str]]:
    """What asterisklint says of a dialplan and the files it includes: file, line, sentence."""
    from asterisklint import FileDialplanParser
    from asterisklint.defines import MessageDefManager

    _teach_applications()
    MessageDefManager.reset()
    MessageDefManager.muted = True
    parser = FileDialplanParser()
    parser.include(str(file))
    for dialplan in parser:
        dialplan.walk_jump_destinations()
    for kind, messages in sorted(MessageDefManager.raised.items()):
        if not kind.startswith(STYLE_ONLY):
            for message in messages:
                said = message.message.format(**message.fmtkwargs)
                yield str(message.where.filename), int(message.where.lineno), f"{said} ({kind})"


def _teach_applications() -> None:
    from asterisklint.app.base import AppBase
    from asterisklint.application import AppLoader

    loader = AppLoader()
    for name in UNKNOWN_APPLICATIONS:
        loader.register(type(name, (AppBase,), {})())
