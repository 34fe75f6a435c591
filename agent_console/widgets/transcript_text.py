"""What a caller said, painted: settled words, doubtful words and words that may still change."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from agent_console.heard import answered_s
from agent_console.plain import harmless
from agent_console.store import Store
from agent_console.theme import Pen
from tickets.model import CallRow, CallStage, LiveText, Segment, Word

DOUBTFUL = 0.6
"""A word with less confidence than this carries a question mark."""
CURSOR = "▌"


def transcript_text(store: Store, pen: Pen) -> Text:
    """Return the whole transcript of the call in view."""
    call = store.call
    if call is None:
        return Text(pen.texts("transcript.none"), pen.colour("muted"))
    lines = [segment_line(call, part, pen) for part in store.segments.get(call.id, ()) if part.text.strip()]
    live = store.live.get(call.id)
    if live is not None and live.text.strip():
        lines.append(live_line(call, live, pen))
    if not lines:
        silent = "transcript.ended" if call.stage is CallStage.ENDED else "transcript.silent"
        return Text(pen.texts(silent), pen.colour("muted"))
    return Text("\n").join(lines)


def segment_line(call: CallRow, part: Segment, pen: Pen) -> Text:
    """Return one finished stretch of speech with its step's name."""
    line = _heading(part.step, pen, talking=part.started_s >= answered_s(call))
    words = part.words or (Word(part.text, part.confidence, part.started_s, part.ended_s),)
    return line.append_text(_words(words, pen, pen.colour("text")))


def live_line(call: CallRow, live: LiveText, pen: Pen) -> Text:
    """Return the words of the moment: slanted and dim, with a cursor, because they may still change."""
    style = f"italic {pen.colour('muted')}"
    line = _heading(live.step, pen, talking=call.stage is CallStage.TALKING)
    line.append_text(_words(live.words, pen, style) if live.words else Text(harmless(live.text), style))
    return line.append(f" {CURSOR}", pen.colour("accent"))


def _heading(step: str, pen: Pen, *, talking: bool) -> Text:
    # With an operator on the line the menu's last step says nothing any more.
    word = pen.texts("stage.talking") if talking else pen.texts.get(f"step.{step}", harmless(step))
    return Text(f"{word} ", pen.colour("accent"))


def _words(words: Iterable[Word], pen: Pen, style: str) -> Text:
    return Text(" ").join(
        Text(f"{harmless(word.text)}?", f"underline {pen.colour('warn')}")
        if word.confidence < DOUBTFUL
        else Text(harmless(word.text), style)
        for word in words
    )
