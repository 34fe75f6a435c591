"""The small values that travel between feed, loader and store: what changed, what to load, what was loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tickets.duplicate_queries import Suggestions
from tickets.model import Account, CallRow, Event, Health, LiveText, Segment, Ticket
from tickets.presence_service import Presence
from tickets.texts_model import Transcript
from tickets.views import ViewFilter

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """A command of ours that the bridge has finished; `result` is the bridge's own sentence."""

    verb: str
    call_id: int
    ok: bool
    result: str = ""


@dataclass(frozen=True)
class Dirty:
    """What changed on screen: ids of rows, and the parts without ids."""

    calls: frozenset[int] = NOTHING
    live: frozenset[int] = NOTHING
    tickets: frozenset[int] = NOTHING
    waiting: frozenset[int] = NOTHING
    health: bool = False
    outcomes: tuple[Outcome, ...] = ()

    def __or__(self, other: Dirty) -> Dirty:
        """Both changes together."""
        return Dirty(
            self.calls | other.calls,
            self.live | other.live,
            self.tickets | other.tickets,
            self.waiting | other.waiting,
            self.health or other.health,
            self.outcomes + other.outcomes,
        )

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.calls or self.live or self.tickets or self.waiting or self.health or self.outcomes)

    @property
    def rows(self) -> bool:
        """Whether rows must be loaded again; live text carries its own words."""
        return bool(self.calls or self.tickets or self.health)


@dataclass(frozen=True)
class Question:
    """What to ask the database for in one short read, for `me`.

    `view` narrows the list of tickets; `similar_to` is the call or the ticket (ids) whose likenesses are wanted.
    `calls` None means: the words of every call in the list. `revision` is the newest live text known when asked.
    """

    me: Account
    calls: frozenset[int] | None
    with_calls: bool
    with_counts: bool
    selected_call: int | None
    selected_ticket: int | None
    search: str
    revision: int
    view: ViewFilter
    similar_to: tuple[int | None, int | None] | None = None


@dataclass(frozen=True)
class Loaded:
    """The answer: rows as they are now; `revision` is the question's."""

    calls: tuple[CallRow, ...] = ()
    segments: Mapping[int, tuple[Segment, ...]] = field(default_factory=dict)
    live: Mapping[int, LiveText | None] = field(default_factory=dict)
    tickets: tuple[Ticket, ...] = ()
    details: Mapping[int, Ticket] = field(default_factory=dict)
    history: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)
    texts: Mapping[int, tuple[Transcript, ...]] = field(default_factory=dict)
    health: tuple[Health, ...] = ()
    revision: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    others: tuple[Presence, ...] = ()
    similar: Suggestions | None = None
