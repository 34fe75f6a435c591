"""Pictures of the console as SVG files, in a font that every computer can draw."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from textual.app import App

FONT = "DejaVu Sans Mono"
_FONT_FACES = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def picture(app: App[Any], path: Path, title: str = "I-Ceta") -> Path:
    """Write what the app shows now to an SVG file and return its path; nothing is fetched when it is looked at."""
    drawing = app.export_screenshot(title=title)
    drawing = _FONT_FACES.sub("", drawing).replace("Fira Code", FONT)
    # Without this some viewers drop the spaces that a piece of text begins with.
    path.write_text(drawing.replace("<svg ", '<svg xml:space="preserve" ', 1), "utf-8")
    return path
