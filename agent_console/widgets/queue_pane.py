"""The queue: every caller before and after anyone picks up, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from agent_console.places import category_word
from agent_console.plain import duration, fit, masked, tail
from agent_console.queue_order import since
from agent_console.store import Store
from agent_console.theme import PRIORITIES, STAGES, Pen
from agent_console.widgets.keyed_list import KeyedList
from tickets.model import CallRow, CallStage, Priority

STAGE_WIDTH = 7
TIME_WIDTH = 7
NUMBER_WIDTH = 13


class QueuePane(KeyedList[CallRow]):
    """Two lines a call: who and how long, then what about and the last words."""

    store: Store

    def show(self, store: Store, pen: Pen) -> None:
        """Show the store's queue."""
        self.store = store
        self.put(store.queue(), store.selected_call, pen, pen.texts("queue.empty"))

    def key_of(self, item: CallRow) -> int:
        """The call's id."""
        return item.id

    def paint(self, item: CallRow, width: int, pen: Pen) -> Sequence[Text]:
        """Return the call's two lines."""
        return (first_line(self.store, item, width, pen), second_line(self.store, item, width, pen))


def first_line(store: Store, row: CallRow, width: int, pen: Pen) -> Text:
    """Priority, stage, how long, number; on a wide pane the category too."""
    haste, look = PRIORITIES[row.priority], STAGES[row.stage]
    dim = "muted" if row.stage is CallStage.ENDED else "text"
    line = Text.assemble(
        (f"{haste.glyph} ", pen.bold(haste.colour)),
        (f"{look.glyph} {fit(pen.texts(f'stage.{row.stage.value}'), STAGE_WIDTH)}", pen.bold(look.colour)),
        (fit(duration((pen.now - since(row)).total_seconds()), TIME_WIDTH), pen.colour(dim)),
        (fit(masked(row.caller_number) or pen.texts("call.no_number"), NUMBER_WIDTH), pen.bold(dim)),
    )
    if row.id in store.pending:
        line.append(f"… {pen.texts(f'pending.{store.pending[row.id][0]}')}", pen.bold("accent"))
    elif row.operator and row.stage is not CallStage.ENDED:
        mine = store.is_me(row.operator)
        line.append(pen.texts("queue.me") if mine else row.operator, pen.bold("good") if mine else pen.colour("muted"))
    return line


def second_line(store: Store, row: CallRow, width: int, pen: Pen) -> Text:
    """Haste in words, category, and the last words that were heard."""
    line = Text("  ")
    if row.priority is not Priority.NORMAL:
        word = pen.texts(f"priority.{row.priority.value}").upper()
        line.append(f"{word} ", pen.bold(PRIORITIES[row.priority].colour))
    if row.category:
        line.append(f"{category_word(row.category)} ", pen.colour("accent"))
    said, open_ended = last_words(store, row)
    room = width - line.cell_len - 1
    if said and room > 4:
        line.append(tail(said, room), f"italic {pen.colour('muted')}" if open_ended else pen.colour("muted"))
    elif not said:
        line.append(pen.texts.get(f"step.{row.step}", ""), pen.colour("muted"))
    return line


def last_words(store: Store, row: CallRow) -> tuple[str, bool]:
    """Return the newest words of a call, and whether they may still change."""
    live = store.live.get(row.id)
    if live is not None and live.text.strip():
        return live.text, True
    said = [part.text for part in store.segments.get(row.id, ()) if part.text.strip()]
    return (said[-1] if said else ""), False
