"""What is on screen, as plain values: apply a batch, put loaded rows, and learn which ids changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from agent_console.beside import by_ticket, moved, to_compare
from agent_console.changes import Dirty, Loaded, Outcome, Question
from agent_console.form import Field, FormPicture, form_picture, subject_of, ticket_value
from agent_console.freshness import Freshness, freshness_of
from agent_console.heard import heard_values
from agent_console.places import place_name
from agent_console.queue_order import EMERGENCY, by_urgency, is_waiting, keep_cursor
from tickets.duplicate_queries import Suggestions
from tickets.model import Account, CallRow, CallStage, Event, Health, LiveText, Role, Segment, Ticket
from tickets.presence_service import Presence
from tickets.texts_model import Transcript
from tickets.views import ViewFilter

if TYPE_CHECKING:
    from tickets.feed import Batch

NO_FILTER = ViewFilter()
COMMAND_PATIENCE_S = 12.0
"""A command without an answer for this long means that the bridge is not working."""
DESK_ROLES = frozenset({Role.AGENCY, Role.BUPATI, Role.PUSKESMAS, Role.AUDITOR})
"""Roles that work on tickets only and see no telephone calls."""


class View(StrEnum):
    """The two halves of the operator screen."""

    CALLS = "calls"
    TICKETS = "tickets"


class Store:
    """The state of one console. Everything here is pure: no clock, no database, no widgets."""

    def __init__(self, me: Account, *, readonly: bool = False) -> None:
        self.me = me
        self.readonly = readonly
        self.view = View.TICKETS if me.role in DESK_ROLES else View.CALLS
        self.calls: dict[int, CallRow] = {}
        self.segments: dict[int, tuple[Segment, ...]] = {}
        self.live: dict[int, LiveText] = {}
        self.tickets: dict[int, Ticket] = {}
        self.details: dict[int, Ticket] = {}
        self.history: dict[int, tuple[Event, ...]] = {}
        self.texts: dict[int, tuple[Transcript, ...]] = {}
        self.health: dict[str, Health] = {}
        self.counts: dict[str, int] = {}
        self.others: dict[int, tuple[Presence, ...]] = {}
        self.similar: dict[str, Suggestions] = {}
        self.view_name, self.view_filter = "", NO_FILTER
        self.pending: dict[int, tuple[str, datetime]] = {}
        self.edits: dict[str, dict[Field, str]] = {}
        self.bases: dict[str, dict[Field, str]] = {}
        self.search = ""
        self.selected_call: int | None = None
        self.selected_ticket: int | None = None
        self.heard_at: datetime | None = None
        self.broken = False
        self.last_id = 0
        self._revisions: dict[int, int] = {}

    # What the feed says

    def apply(self, batch: Batch) -> Dirty:
        """Take in one batch of the feed; rows named by its events still have to be loaded."""
        self.last_id = max(self.last_id, batch.last_id)
        outcomes = [outcome for event in batch.events if (outcome := self._settle(event))]
        # Words of a caller who was silent may be old ones that are long a segment: the rows tell.
        silent = {text.call_id for text in batch.live} - self.live.keys()
        live = frozenset(text.call_id for text in batch.live if self._newer(text))
        return Dirty(
            calls=frozenset(event.call_id for event in batch.events if event.call_id is not None) | (live & silent),
            live=live,
            tickets=frozenset(event.ticket_id for event in batch.events if event.ticket_id is not None),
            health=any(event.kind.startswith("health.") for event in batch.events),
            outcomes=tuple(outcomes),
        )

    def _newer(self, text: LiveText) -> bool:
        if self._revisions.get(text.call_id, 0) >= text.revision:
            return False
        self._revisions[text.call_id] = text.revision
        self.live[text.call_id] = text
        return True

    def _fell_silent(self, call_id: int, asked_at: int) -> bool:
        # The words became a segment. Newer ones that came while the rows were being loaded stay.
        known = self.live.get(call_id)
        if known is None or known.revision > asked_at:
            return False
        del self.live[call_id]
        return True

    def _settle(self, event: Event) -> Outcome | None:
        if event.kind not in ("command.done", "command.failed") or event.call_id not in self.pending:
            return None
        verb, _ = self.pending.pop(event.call_id)
        return Outcome(verb, event.call_id, event.kind == "command.done", str(event.detail.get("result") or ""))

    # What the database says

    def question(self, dirty: Dirty | None) -> Question:
        """Say what to load for these changes, everything for None."""
        return Question(
            me=self.me,
            calls=None if dirty is None else dirty.calls,
            with_calls=self.me.role not in DESK_ROLES,
            with_counts=self.me.role is Role.SUPERVISOR,
            selected_call=self.selected_call,
            selected_ticket=self.selected_ticket,
            search=self.search,
            revision=max(self._revisions.values(), default=0),
            view=self.view_filter,
            similar_to=self._comparing(dirty),
        )

    def _comparing(self, dirty: Dirty | None) -> tuple[int | None, int | None] | None:
        if self.me.role in DESK_ROLES:
            return None
        return to_compare(self.call, self.ticket, dirty, known=self.subject in self.similar)

    def put(self, loaded: Loaded, at: datetime) -> Dirty:
        """Replace the rows by what was loaded at this time, and return what is different now."""
        self.heard_at, self.broken = at, False
        dirty = self._put_calls(loaded) | self._put_tickets(loaded) | self._put_similar(loaded)
        health = {row.part: row for row in loaded.health}
        changed = health != self.health or loaded.counts != self.counts
        self.health, self.counts = health, dict(loaded.counts)
        return dirty | Dirty(health=changed)

    def _put_calls(self, loaded: Loaded) -> Dirty:
        before, shown = self.calls, [row.id for row in self.queue()]
        self.calls = {row.id: row for row in loaded.calls}
        changed = {key for key in before.keys() | self.calls.keys() if before.get(key) != self.calls.get(key)}
        changed |= {key for key, parts in loaded.segments.items() if self.segments.get(key, ()) != parts}
        said = self.segments | dict(loaded.segments)
        self.segments = {key: parts for key, parts in said.items() if key in self.calls}
        live = {key for key, text in loaded.live.items() if self._put_live(key, text, loaded.revision)}
        self.live = {key: text for key, text in self.live.items() if key in self.calls}
        if self.selected_call is None and (mine := self.my_call()) is not None:
            self.selected_call = mine.id
        self.selected_call = keep_cursor(self.selected_call, shown, [row.id for row in self.queue()])
        new = {key for key, row in self.calls.items() if is_waiting(row) and not _was_waiting(before.get(key))}
        return Dirty(calls=frozenset(changed), live=frozenset(live), waiting=frozenset(new))

    def _put_live(self, call_id: int, text: LiveText | None, asked_at: int) -> bool:
        return self._fell_silent(call_id, asked_at) if text is None else self._newer(text)

    def _put_tickets(self, loaded: Loaded) -> Dirty:
        before, shown = self.tickets | self.details, list(self.tickets)
        history = self.history
        self.tickets = {row.id: row for row in loaded.tickets}
        self.details, self.history, self.texts = dict(loaded.details), dict(loaded.history), dict(loaded.texts)
        after = self.tickets | self.details
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        changed |= {key for key, events in self.history.items() if history.get(key) != events}
        others = by_ticket(loaded.others)
        changed |= moved(self.others, others)
        self.others = others
        self.selected_ticket = keep_cursor(self.selected_ticket, shown, list(self.tickets))
        return Dirty(tickets=frozenset(changed))

    def _put_similar(self, loaded: Loaded) -> Dirty:
        subject, found = self.subject, loaded.similar
        if found is None or not subject or self.similar.get(subject) == found:
            return Dirty()
        self.similar = {subject: found}
        return Dirty(health=True)

    # What the operator does

    def begin(self, verb: str, call_id: int, at: datetime) -> None:
        """Show a command as under way, before the database has it."""
        self.pending[call_id] = (verb, at)

    def give_up(self, call_id: int) -> None:
        """Forget a command that could not be written or was never answered."""
        self.pending.pop(call_id, None)

    def overdue(self, now: datetime) -> list[tuple[str, int]]:
        """Return the commands (verb, call id) that the bridge should have answered by now."""
        return [
            (verb, key) for key, (verb, at) in self.pending.items() if (now - at).total_seconds() > COMMAND_PATIENCE_S
        ]

    def edit(self, subject: str, field: Field, text: str) -> None:
        """Keep what the operator typed; from now on this field is the operator's, whatever the caller says next."""
        if subject:
            self.bases.setdefault(subject, {}).setdefault(field, ticket_value(self.ticket, field))
            self.edits.setdefault(subject, {})[field] = text

    def wrote(self, ticket: Ticket) -> None:
        """Show at once what this console has just written, before the feed tells of it."""
        shown = self.tickets.get(ticket.id)
        if shown is not None and shown.updated_at <= ticket.updated_at:
            self.tickets[ticket.id] = ticket
        self.details[ticket.id] = ticket

    def show_view(self, name: str, wanted: ViewFilter | None) -> None:
        """Show only the tickets of a view; None shows all."""
        self.view_name, self.view_filter = (name, wanted) if wanted is not None else ("", NO_FILTER)
        self.selected_ticket = None

    def saved(self, subject: str, sent: Mapping[Field, str]) -> None:
        """Forget the edits that the database now holds; what was typed while it was written stays."""
        left = {name: text for name, text in self.edits.get(subject, {}).items() if sent.get(name) != text}
        self.edits.pop(subject, None)
        self.bases.pop(subject, None)
        if left:
            self.edits[subject] = left

    def give_way(self, field: Field, text: str | None) -> None:
        """Settle a field that somebody else changed too: this text, or theirs for None."""
        self.bases.get(self.subject, {})[field] = ticket_value(self.ticket, field)
        if text is None:
            self.edits.get(self.subject, {}).pop(field, None)
        else:
            self.edit(self.subject, field, text)

    # What can be seen

    def queue(self) -> list[CallRow]:
        """Return the calls, most urgent first."""
        return sorted(self.calls.values(), key=by_urgency)

    def most_urgent(self) -> CallRow | None:
        """Return the call that should be answered next, if one waits."""
        return next((row for row in self.queue() if is_waiting(row)), None)

    def waiting(self) -> Sequence[CallRow]:
        """Return all calls that nobody has answered yet."""
        return [row for row in self.queue() if is_waiting(row)]

    def my_call(self) -> CallRow | None:
        """Return the call that rings at or talks to this operator."""
        stages = (CallStage.TALKING, CallStage.RINGING)
        return next((row for row in self.queue() if row.stage in stages and self.is_me(row.operator)), None)

    def is_me(self, operator: str | None) -> bool:
        """Whether a call rings or talks at this person's telephone."""
        return operator is not None and operator == (self.me.extension or self.me.login)

    def place_of(self, row: CallRow) -> str:
        """Return the kecamatan of a call as far as it is known: the ticket's, or what the caller seems to have said."""
        ticket = self.tickets.get(row.ticket_id or 0)
        if ticket is not None and ticket.kecamatan:
            return place_name(ticket.kecamatan)
        said = heard_values(row, self.segments.get(row.id, ())).get(Field.KECAMATAN)
        return f"{said.value}?" if said else ""

    @property
    def call(self) -> CallRow | None:
        """The call in view, None in the tickets view."""
        return self.calls.get(self.selected_call or 0) if self.view is View.CALLS else None

    @property
    def ticket(self) -> Ticket | None:
        """The ticket in view: the selected one, or the selected call's."""
        key = self.selected_ticket
        if self.view is View.CALLS:
            key = self.call.ticket_id if self.call else None
        return self.details.get(key or 0) or self.tickets.get(key or 0)

    def texts_of_ticket(self) -> tuple[Transcript, ...]:
        """Return what recognisers and people made of the description of the ticket in view."""
        return self.texts.get(self.ticket.id, ()) if self.ticket else ()

    @property
    def subject(self) -> str:
        """What the form belongs to."""
        return subject_of(self.call, self.ticket)

    def form(self) -> FormPicture:
        """Return the ticket form of what is in view."""
        said = self.segments.get(self.call.id, ()) if self.call else ()
        return form_picture(self.call, self.ticket, said, self.edits.get(self.subject, {}))

    def freshness(self, now: datetime) -> tuple[Freshness, float]:
        """Return how fresh the picture is, and its age in seconds."""
        return freshness_of(self.heard_at, now, broken=self.broken)

    def emergencies(self) -> int:
        """Count the waiting calls with an emergency priority."""
        return sum(row.priority is EMERGENCY for row in self.waiting())


def _was_waiting(row: CallRow | None) -> bool:
    return row is not None and is_waiting(row)
