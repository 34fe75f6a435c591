"""What the actions do: ask what is missing, run one verb in the executor, say how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from rich.text import Text

from agent_console.actions import take_target
from agent_console.catalogue import Texts
from agent_console.drafts import Drafts
from agent_console.form import Field, conflicts, first_unknown, ticket_value
from agent_console.heard import ENOUGH_TO_PROPOSE, triaged
from agent_console.life_deeds import life_table, title
from agent_console.places import agency_choices
from agent_console.plain import harmless
from agent_console.saving import form_to_save, save_form
from agent_console.similar_deeds import similar_table
from agent_console.store import Store
from agent_console.text_choices import MEND, text_choices
from agent_console.view_deeds import ViewDeeds
from agent_console.why import error_text
from tickets import service
from tickets.codes import grouped
from tickets.database import Database, DatabaseTrouble
from tickets.errors import TicketsError
from tickets.macros import MacroFileWrong, filled, macros_for
from tickets.model import Ticket
from tickets.reference.loader import categories

log = structlog.get_logger()
LONG_TEXTS = frozenset({Field.DESCRIPTION, Field.LANDMARK})
"""Fields in which two texts can stand together."""
WRITE_DEADLINE_S = 8.0
"""A write that takes longer is reported as not done; it may still arrive, and the feed will show it then."""

Result = TypeVar("Result")


class Desk(Protocol):
    """What a deed needs from the screen."""

    def say(self, text: str, colour: str = "text") -> None:
        """Put a sentence into the status line."""

    def repaint(self) -> None:
        """Show the store's present state at once."""

    def refetch(self) -> None:
        """Load the list again: what it shows was changed."""

    async def ask_text(
        self, title: Text, draft: str, keep: Callable[[str], None], macros: Sequence[tuple[str, str]] = ()
    ) -> str | None:
        """Ask for a text; `macros` are (name, text) of ready sentences."""

    async def ask_choice(self, title: Text, choices: list[tuple[str, str]], first: str | None) -> str | None:
        """Ask for one of many."""

    async def ask_sure(self, question: Text, yes: str) -> bool:
        """Ask before something that cannot be taken back."""


class Deeds:
    """The effects of one operator's actions on the database."""

    def __init__(
        self,
        desk: Desk,
        database: Database,
        store: Store,
        drafts: Drafts,
        texts: Texts,
        clock: Callable[[], datetime],
        home: Path,
    ) -> None:
        self._desk, self._database, self._store = desk, database, store
        self._drafts, self._texts, self._clock, self._home = drafts, texts, clock, home
        self.table: dict[str, Callable[[], Awaitable[None]]] = {
            "answer": self.answer,
            "take": self.take,
            "hangup": self.hangup,
            "save": self.save,
            "assign": self.assign,
            "note": lambda: self.write_text("note", service.note),
            "resolve": lambda: self.write_text("resolve", service.resolve),
            "escalate": lambda: self.write_text("escalate", service.escalate),
            "claim": self.claim,
            "texts": self.choose_text,
        }
        self.table |= life_table(self, store, texts) | similar_table(self, store, texts)
        self.table |= ViewDeeds(desk, self._run, store, drafts, texts).table

    async def answer(self) -> None:
        """Take the call that waits most urgently."""
        urgent = self._store.most_urgent()
        if urgent is not None:
            await self._command("take", urgent.id)

    async def take(self) -> None:
        """Take the selected call."""
        target = take_target(self._store)
        if target is not None:
            await self._command("take", target)

    async def hangup(self) -> None:
        """End the operator's own call, after asking."""
        mine = self._store.my_call()
        if mine is None:
            return
        question = Text(self._texts("ask.hangup", who=harmless(mine.caller_name or mine.caller_number)))
        if await self._desk.ask_sure(question, self._texts("action.hangup.label")):
            await self._command("hangup", mine.id)

    async def _command(self, verb: str, call_id: int) -> None:
        self._store.begin(verb, call_id, self._clock())
        if verb == "take":
            self._store.selected_call = call_id
        self._desk.say(self._texts(f"pending.{verb}"), "accent")
        self._desk.repaint()
        asked = await self._run(service.request_command, self._store.me.actor, verb, call_id=call_id)
        if asked is None:
            self._store.give_up(call_id)
            self._desk.repaint()

    async def save(self) -> None:
        """Create, confirm or change the ticket of the form."""
        if not await self._settle_conflicts():
            return
        picture, call = self._store.form(), self._store.call
        unknown = first_unknown(picture)
        if unknown is not None:
            field = self._texts(f"field.{unknown.value}")
            self._desk.say(self._texts("form.unknown", field=field, value=picture.fields[unknown].value), "alarm")
            return
        self._desk.say(self._texts("done.saving"), "accent")
        sent = {name: shown.value for name, shown in picture.fields.items()}
        form = form_to_save(picture, call.id if call else None)
        ticket = await self._run(save_form, form, self._store.me.actor)
        if ticket is None:
            return
        self._store.saved(picture.subject, sent)
        self._drafts.keep_fields(self._store.edits)
        self._said("save", ticket)

    async def _settle_conflicts(self) -> bool:
        """Let the operator choose where somebody else changed the same field; False leaves everything as it is."""
        picture = self._store.form()
        for name in conflicts(picture, self._store.bases.get(picture.subject, {})):
            mine, theirs = picture.fields[name].value, ticket_value(picture.ticket, name)
            heading = Text(self._texts("ask.conflict", field=self._texts(f"field.{name.value}")))
            choices = [
                ("theirs", self._texts("conflict.theirs", text=theirs)),
                ("mine", self._texts("conflict.mine", text=mine)),
            ]
            if name in LONG_TEXTS:
                choices.append(("both", self._texts("conflict.both")))
            chosen = await self._desk.ask_choice(heading, choices, None)
            if chosen is None:
                return False
            both = f"{theirs}\n{mine}"
            self._store.give_way(name, {"theirs": None, "mine": mine, "both": both}[chosen])
        return True

    async def assign(self) -> None:
        """Choose an agency; the one that the words speak for is proposed first, else the category's."""
        ticket = self._store.ticket
        if ticket is None:
            return
        category = categories().get(ticket.category or "")
        title = Text(self._texts("ask.assign", code=grouped(ticket.code)))
        found = triaged(ticket.description, ticket.kecamatan or "").agency
        sure = found.code if found.confidence >= ENOUGH_TO_PROPOSE else None
        first = sure or (category.agency if category else None)
        agency = await self._desk.ask_choice(title, agency_choices(), first)
        if agency is not None:
            self._said("assign", await self._run(service.assign, ticket.id, agency, self._store.me.actor))

    async def claim(self) -> None:
        """Make the ticket the operator's own."""
        if self._store.ticket is not None:
            self._said("claim", await self._run(service.claim, self._store.ticket.id, self._store.me.actor))

    async def choose_text(self) -> None:
        """Choose which text is the ticket's description, or write what was really said."""
        ticket, heard = self._store.ticket, self._store.texts_of_ticket()
        if ticket is None:
            return
        title = Text(self._texts("ask.texts", code=grouped(ticket.code)))
        chosen = await self._desk.ask_choice(title, text_choices(heard, self._texts), None)
        if chosen == MEND:
            await self._mend(ticket)
        elif chosen is not None:
            done = await self._run(service.choose_transcript, int(chosen), self._store.me.actor)
            self._said("texts", done)

    async def _mend(self, ticket: Ticket) -> None:
        key = f"mend:{ticket.id}"
        title = Text(self._texts("ask.mend", code=grouped(ticket.code)))
        draft = self._drafts.text(key) or ticket.description
        text = await self._desk.ask_text(title, draft, lambda typed: self._drafts.keep(key, typed))
        if text is None:
            return
        done = await self._run(service.correct_transcript, ticket.id, self._store.me.actor, text)
        if done is not None:
            self._drafts.keep(key, "")
        self._said("texts", done)

    async def write_text(self, name: str, verb: Callable[..., Ticket], *more: object) -> None:
        """Ask for a text, keep it as a draft from the first key, and do the verb with it."""
        ticket = self._store.ticket
        if ticket is None:
            return
        key = f"{name}:{ticket.id}"
        draft, keep = self._drafts.text(key), lambda typed: self._drafts.keep(key, typed)
        text = await self._desk.ask_text(title(self._texts, name, ticket), draft, keep, self._macros(name, ticket))
        if text is None:
            return
        changed = await self._run(verb, ticket.id, self._store.me.actor, text, *more)
        if changed is not None:
            self._drafts.keep(key, "")
        self._said(name, changed)

    def _macros(self, name: str, ticket: Ticket) -> list[tuple[str, str]]:
        try:
            return [(macro.name, filled(macro, ticket)) for macro in macros_for(name, self._home)]
        except MacroFileWrong as error:
            self._desk.say(error_text(error, self._texts), "warn")
            return []

    async def do_plainly(self, name: str, verb: Callable[..., Ticket], *more: object) -> None:
        """Do the verb on the ticket in view and say so."""
        if self._store.ticket is not None:
            self._said(name, await self._run(verb, self._store.ticket.id, self._store.me.actor, *more))

    async def choose(self, name: str, choices: list[tuple[str, str]]) -> str | None:
        """Ask for one of many, with the ticket's code in the title."""
        if self._store.ticket is None:
            return None
        return await self._desk.ask_choice(title(self._texts, name, self._store.ticket), choices, None)

    def _said(self, verb: str, ticket: Ticket | None) -> None:
        if ticket is not None:
            self._store.wrote(ticket)
            self._desk.repaint()
            self._desk.say(self._texts(f"done.{verb}", code=grouped(ticket.code)), "good")

    async def _run(self, verb: Callable[..., Result], *args: Any, **kwargs: Any) -> Result | None:
        return await run_verb(self._desk.say, self._database, self._texts, verb, *args, **kwargs)


async def run_verb(
    say: Callable[[str, str], None],
    database: Database,
    texts: Texts,
    verb: Callable[..., Result],
    *args: Any,
    **kwargs: Any,
) -> Result | None:
    """Run one verb in its transaction; what goes wrong is said, and None returned."""
    try:
        async with asyncio.timeout(WRITE_DEADLINE_S):
            return await database.run(verb, *args, **kwargs)
    except TicketsError as error:
        say(error_text(error, texts), "alarm")
    except TimeoutError:
        say(texts("error.slow"), "alarm")
    except DatabaseTrouble as error:
        log.error("write_failed", verb=getattr(verb, "__name__", "?"), error=str(error))
        say(texts("error.database"), "alarm")
    return None
