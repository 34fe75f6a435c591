"""The list of a description's texts: who heard it, how sure, when, which is the ticket's, and how it begins."""

from __future__ import annotations

from collections.abc import Iterable

from agent_console.catalogue import Texts
from agent_console.plain import clock, harmless
from tickets.texts_model import Source, Transcript

MEND = "mend"
"""The choice to write the text anew."""


def text_choices(heard: Iterable[Transcript], texts: Texts) -> list[tuple[str, str]]:
    """Return (id, label) of each text, and of the wish to mend it at the end."""
    return [(str(text.id), _label(text, texts)) for text in heard] + [(MEND, texts("texts.mend"))]


def _label(text: Transcript, texts: Texts) -> str:
    mark = "✓" if text.chosen_by else " "
    who = harmless(text.author) if text.source is Source.PERSON else texts(f"source.{text.source.value}")
    sure = "" if text.source is Source.PERSON else f" {text.confidence:.0%}"
    return f"{mark} {who}{sure} {clock(text.created_at)}  {harmless(text.text)}"
